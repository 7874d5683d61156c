"""Settings of the web: the environment's ``CHATBOT_*`` under a mapping, checked at start."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.errors import BotError
from web.settings import readers
from web.settings.readers import LANGUAGE_AUTO, Reader

if TYPE_CHECKING:
    from limits import RateLimitItem

PREFIX = "CHATBOT_"
# What hosts and service managers set; ours outrank them.
_STAND_INS = {"port": "PORT", "workers": "WEB_CONCURRENCY", "path": "SCRIPT_NAME"}
DEFAULT_RATE = "120/minute"
_CORPUS = Path(__file__).resolve().parents[2] / "corpus"

_log = logging.getLogger(__name__)
# Names that the log has been told of: once a process is enough.
_told: set[str] = set()


class ConfigError(BotError):
    """A setting cannot be used; the message names it, its value and the remedy."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a deployment may choose."""

    corpus: str = str(_CORPUS)
    """Folder of the documents; that beside the code, from whatever folder it is started."""
    cache: str | None = None
    """Folder for what takes long to read, empty to keep nothing; None for the platform's own."""
    language: str = LANGUAGE_AUTO
    """Language of the interface, or "auto" for the visitor's own."""
    host: str = "127.0.0.1"
    """Address to listen on; this machine alone unless told otherwise."""
    port: int = 8000
    """Port to listen on; 0 takes a free one."""
    path: str = ""
    """Path that the pages are under, such as "/chat"; empty for the root of the host."""
    workers: int = 0
    """Processes that answer under gunicorn; 0 is one for each processor, two at least."""
    embed_origins: tuple[str, ...] = ()
    """Origins of the sites that may embed the widget and call the API from a browser."""
    rate_limit: tuple[RateLimitItem, ...] = ()
    """How often one address may ask; empty for no limit."""
    rate_limit_storage: str = ""
    """Address of the Redis or Valkey that counts for all processes; empty counts in each."""
    trusted_proxies: int = 0
    """How many proxies of our own stand before it and name the visitor's address."""
    watch: int = 2
    """Seconds between looks at the corpus for edits; 0 waits for SIGHUP alone."""
    metrics: bool = False
    """Whether /metrics counts for Prometheus."""
    gaps: str = ""
    """SQLite file or Redis address that counts what people could not find; empty counts nothing."""

    @property
    def bot_language(self) -> str:
        """The language of the bot's own sentences: one for all visitors."""
        return "en" if self.language == LANGUAGE_AUTO else self.language


def read_settings(config: Mapping[str, Any] | None = None) -> Settings:
    """Return the settings: a mapping over the environment over the defaults.

    Both use the same names, such as ``CHATBOT_PORT``; the environment's ``PORT``,
    ``WEB_CONCURRENCY`` and ``SCRIPT_NAME``, which hosts set, stand in for ``CHATBOT_PORT``,
    ``CHATBOT_WORKERS`` and ``CHATBOT_PATH``.

    :raise ConfigError: when a value cannot be used; one line for each, which names the setting
        as it was set.
    """
    chosen: dict[str, Any] = {}
    faults: list[str] = []
    given = {"rate_limit": (f"{PREFIX}RATE_LIMIT", DEFAULT_RATE), **_given(config or {})}
    for name, (told_as, value) in given.items():
        read = _READERS.get(name)
        if read is None:
            _tell_unknown(told_as)
            continue
        try:
            chosen[name] = read(value)
        except ValueError as error:
            faults.append(f"{told_as}={value!r}: {error}")
    if faults:
        raise ConfigError("\n".join(faults))
    return Settings(**chosen)


def describe(settings: Settings) -> dict[str, Any]:
    """Return the settings as the log may show them: without the passwords of addresses."""
    shown = asdict(settings)
    shown["rate_limit"] = "; ".join(map(str, settings.rate_limit))
    for name in ("rate_limit_storage", "gaps"):
        shown[name] = hide_password(shown[name])
    return shown


def hide_password(address: str) -> str:
    """Return an address without its user and password; a path of a file stays as it is."""
    if "://" not in address:
        return address
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def _given(config: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    """Return what was given for each setting, with the name under which it was given."""
    given: dict[str, tuple[str, Any]] = {}
    for name, stand_in in _STAND_INS.items():
        if os.environ.get(stand_in):
            given[name] = (stand_in, os.environ[stand_in])
    for source in (os.environ, config):
        for key, value in source.items():
            if key.startswith(PREFIX):
                given[key.removeprefix(PREFIX).lower()] = (key, value)
    return given


def _tell_unknown(told_as: str) -> None:
    """Warn of a name that is no setting: a host may hold some of another release."""
    if told_as in _told:
        return
    _told.add(told_as)
    near = get_close_matches(told_as, [PREFIX + name.upper() for name in _READERS], n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    _log.warning("%s is not a setting; it is ignored%s", told_as, meant)


_READERS: dict[str, Reader] = {
    "corpus": readers.read_path,
    "cache": readers.read_path_or_nothing,
    "language": readers.read_language,
    "host": readers.read_host,
    "port": readers.number_reader(0, 65535, 8000),
    "path": readers.read_prefix,
    "workers": readers.number_reader(1, 64, 2),
    "embed_origins": readers.read_origins,
    "rate_limit": readers.read_rates,
    "rate_limit_storage": readers.read_redis,
    "trusted_proxies": readers.number_reader(0, 9, 1),
    "watch": readers.number_reader(0, 86400, 2),
    "metrics": readers.read_switch,
    "gaps": readers.read_store,
}

if set(_READERS) != {field.name for field in fields(Settings)}:  # pragma: no cover
    raise RuntimeError("every setting needs a reader")
