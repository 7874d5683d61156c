"""Settings of the web: the environment's ``CHATBOT_*`` under a mapping, checked at start."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from bot.files.redis_store import SCHEMES
from web.serving.rates import Rate, read_rates

PREFIX = "CHATBOT_"
LANGUAGE_AUTO = "auto"

_log = logging.getLogger(__name__)


class ConfigError(Exception):
    """A setting cannot be used; the message names it, its value and the remedy."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a deployment may choose."""

    # Folder of the documents.
    corpus: str = "corpus"
    # Folder for what takes long to read, empty to keep nothing; None for the platform's own.
    cache: str | None = None
    # Language of the interface, or "auto" for the visitor's own.
    language: str = LANGUAGE_AUTO
    # Address that `python -m web` binds to.
    host: str = "127.0.0.1"
    # Port that `python -m web` binds to; 0 takes a free one.
    port: int = 8000
    # Origins of the sites that may embed the widget and call the API from a browser.
    embed_origins: tuple[str, ...] = ()
    # How often one address may ask; empty for no limit.
    rate_limit: tuple[Rate, ...] = (Rate(120, 60),)
    # Address of the Redis or Valkey that counts for all processes; empty counts in each.
    rate_limit_storage: str = ""
    # How many proxies of our own stand before the application and name the visitor's address.
    trusted_proxies: int = 0
    # Seconds between looks at the corpus for edits; 0 waits for SIGHUP alone.
    watch: int = 2
    # Whether /metrics counts for Prometheus.
    metrics: bool = False
    # SQLite file or Redis address that counts what people could not find; empty counts nothing.
    gaps: str = ""

    @property
    def bot_language(self) -> str:
        """The language of the bot's own sentences: one for all visitors."""
        return "en" if self.language == LANGUAGE_AUTO else self.language


def read_settings(config: Mapping[str, Any] | None = None) -> Settings:
    """Return the settings: a mapping over the environment over the defaults.

    Both use the same names, such as ``CHATBOT_PORT``; the environment's ``PORT``, which hosts
    set, stands in for ``CHATBOT_PORT``.

    :raise ConfigError: when a value cannot be used; one line for each.
    """
    given = _given(config or {})
    chosen: dict[str, Any] = {}
    faults: list[str] = []
    for name, value in given.items():
        read = _READERS.get(name)
        if read is None:
            # Not an error: a host may hold settings of a newer or an older release.
            _log.warning("%s%s is not a setting; it is ignored", PREFIX, name.upper())
            continue
        try:
            chosen[name] = read(value)
        except ValueError as error:
            faults.append(f"{PREFIX}{name.upper()}={value!r}: {error}")
    if faults:
        raise ConfigError("\n".join(faults))
    return Settings(**chosen)


def _given(config: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if os.environ.get("PORT"):
        given["port"] = os.environ["PORT"]
    for source in (os.environ, config):
        for key, value in source.items():
            if key.startswith(PREFIX):
                given[key.removeprefix(PREFIX).lower()] = value
    return given


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text; remove the setting to get its default")
    return value.strip()


def _path(value: object) -> str:
    return _text(os.fspath(value) if isinstance(value, os.PathLike) else value)


def _path_or_nothing(value: object) -> str:
    return str(os.fspath(value) if isinstance(value, os.PathLike) else value).strip()


def _number(most: int, example: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        try:
            number = int(str(value))
        except ValueError:
            raise ValueError(f"must be a whole number, such as {example}") from None
        if not 0 <= number <= most:
            raise ValueError(f"must be from 0 to {most}")
        return number

    return read


def _switch(value: object) -> bool:
    switch = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
    try:
        return switch[str(value).strip().lower() or "off"]
    except KeyError:
        raise ValueError("must be on or off") from None


def _rates(value: object) -> tuple[Rate, ...]:
    return read_rates(str(value or ""))


def _redis(value: object) -> str:
    address = str(value or "").strip()
    if address and not address.startswith(SCHEMES):
        raise ValueError("must be an address such as redis://127.0.0.1:6379/0, or empty")
    return address


def _store(value: object) -> str:
    if isinstance(value, os.PathLike):
        return str(os.fspath(value))
    return str(value or "").strip()


def _origins(value: object) -> tuple[str, ...]:
    given = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(given, list | tuple):
        raise ValueError("must be origins with a space between, such as https://www.example.org")
    return tuple(dict.fromkeys(_origin(str(each)) for each in given))


def _origin(text: str) -> str:
    """Return an origin as browsers write it: lower case, no default port, no closing slash."""
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


def _language(value: object) -> str:
    from web.pages.wording import languages

    known = (LANGUAGE_AUTO, *languages())
    code = _text(value).lower()
    if code not in known:
        raise ValueError(f"must be one of {', '.join(known)}")
    return code


# One reader a setting: from what was given to the value, or ValueError with the remedy.
_READERS: dict[str, Callable[[object], object]] = {
    "corpus": _path,
    "cache": _path_or_nothing,
    "language": _language,
    "host": _text,
    "port": _number(65535, 8000),
    "embed_origins": _origins,
    "rate_limit": _rates,
    "rate_limit_storage": _redis,
    "trusted_proxies": _number(9, 1),
    "watch": _number(86400, 2),
    "metrics": _switch,
    "gaps": _store,
}

if set(_READERS) != {field.name for field in fields(Settings)}:  # pragma: no cover
    raise RuntimeError("every setting needs a reader")
