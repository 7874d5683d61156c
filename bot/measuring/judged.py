"""Judged questions: read from a folder, and changed as people and conversations change them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import EvaluationError

# Short section names of the judged questions, and the slugs that they stand for.
_SLUGS = {
    "hamstrings-quadriceps": "tight-hamstrings-and-quadriceps",
    "gluteals": "gluteal-muscles",
    "abdominals": "abdominal-muscles",
    "psoas": "the-psoas",
    "conclusion": "a-comprehensive-plan",
}
# What is judged, and the files that hold it, without their ending.
FILES = {
    "answerable": ("answerable",),
    "out_of_scope": ("out_of_scope",),
    "red_flag": ("red_flag", "red_flag_stranger"),
    "not_red_flag": ("not_red_flag", "not_red_flag_stranger"),
    "dialogues": ("dialogues",),
    "general": ("background_open",),
    "health": ("background_health",),
}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Shorter words are seldom misspelt beyond recognition, and seldom carry the topic.
_FEWEST_LETTERS = 5
# Harmless sentences before and behind a red flag, and a turn after it.
_BEFORE, _BEHIND = "Hello, thanks for being there.", "My sister loves her massages with you."
_AFTER = "should I use elbow pressure on it?"


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, or a conversation, with what counts as right."""

    id: str
    # The last turn.
    question: str
    # Earlier turns, oldest first.
    history: tuple[str, ...]
    # Slugs of all acceptable sections.
    ok: frozenset[str]
    # A red flag that must not be missed; False for the softer ones.
    clear: bool
    # The last turn begins a new topic.
    switch: bool
    # Of a question that is not answered: "near" the article, "business" or "far"; else "".
    kind: str
    # How grave a red flag is: "emergency", "urgent" …; "" where nobody judged it.
    level: str


def read_judged(folder: Path) -> dict[str, tuple[Judged, ...]]:
    """Return the judged questions of a folder by what is judged; a missing file counts as empty.

    :raise EvaluationError: when the folder has none of the files, or a line cannot be read.
    """
    paths = {
        name: [path for file in files if (path := folder / f"{file}.jsonl").is_file()]
        for name, files in FILES.items()
    }
    if not any(paths.values()):
        names = ", ".join(f"{file}.jsonl" for files in FILES.values() for file in files)
        raise EvaluationError(f"{folder}: holds none of {names}; name a folder of judged questions")
    return {
        name: tuple(one for path in found for one in _read_lines(path))
        for name, found in paths.items()
    }


def misspell(question: str, seed: str) -> str:
    """Return a question with one typing error in one of its longer words, the same each time."""
    # Not for secrets: the seed makes the error repeatable.
    chance = random.Random(seed)  # noqa: S311
    pieces = question.split(" ")
    longer = [
        at for at, piece in enumerate(pieces) if piece.isalpha() and len(piece) >= _FEWEST_LETTERS
    ]
    if not longer:
        return question
    at = chance.choice(longer)
    word = pieces[at]
    # The first letter is rarely wrong.
    place = chance.randrange(1, len(word) - 1)
    pieces[at] = chance.choice(
        (
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + chance.choice(_LETTERS) + word[place + 1 :],
        )
    )
    return " ".join(pieces)


def _read_lines(path: Path) -> Iterator[Judged]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read ({error}); save it as UTF-8") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            # Of random queries a few are answered after all: nobody has judged by what.
            if not row.get("answered_by_article"):
                yield _judged(row)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise EvaluationError(
                f"{path}:{number}: {error!r}; write one JSON object a line with id and question"
            ) from error


def _judged(row: Mapping[str, Any]) -> Judged:
    *history, question = row.get("turns") or [*row.get("history", ()), row["question"]]
    return Judged(
        id=row["id"],
        question=question,
        history=tuple(history),
        ok=frozenset(_SLUGS.get(name, name) for name in row.get("ok", ())),
        clear=bool(row.get("clear", True)),
        switch=bool(row.get("switch", False)),
        kind=str(row.get("kind", "")),
        level=str(row.get("level", "")),
    )


def misspelt_turns(one: Judged) -> Sequence[str]:
    """Return a judged question's turns with one word of the last misspelt."""
    return *one.history, misspell(one.question, one.id)


def beside_harmless(one: Judged) -> Sequence[str]:
    """Return its turns with harmless sentences around the last."""
    return *one.history, f"{_BEFORE} {one.question}. {_BEHIND}"


def a_turn_later(one: Judged) -> Sequence[str]:
    """Return its turns with a harmless one after the last."""
    return *one.history, one.question, _AFTER
