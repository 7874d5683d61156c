"""The stores that the settings name, opened once at the start: what is wrong is told then."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.errors import GapsError
from bot.files.redis_store import SCHEMES, connect
from bot.measuring.gaps.stores import SqliteGaps
from web.settings.config import ConfigError, Settings, hide_password

_log = logging.getLogger(__name__)
# A store on the same network answers in a thousandth of this.
_PATIENCE = 0.5


def check_stores(settings: Settings) -> None:
    """Open every store that the settings name.

    A Redis that is away is a warning: it is used once it is there. Everything else, such as a
    wrong password or a file that is no database, stops the start.

    :raise ConfigError: one line that names the setting, its value and the remedy.
    """
    if settings.rate_limit_storage:
        _check_redis("CHATBOT_RATE_LIMIT_STORAGE", settings.rate_limit_storage)
    if settings.gaps.startswith(SCHEMES):
        _check_redis("CHATBOT_GAPS", settings.gaps)
    elif settings.gaps:
        _check_file(Path(settings.gaps), Path(settings.corpus))


def _check_redis(name: str, address: str) -> None:
    from redis import RedisError
    from redis.exceptions import AuthenticationError, ResponseError

    try:
        connect(address, timeout=_PATIENCE).ping()
    except (AuthenticationError, ResponseError, ValueError) as error:
        raise ConfigError(
            f"{name}={hide_password(address)!r}: is refused there ({error}); "
            "check the address, the user and the password"
        ) from error
    except (RedisError, OSError) as error:
        _log.warning(
            "%s=%r: cannot be reached (%s); it is used once it is there",
            name,
            hide_password(address),
            type(error).__name__,
        )


def _check_file(path: Path, corpus: Path) -> None:
    if path.resolve().is_relative_to(corpus.resolve()):
        raise ConfigError(
            f"CHATBOT_GAPS={str(path)!r}: lies in the folder of the documents, where each count "
            "would look like an edit; name a file elsewhere"
        )
    try:
        SqliteGaps(path).check()
    except GapsError as error:
        raise ConfigError(
            f"CHATBOT_GAPS={str(path)!r}: {error}; name a new file in a folder that may be "
            "written, such as gaps.sqlite"
        ) from error
