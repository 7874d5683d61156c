"""Fits the curves of confidence to signals of questions that the model was not trained on.

The examples are divided by author into four parts, those of a single author by runs of lines; a
model that is trained on three gives the signals of the fourth, so that hardly a near-copy of a
question stands on both sides. A logistic
regression over these signals is the curve (Newton's method; Hastie, Tibshirani & Friedman 2009,
4.4.1). What is printed beside it is measured on the same questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.chatbot import Chatbot
from bot.contract import Asked
from bot.language.languages import ENGLISH, Language
from bot.learning.lessons import learn
from bot.learning.model import Model
from bot.loading.learned import own_in, shipped_in
from bot.understanding.confidence import SIGNALS, Curve
from bot.understanding.curriculum import NOT_COVERED, PRACTICE, TALK, Taught, read_taught
from bot.understanding.reader import Reader
from bot.understanding.sentences import load_sentence_kinds

_PARTS = 4
# With fewer authors, one left out would leave too little to learn from.
_FEWEST_AUTHORS = 3
_ROUNDS = 30
# Neighbours among the lines of one author are often alike: so many stay together.
_RUN = 25
# Keeps the weights of signals that say the same from running away.
_PENALTY = 1.0
_ELSEWHERE = frozenset((NOT_COVERED, PRACTICE, TALK))

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What the bot finds for an example that its model was not trained on."""

    signals: tuple[float, ...]
    """The signals of confidence."""
    answered: bool
    """Whether the documents answer it."""
    section_right: bool
    """Whether the first section is one that it is filed under."""


def judge_unseen(corpus: Path, *, every: int = 1, language: Language = ENGLISH) -> list[Unseen]:
    """Return what is found for every n-th example of a language, cross-validated by author.

    :raise CorpusError: when the folder cannot be used.
    """
    chatbot = Chatbot.load(corpus)
    own = chatbot.voice(language.code).reader
    kinds = load_sentence_kinds(corpus / "sentences.toml", chatbot.documents)
    taught = read_taught(
        own_in(corpus, language), shipped_in(language), chatbot.documents, kinds, language
    )
    parts = parts_of(taught)
    found: list[Unseen] = []
    for part in range(_PARTS):
        lessons = [one.lesson for one, at in zip(taught, parts, strict=True) if at != part]
        reader = Reader(
            searcher=own.searcher,
            interpreter=own.interpreter,
            model=Model(learn(lessons)),
            confidence=own.confidence,
        )
        asked = [one for one, at in zip(taught, parts, strict=True) if at == part]
        found += [_judge(one, reader) for one in asked[::every] if "topic" in one.lesson.aims]
    return found


def parts_of(taught: Sequence[Taught]) -> list[int]:
    """Return the part of each lesson: authors of one folder take turns; documents are in none.

    Where a folder has fewer than three, runs of lines take turns.
    """
    authors: dict[str, dict[str, int]] = {}
    for one in taught:
        folder = authors.setdefault(one.folder, {})
        folder.setdefault(one.author, len(folder))
    counts: dict[tuple[str, str], int] = {}
    parts: list[int] = []
    for one in taught:
        if not one.author:
            parts.append(-1)
            continue
        number = authors[one.folder][one.author]
        if len(authors[one.folder]) < _FEWEST_AUTHORS:
            key = (one.folder, one.author)
            counts[key] = counts.get(key, -1) + 1
            number = counts[key] // _RUN
        parts.append(number % _PARTS)
    return parts


def _judge(one: Taught, reader: Reader) -> Unseen:
    topics = one.lesson.aims["topic"]
    query = reader.interpreter.read(one.lesson.wording)
    understood = reader.judge(Asked("", (), "client", 3), query)
    sections = understood.found.sections
    first = "/".join(reader.searcher.section_keys[sections[0][0]]) if sections else ""
    return Unseen(understood.signals, _ELSEWHERE.isdisjoint(topics), first in topics)


def fit_curve(unseen: Sequence[Unseen]) -> Curve:
    """Return the logistic curve over the signals that tells what is answered."""
    rows = np.array([(1.0, *one.signals) for one in unseen])
    aims = np.array([float(one.answered) for one in unseen])
    weights = np.zeros(rows.shape[1])
    penalty = np.diag([0.0, *[_PENALTY] * len(SIGNALS)])
    for _ in range(_ROUNDS):
        sure = 1.0 / (1.0 + np.exp(-np.clip(rows @ weights, -30.0, 30.0)))
        slope = rows.T @ (aims - sure) - penalty @ weights
        bend = (rows * (sure * (1.0 - sure))[:, None]).T @ rows + penalty
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return Curve(float(weights[0]), tuple(weights[1:].tolist()))


def calibration_error(unseen: Sequence[Unseen], curve: Curve) -> float:
    """Return the expected calibration error over ten equal bins of confidence, 0 to 1.

    The mean distance between confidence and the share that is answered, each bin by its size
    (Naeini, Cooper & Hauskrecht 2015).
    """
    sure = np.array([curve.confidence(one.signals) for one in unseen])
    answered = np.array([float(one.answered) for one in unseen])
    bins = np.minimum((sure * 10).astype(np.int64), 9)
    error = 0.0
    for number in range(10):
        held = bins == number
        if held.any():
            error += abs(sure[held].mean() - answered[held].mean()) * float(held.mean())
    return float(error)
