"""The map of the body: ``map.toml`` of the corpus to figures and regions that can be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from bot.files.toml_file import TomlTable, read_toml

# Path commands and numbers; nothing else may reach the page's markup.
_PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9 ,.\-\n]+")
# A drawing is no larger than this, in its own units.
_MOST_LENGTH = 10_000


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


def load_body_map(path: Path, spoken: Path | None = None) -> BodyMap | None:
    """Return the map, or None when the corpus brings none.

    :param spoken: a file that names its figures and regions in another language, by their names.

    :raise CorpusError: when the file cannot be read or drawn.
    """
    if not path.exists():
        return None
    top = read_toml(path)
    top.allow(("width", "height", "muscles", "figure", "region"))
    regions = top.rows("region")
    figures = tuple(_read_figure(row, regions) for row in top.rows("figure"))
    for row in regions:
        if row.text("figure") not in {figure.name for figure in figures}:
            raise row.error(
                f"is {row.text('figure')!r}, which is no figure's name",
                'write one, such as figure = "Front"',
                key="figure",
            )
    # Last, since regions go by the names of the figures in English.
    if spoken is not None and spoken != path and spoken.exists():
        figures = _in_other_words(figures, read_toml(spoken))
    return BodyMap(
        width=_read_length(top, "width"),
        height=_read_length(top, "height"),
        figures=figures,
        muscles=top.texts("muscles"),
    )


def _read_figure(row: TomlTable, regions: Iterable[TomlTable]) -> Figure:
    row.allow(("name", "x", "outline", "details"))
    name = row.needed("name")
    return Figure(
        name=name,
        x=_read_length(row, "x"),
        outline=_read_paths(row, "outline"),
        details=_read_paths(row, "details"),
        regions=tuple(_read_region(region) for region in regions if region.text("figure") == name),
    )


def _read_region(row: TomlTable) -> Region:
    row.allow(("figure", "name", "question", "shapes", "label", "x", "y", "line"))
    name = row.needed("name")
    line = row.text("line")
    return Region(
        name=name,
        question=row.needed("question"),
        shapes=_read_paths(row, "shapes"),
        label=row.texts("label") or (name,),
        x=_read_length(row, "x"),
        y=_read_length(row, "y"),
        line=_check_path(row, "line", line) if line else "",
    )


def _in_other_words(figures: Iterable[Figure], names: TomlTable) -> tuple[Figure, ...]:
    """Return figures whose names, labels and questions are those of a file, where it has them."""
    figures = tuple(figures)
    regions = [region for figure in figures for region in figure.regions]
    names.allow([figure.name for figure in figures] + [region.name for region in regions])
    return tuple(
        replace(
            figure,
            name=names.table(figure.name).text("name") or figure.name,
            regions=tuple(_renamed(region, names.table(region.name)) for region in figure.regions),
        )
        for figure in figures
    )


def _renamed(region: Region, said: TomlTable) -> Region:
    said.allow(("name", "label", "question"))
    name = said.text("name") or region.name
    return replace(
        region,
        name=name,
        label=said.texts("label") or ((name,) if said.text("name") else region.label),
        question=said.text("question") or region.question,
    )


def _read_length(row: TomlTable, key: str) -> float:
    return row.number(key, least=0, most=_MOST_LENGTH)


def _read_paths(row: TomlTable, key: str) -> tuple[str, ...]:
    return tuple(_check_path(row, key, path) for path in row.texts(key))


def _check_path(row: TomlTable, key: str, path: str) -> str:
    if _PATH.fullmatch(path) is None:
        raise row.error(f"{path!r} is no SVG path", "write one, such as 'M 0 0 L 9 9'", key=key)
    return " ".join(path.split())
