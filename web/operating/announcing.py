"""What is told at the start: which version serves what, where, and with which settings."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from ipaddress import ip_address

from flask import Flask

from bot.version import find_version
from web.corpus.state import state_of
from web.settings.config import Settings, describe

_log = logging.getLogger(__name__)


def announce(app: Flask, addresses: Sequence[str]) -> None:
    """Write the line of the start, and a warning for what an owner may not have meant."""
    state = state_of(app)
    record = logging.LogRecord(__name__, logging.INFO, __file__, 0, "serving", (), None)
    record.fields = {
        "version": find_version(),
        "listening": list(addresses),
        "corpus": state.corpus,
        "documents": len(state.chatbot.documents),
        "settings": describe(state.settings),
    }
    logging.getLogger().handle(record)
    _warn(state.settings, addresses)


def _warn(settings: Settings, addresses: Sequence[str]) -> None:
    alone = all(map(is_local, addresses))
    if alone and os.environ.get("PORT") and not os.environ.get("CHATBOT_HOST"):
        _log.warning(
            "PORT is set, and only this machine is listened to; a host that sets PORT "
            "expects CHATBOT_HOST=0.0.0.0"
        )
    if settings.trusted_proxies and not alone:
        _log.warning(
            "CHATBOT_TRUSTED_PROXIES=%d: whoever reaches this port past the proxy can claim any "
            "address; let nobody but the proxy reach it",
            settings.trusted_proxies,
        )


def is_local(address: str) -> bool:
    """Tell whether an address such as ``127.0.0.1:8000`` or ``unix:/run/x`` is this machine's."""
    if address.startswith(("unix:", "localhost:", "fd://")):
        return True
    try:
        return ip_address(address.rpartition(":")[0].strip("[]")).is_loopback
    except ValueError:
        return False
