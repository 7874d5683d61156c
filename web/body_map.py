"""The map of the body: ``map.toml`` of the corpus to figures and regions that can be drawn."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import CorpusError

# Path commands and numbers; nothing else may reach the page's markup.
_PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9 ,.\-\n]+")


@dataclass(frozen=True, slots=True)
class Region:
    """A place on the body that asks a question."""

    # What it is called, such as "Front of hip".
    name: str
    # The question that it asks.
    question: str
    # SVG paths of the place, in the figure's own coordinates.
    shapes: tuple[str, ...]
    # The name as one or two lines beside the figure.
    label: tuple[str, ...]
    # Centre of the label on the drawing.
    x: float
    y: float
    # SVG path from the label to the place, or empty.
    line: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One view of the body."""

    # Such as "Front".
    name: str
    # Where its middle stands, from the left edge of the drawing.
    x: float
    # SVG paths of the filled body and of the fine lines on it.
    outline: tuple[str, ...]
    details: tuple[str, ...]
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class BodyMap:
    """A drawing of the body with places that ask questions."""

    width: float
    height: float
    figures: tuple[Figure, ...]
    # Names of muscles, which the lookup lists beside a passage that has them.
    muscles: tuple[str, ...]


def load_body_map(path: Path) -> BodyMap | None:
    """Return the map, or None when the corpus brings none.

    :raise CorpusError: when the file cannot be read or drawn.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: cannot be read ({error}); save it as UTF-8 text") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path}: not TOML ({error}); mend that line") from error
    return _Reader(path, text).body_map(tables)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads tables and says where a fault stands."""

    path: Path
    text: str

    def body_map(self, tables: Mapping[str, Any]) -> BodyMap:
        """Return the whole map."""
        figures = tuple(
            self._figure(figure, tables.get("region", ())) for figure in tables.get("figure", ())
        )
        known = {figure.name for figure in figures}
        for region in tables.get("region", ()):
            if region.get("figure") not in known:
                raise self._error(region, f"names the figure {region.get('figure')!r}", "add it")
        return BodyMap(
            width=self._number(tables, "width"),
            height=self._number(tables, "height"),
            figures=figures,
            muscles=self._words(tables, "muscles", []),
        )

    def _figure(self, table: Mapping[str, Any], regions: list[dict[str, Any]]) -> Figure:
        name = self._word(table, "name")
        return Figure(
            name=name,
            x=self._number(table, "x"),
            outline=self._paths(table, "outline"),
            details=self._paths(table, "details"),
            regions=tuple(self._region(row) for row in regions if row.get("figure") == name),
        )

    def _region(self, table: Mapping[str, Any]) -> Region:
        name = self._word(table, "name")
        return Region(
            name=name,
            question=self._word(table, "question"),
            shapes=self._paths(table, "shapes"),
            label=self._words(table, "label", [name]),
            x=self._number(table, "x"),
            y=self._number(table, "y"),
            line=self._path(table, table.get("line", "")),
        )

    def _word(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._error(table, f"has no text {key!r}", "write one")
        return value

    def _words(self, table: Mapping[str, Any], key: str, default: list[str]) -> tuple[str, ...]:
        value = table.get(key, default)
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self._error(table, f"{key!r} is no list of texts", 'write ["Front", "of hip"]')
        return tuple(value)

    def _number(self, table: Mapping[str, Any], key: str) -> float:
        value = table.get(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self._error(table, f"has no number {key!r}", "write one, such as 120")
        return value

    def _paths(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        paths = table.get(key, [])
        if not isinstance(paths, list):
            raise self._error(table, f"{key!r} is no list", 'write ["M 0 0 L 10 10"]')
        return tuple(self._path(table, path) for path in paths)

    def _path(self, table: Mapping[str, Any], path: object) -> str:
        if path and (not isinstance(path, str) or _PATH.fullmatch(path) is None):
            raise self._error(table, f"{path!r} is no SVG path", "write one, such as 'M 0 0 L 9 9'")
        return " ".join(str(path).split())

    def _error(self, table: Mapping[str, Any], finding: str, remedy: str) -> CorpusError:
        name = table.get("name")
        named = f"{name!r}" if isinstance(name, str) else "the map"
        line = 1
        if isinstance(name, str) and name in self.text:
            line = self.text.count("\n", 0, self.text.index(name)) + 1
        return CorpusError(f"{self.path}:{line}: {named}: {finding}; {remedy}")
