"""Small talk: fixed lines for what is neither a question to the documents nor to the practice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.files.toml_file import read_toml

# Kind of talk → its lines, at least one.
Talk = Mapping[str, tuple[str, ...]]


def load_talk(defaults: Path, own: Path) -> Talk:
    """Return the lines that ship with the bot, kinds overruled by a corpus folder's own file.

    :raise CorpusError: when a kind has no line, or a corpus names a kind that does not exist.
    """
    standard = read_toml(defaults)
    kinds = tuple(standard.values)
    lines = {kind: standard.texts(kind) for kind in kinds}
    if own.exists():
        overruling = read_toml(own)
        overruling.allow(kinds)
        lines.update({kind: overruling.texts(kind) for kind in overruling.values})
    for kind, said in lines.items():
        if not said:
            raise standard.error("has no line", 'write one, as in ["Hello."]', key=kind)
    return lines


def line_of(talk: Talk, kind: str, turn: int) -> str:
    """Return a line of a kind; the number of the turn, from 0, chooses among several."""
    lines = talk[kind]
    return lines[turn % len(lines)]
