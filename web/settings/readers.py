"""From what was given for a setting to its value, or ValueError with what it may be."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.files.redis_store import SCHEMES

if TYPE_CHECKING:
    from limits import RateLimitItem

Reader = Callable[[object], object]

LANGUAGE_AUTO = "auto"
_WORDING = Path(__file__).parents[1] / "wording"
_RATE = re.compile(r"\d{1,9} *(?:/|per) *(?:second|minute|hour|day)s?")


def read_text(value: object) -> str:
    """Return a text without white space around it."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text; remove the setting to get its default")
    return value.strip()


def read_path(value: object) -> str:
    """Return the path of a folder or a file."""
    return read_text(os.fspath(value) if isinstance(value, os.PathLike) else value)


def read_path_or_nothing(value: object) -> str:
    """Return a path as text; "" stands for none."""
    return str(os.fspath(value) if isinstance(value, os.PathLike) else value).strip()


def read_prefix(value: object) -> str:
    """Return a path such as ``/chat``, without a slash at its end; "" stands for the root."""
    path = str(value or "").strip().rstrip("/")
    if path and re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)+", path) is None:
        raise ValueError("must be a path such as /chat, or empty for the root")
    return path


def read_host(value: object) -> str:
    """Return an address to listen on, such as ``127.0.0.1``, ``::`` or a name of the machine."""
    host = read_text(value).removeprefix("[").removesuffix("]")
    if re.fullmatch(r"[A-Za-z0-9._:%-]+", host) is None:
        raise ValueError("must be an address of this machine, such as 127.0.0.1 or 0.0.0.0")
    return host


def number_reader(least: int, most: int, example: int) -> Reader:
    """Return a reader of whole numbers within bounds."""

    def read(value: object) -> int:
        text = str(value).strip()
        # Only what is meant as a number: int() takes "1_000" and Arabic digits as well.
        if re.fullmatch(r"[+-]?[0-9]{1,12}", text) is None:
            raise ValueError(f"must be a whole number, such as {example}")
        if not least <= int(text) <= most:
            raise ValueError(f"must be from {least} to {most}")
        return int(text)

    return read


def read_switch(value: object) -> bool:
    """Return whether something is on."""
    switch = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
    try:
        return switch[str(value).strip().lower() or "off"]
    except KeyError:
        raise ValueError("must be on or off") from None


def read_rates(value: object) -> tuple[RateLimitItem, ...]:
    """Return the rates of a text such as ``60/minute; 1000/hour``; none for an empty text."""
    parts = [part.strip() for part in re.split("[;,]", str(value or "").lower()) if part.strip()]
    if not parts:
        return ()
    if any(
        _RATE.fullmatch(part) is None or int(part.split("/")[0].split()[0]) == 0 for part in parts
    ):
        raise ValueError(
            "must be rates such as '60/minute' or '60/minute; 1000/hour', or empty for none"
        )
    # Here, since it takes a while to load and whoever sets no limit is spared it.
    from limits import parse_many

    return tuple(parse_many("; ".join(parts)))


def read_redis(value: object) -> str:
    """Return the address of a Redis or Valkey, or an empty text."""
    address = str(value or "").strip()
    if address:
        _check_redis(address)
    return address


def read_store(value: object) -> str:
    """Return the path of a file, the address of a Redis or Valkey, or an empty text."""
    if isinstance(value, os.PathLike):
        return str(os.fspath(value))
    address = str(value or "").strip()
    if "://" in address:
        _check_redis(address)
    return address


def _check_redis(address: str) -> None:
    try:
        known = address.startswith(SCHEMES) and urlsplit(address).port != 0
    except ValueError:
        known = False
    if not known:
        raise ValueError("must be an address such as redis://127.0.0.1:6379/0, or empty")


def read_origins(value: object) -> tuple[str, ...]:
    """Return origins as browsers write them, each once."""
    given = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(given, list | tuple):
        raise ValueError("must be origins with a space between, such as https://www.example.org")
    return tuple(dict.fromkeys(_read_origin(str(each)) for each in given))


def _read_origin(text: str) -> str:
    """Return an origin in lower case, without a default port or a closing slash."""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    plain = re.fullmatch(r"https?://[^/?#@\s;,'*]+/?", text, re.IGNORECASE)
    if not plain or not host or port == 0:
        raise ValueError(f"{text!r} is no origin; write it as https://www.example.org")
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


@cache
def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that the interface speaks."""
    return tuple(sorted(path.stem for path in _WORDING.glob("*.toml")))


def read_language(value: object) -> str:
    """Return a language code, or "auto"."""
    known = (LANGUAGE_AUTO, *known_languages())
    code = read_text(value).lower()
    if code not in known:
        raise ValueError(f"must be one of {', '.join(known)}")
    return code
