"""Settings of the web: the environment's ``CHATBOT_*`` under a mapping, checked at start."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

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
    # Language of the interface, or "auto" for the visitor's own.
    language: str = LANGUAGE_AUTO
    # Address that `python -m web` binds to.
    host: str = "127.0.0.1"
    # Port that `python -m web` binds to; 0 takes a free one.
    port: int = 8000
    # Origins of the sites that may embed the widget and call the API from a browser.
    embed_origins: tuple[str, ...] = ()

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


def _port(value: object) -> int:
    try:
        port = int(str(value))
    except ValueError:
        raise ValueError("must be a whole number, such as 8000") from None
    if not 0 <= port <= 65535:
        raise ValueError("must be from 0 to 65535")
    return port


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
    from web.wording import languages

    known = (LANGUAGE_AUTO, *languages())
    code = _text(value).lower()
    if code not in known:
        raise ValueError(f"must be one of {', '.join(known)}")
    return code


# One reader a setting: from what was given to the value, or ValueError with the remedy.
_READERS: dict[str, Callable[[object], object]] = {
    "corpus": _path,
    "language": _language,
    "host": _text,
    "port": _port,
    "embed_origins": _origins,
}

if set(_READERS) != {field.name for field in fields(Settings)}:  # pragma: no cover
    raise RuntimeError("every setting needs a reader")
