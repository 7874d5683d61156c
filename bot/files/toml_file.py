"""Read a TOML file of the corpus, so that each complaint names the file and the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import CorpusError, place_of
from bot.files.text_file import read_text

_HEADER = re.compile(r"^\s*\[+\s*([^\]]+?)\s*\]+")
_KEY = re.compile(r"^\s*(?:\"([^\"]+)\"|([A-Za-z0-9_-]+))\s*=")


@dataclass(frozen=True, slots=True)
class TomlTable:
    """One table of a TOML file, with what is needed to complain about it."""

    path: Path
    # The text of the whole file.
    source: str
    # The table's name with dots; empty for the top of the file.
    name: str
    values: Mapping[str, Any]
    # The line from which on it stands: that of its heading, for one of several of the same name.
    begins: int = 1

    def error(self, finding: str, remedy: str, *, key: str | None = None) -> CorpusError:
        """Return an error that names the line of a key, or else of the table's header."""
        where = place_of(self.path, self._line_of(key))
        label = ".".join(part for part in (self.name, key) if part)
        return CorpusError(f"{where}: {label + ': ' if label else ''}{finding}; {remedy}")

    def _line_of(self, key: str | None) -> int:
        """Return the line of a key, or else of the table's header, or else where it begins."""
        here, header_line = "", None
        lines = self.source.splitlines()[self.begins - 1 :]
        for number, line in enumerate(lines, start=self.begins):
            header = _HEADER.match(line)
            if header is not None:
                here = _header_name(header)
                if here == self.name:
                    if header_line is not None:
                        # The next table of the same name.
                        break
                    header_line = number
                if key is not None and here == self._name_of(key):
                    return number
            elif key is not None and here == self.name:
                written = _KEY.match(line)
                if written is not None and key in written.groups():
                    return number
        return header_line or self.begins

    def _name_of(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

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

    def needed(self, key: str) -> str:
        """Return a string that has something in it.

        :raise CorpusError: when the key is missing, or its value is anything else.
        """
        text = self.text(key)
        if not text:
            raise self.error("is missing or empty", f'write it as in {key} = "…"', key=key)
        return text

    def number(self, key: str, *, least: float, most: float) -> float:
        """Return a number within bounds.

        :raise CorpusError: when the key is missing, or its value is anything else.
        """
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error("is missing or no number", f"write it as in {key} = 1.0", key=key)
        # Written so that "nan" is refused too.
        if not least <= value <= most:
            raise self.error(f"is {value}", f"use {least:g} to {most:g}", key=key)
        return float(value)

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
        name = self._name_of(key)
        if not isinstance(value, dict):
            raise self.error("is not a table", f"write it under a heading [{name}]", key=key)
        return TomlTable(self.path, self.source, name, value, self.begins)

    def tables(self) -> dict[str, TomlTable]:
        """Return every value as a table, by key, in the order of the file."""
        return {key: self.table(key) for key in self.values}

    def rows(self, key: str) -> tuple[TomlTable, ...]:
        """Return the tables that stand under headings [[key]], in the order of the file.

        :raise CorpusError: when the value is not a list of tables.
        """
        values = self.values.get(key, [])
        name = self._name_of(key)
        if not isinstance(values, list) or not all(isinstance(row, dict) for row in values):
            raise self.error("is not a list of tables", f"begin each with [[{name}]]", key=key)
        begins = [
            number
            for number, line in enumerate(self.source.splitlines(), start=1)
            if number >= self.begins
            and (header := _HEADER.match(line)) is not None
            and _header_name(header) == name
        ]
        # Tables may also be written in one line, without headings.
        begins += [self._line_of(key)] * (len(values) - len(begins))
        return tuple(
            TomlTable(self.path, self.source, name, row, line)
            for row, line in zip(values, begins, strict=False)
        )


def read_toml(path: Path) -> TomlTable:
    """Return the top table of a TOML file.

    :raise CorpusError: when the file cannot be read or is not TOML.
    """
    source = read_text(path)
    try:
        values = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        finding, _, where = str(error).rpartition(" (at ")
        line = re.match(r"line (\d+)", where)
        # What is not closed is noticed at the end of the file.
        number = int(line.group(1)) if line else len(source.splitlines())
        remedy = "check the quotes, brackets and commas there"
        raise CorpusError(f"{place_of(path, number)}: {finding or error}; {remedy}") from error
    except RecursionError as error:
        raise CorpusError(
            f"{place_of(path)}: brackets stand too deep in one another; check that each is closed"
        ) from error
    return TomlTable(path, source, "", values)


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return values in which those of `above` take the place of those below, table by table.

    >>> laid_over({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    merged = dict(below)
    for key, value in above.items():
        held = merged.get(key)
        both = isinstance(held, dict) and isinstance(value, dict)
        merged[key] = laid_over(held, value) if both and held is not None else value
    return merged


def _header_name(header: re.Match[str]) -> str:
    return header.group(1).replace('"', "").replace(" ", "")
