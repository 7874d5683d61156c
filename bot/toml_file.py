"""Read a TOML file of the corpus, so that each complaint names the file and the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import CorpusError

_HEADER = re.compile(r"^\s*\[+\s*([^\]]+?)\s*\]+")
_KEY = re.compile(r"^\s*(?:\"([^\"]+)\"|([A-Za-z0-9_-]+))\s*=")


@dataclass(frozen=True, slots=True)
class TomlTable:
    """One table of a TOML file, with what is needed to complain about it."""

    # "folder/file.toml", as it stands in messages.
    place: str
    # The text of the whole file.
    source: str
    # The table's name with dots; empty for the top of the file.
    name: str
    values: Mapping[str, Any]

    def error(self, finding: str, remedy: str, *, key: str | None = None) -> CorpusError:
        """Return an error that names the line of a key, or else of the table's header."""
        line = _line_of(self.source, self.name, key)
        where = f"{self.place}:{line}" if line else self.place
        label = ".".join(part for part in (self.name, key) if part)
        return CorpusError(f"{where}: {label + ': ' if label else ''}{finding}; {remedy}")

    def allow(self, names: Iterable[str]) -> None:
        """Accept only these keys.

        :raise CorpusError: when another key stands here, most often a slip of the pen.
        """
        allowed = tuple(names)
        for key in self.values:
            if key not in allowed:
                remedy = f"delete it or use one of: {', '.join(allowed)}"
                raise self.error("is not a known setting", remedy, key=key)

    def text(self, key: str) -> str:
        """Return a string without white space around it; empty when the key is missing.

        :raise CorpusError: when the value is not a string.
        """
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.error("is not a text", 'put it between quotes, as in "…"', key=key)
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; empty when the key is missing.

        :raise CorpusError: when the value is not a list of strings with something in them.
        """
        value = self.values.get(key, [])
        listed = value if isinstance(value, list) else [None]
        if not all(isinstance(item, str) and item.strip() for item in listed):
            remedy = 'write it as ["one phrase", "another"]'
            raise self.error("is not a list of texts", remedy, key=key)
        return tuple(listed)

    def table(self, key: str) -> TomlTable:
        """Return the table under a key; one without values when the key is missing.

        :raise CorpusError: when the value is not a table.
        """
        value = self.values.get(key, {})
        name = f"{self.name}.{key}" if self.name else key
        if not isinstance(value, dict):
            raise self.error("is not a table", f"write it under a heading [{name}]", key=key)
        return TomlTable(self.place, self.source, name, value)

    def tables(self) -> dict[str, TomlTable]:
        """Return every value as a table, by key, in the order of the file."""
        return {key: self.table(key) for key in self.values}


def read_toml(path: Path) -> TomlTable:
    """Return the top table of a TOML file.

    :raise CorpusError: when the file cannot be read or is not TOML.
    """
    place = f"{path.resolve().parent.name}/{path.name}"
    try:
        source = path.read_text(encoding="utf-8")
        values = tomllib.loads(source)
    except OSError as error:
        finding = error.strerror or "cannot be read"
        raise CorpusError(f"{place}: {finding}; check that the file may be read") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{place}: is not UTF-8; save the file as UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        finding, _, where = str(error).rpartition(" (at ")
        line = re.match(r"line (\d+)", where)
        where = f"{place}:{line.group(1)}" if line else place
        remedy = "check the quotes, brackets and commas there"
        raise CorpusError(f"{where}: {finding or error}; {remedy}") from error
    return TomlTable(place, source, "", values)


def _line_of(source: str, table: str, key: str | None) -> int | None:
    """Return the number of the line that holds a key of a table, from 1, if it can be seen."""
    here, header_line = "", None
    for number, line in enumerate(source.splitlines(), start=1):
        header = _HEADER.match(line)
        if header is not None:
            here = header.group(1).replace('"', "").replace(" ", "")
            if here == table:
                header_line = number
            if key is not None and here == (f"{table}.{key}" if table else key):
                return number
        elif key is not None and here == table:
            written = _KEY.match(line)
            if written is not None and key in written.groups():
                return number
    return header_line
