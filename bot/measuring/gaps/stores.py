"""Where counts are kept: one SQLite file, or Redis that machines share; half a year."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.errors import GapsError
from bot.files.redis_store import SCHEMES, connect
from bot.measuring.gaps.counting import KINDS, Key, today

KEPT_DAYS = 180
_PATIENCE = 2.0


class GapStore(Protocol):
    """Where counts are kept."""

    def add(self, counts: Mapping[Key, int]) -> None:
        """Add to the counts and forget those of long ago.

        :raise GapsError: when the store cannot be written to.
        """

    def read(self) -> Iterator[tuple[Key, int]]:
        """Yield every count.

        :raise GapsError: when the store cannot be read.
        """


def open_store(address: str) -> GapStore:
    """Return the store at an address of Redis, or else in the SQLite file of that name."""
    return RedisGaps(address) if address.startswith(SCHEMES) else SqliteGaps(Path(address))


class SqliteGaps:
    """Counts in one SQLite file, which the workers of one machine share."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_PATIENCE)
        try:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS gaps (day TEXT, kind TEXT, name TEXT,"
                " count INTEGER NOT NULL, PRIMARY KEY (day, kind, name)) WITHOUT ROWID"
            )
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def check(self) -> None:
        """Open the file, and make it where there is none.

        :raise GapsError: when it is no file of counts, or cannot be written.
        """
        try:
            with closing(self._open()) as connection, connection:
                # Writes nothing, but fails where nothing can be written.
                connection.execute("DELETE FROM gaps WHERE day = ''")
        except sqlite3.Error as error:
            raise GapsError(f"cannot be used ({error})") from error

    def back_up(self, path: Path) -> None:
        """Copy the counts to a new file, also while a server adds to them.

        :raise GapsError: when there are none, the new file exists, or it cannot be written.
        """
        if not self._path.exists():
            raise GapsError(f"{self._path}: no counts yet; is CHATBOT_GAPS set for the server?")
        if path.exists():
            raise GapsError(f"{path}: exists already; name a new file")
        try:
            with closing(self._open()) as connection, closing(sqlite3.connect(path)) as copy:
                connection.backup(copy)
        except sqlite3.Error as error:
            # What was begun is no copy.
            path.unlink(missing_ok=True)
            raise GapsError(f"{path}: cannot be written ({error})") from error

    def add(self, counts: Mapping[Key, int]) -> None:
        """Add to the counts and forget those of long ago."""
        rows = [(*key, count) for key, count in counts.items()]
        try:
            with closing(self._open()) as connection, connection:
                connection.executemany(
                    "INSERT INTO gaps VALUES (?, ?, ?, ?) ON CONFLICT (day, kind, name)"
                    " DO UPDATE SET count = count + excluded.count",
                    rows,
                )
                connection.execute("DELETE FROM gaps WHERE day < ?", (_find_oldest(connection),))
        except sqlite3.Error as error:
            raise GapsError(f"{self._path}: cannot be written ({error})") from error

    def read(self) -> Iterator[tuple[Key, int]]:
        """Yield every count."""
        if not self._path.exists():
            raise GapsError(f"{self._path}: no counts yet; is CHATBOT_GAPS set for the server?")
        try:
            with closing(self._open()) as connection:
                for day, kind, name, count in connection.execute("SELECT * FROM gaps"):
                    yield (day, kind, name), count
        except sqlite3.Error as error:
            raise GapsError(f"{self._path}: cannot be read ({error})") from error


class RedisGaps:
    """Counts in Redis or Valkey, which machines share: a hash a day that expires by itself."""

    def __init__(self, address: str) -> None:
        self._redis: Any = connect(address, timeout=_PATIENCE)

    def add(self, counts: Mapping[Key, int]) -> None:
        """Add to the counts; those of long ago expire."""
        from redis import RedisError

        try:
            with self._redis.pipeline(transaction=True) as pipeline:
                for (day, kind, name), count in counts.items():
                    pipeline.hincrby(_hash_name(day), f"{kind} {name}", count)
                for day in {day for day, _, _ in counts}:
                    pipeline.expire(_hash_name(day), KEPT_DAYS * 86400)
                pipeline.execute()
        except (RedisError, OSError) as error:
            raise GapsError(f"Redis cannot be written ({type(error).__name__})") from error

    def read(self) -> Iterator[tuple[Key, int]]:
        """Yield every count."""
        from redis import RedisError

        try:
            for number in range(KEPT_DAYS + 1):
                day = (date.fromisoformat(today()) - timedelta(days=number)).isoformat()
                for field, count in self._redis.hgetall(_hash_name(day)).items():
                    kind, _, name = field.decode().partition(" ")
                    if kind in KINDS:
                        yield (day, kind, name), int(count)
        except (RedisError, OSError) as error:
            raise GapsError(f"Redis cannot be read ({type(error).__name__})") from error


def _find_oldest(connection: sqlite3.Connection) -> str:
    """Return the first day that is kept, counted from the last day but one.

    So a clock that is wrong for a day, however far, forgets nothing.
    """
    last = "SELECT DISTINCT day FROM gaps ORDER BY day DESC LIMIT 2"
    days = [day for (day,) in connection.execute(last)] or [today()]
    return (date.fromisoformat(days[-1]) - timedelta(days=KEPT_DAYS)).isoformat()


def _hash_name(day: str) -> str:
    return f"chatbot:gaps:{day}"
