"""Small records and models for tests, whose numbers can be worked by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.contract import Asked
from bot.learning.model import Model, Weights
from bot.records import Document, Kind, Passage, Section
from bot.safety.notices.loading import Notices, load_notices
from bot.understanding.query import Query
from bot.understanding.reader import Understood
from bot.understanding.search import Found

# Task → intent → feature → what it adds to the intent's score.
Taught = Mapping[str, Mapping[str, Mapping[str, float]]]
_STEP = 0.05
FIXTURES = Path(__file__).parent / "fixtures"


def model_of(taught: Taught) -> Model:
    """Return a model of features that weigh 1, so that a message of n of them scores sum / √n.

    >>> from bot.language.text import read_wording
    >>> model = model_of({"topic": {"sea": {"tide": 0.9}, "sky": {"moon": 0.9}}})
    >>> model.score(read_wording("tide")).of("topic")
    {'sea': 0.9..., 'sky': 0.0}
    """
    columns = [adds for intents in taught.values() for adds in intents.values()]
    features = tuple(dict.fromkeys(feature for adds in columns for feature in adds))
    steps = [[round(adds.get(one, 0.0) / _STEP) for adds in columns] for one in features]
    return Model(
        Weights(
            features,
            np.ones(len(features), np.float32),
            {task: tuple(intents) for task, intents in taught.items()},
            np.array(steps, np.int8).reshape(len(features), len(columns)),
            np.full(len(columns), _STEP, np.float32),
            len(taught),
        )
    )


def passage(text: str, *, place: str = "d/s/1", kind: Kind = "explanation") -> Passage:
    """Return a passage; each of its sentences ends with a full stop."""
    document, section, number = place.split("/")
    spans, start = [], 0
    for piece in text.split(". "):
        end = start + len(piece)
        end += text[end : end + 1] == "."
        spans.append((start, end))
        start = end + 1
    return Passage(
        place,
        document,
        section,
        int(number),
        kind,
        text,
        tuple(spans),
        f"<p>{text}</p>",
        f"{section}-{number}",
    )


def document(
    sections: Mapping[str, Sequence[Passage]], *, name: str = "d", address: str | None = None
) -> Document:
    """Return a document of sections, whose ids are their titles in lower case."""
    made = tuple(
        Section(title.lower(), title, 1, (), False, "", tuple(passages), ())
        for title, passages in sections.items()
    )
    return Document(name, name.title(), address, made)


def understood(
    query: Query,
    found: Found,
    *,
    question: str = "?",
    history: Sequence[str] = (),
    audience: str = "client",
    limit: int = 3,
    kind: str = "",
    scores: Mapping[str, float] | None = None,
    points: Mapping[str, float] | None = None,
    best: float = 0.0,
    confidence: float = 0.0,
    carried: bool = False,
) -> Understood:
    """Return what was found out about a question, as far as a test cares."""
    scored = model_of({}).score(query.wording)
    return Understood(
        Asked(question, tuple(history), audience, limit),  # type: ignore[arg-type]
        query,
        scored,
        scores or {},
        points or {},
        kind,
        found,
        (best, *[0.0] * 7),
        confidence,
        carried,
    )


def write(path: Path, text: str) -> Path:
    """Write a file, with its folders, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def notices(own: Path | None = None, *, region: str = "GB", **options: Any) -> Notices:
    """Return the notices of tests/fixtures/notices."""
    loaded = load_notices(FIXTURES / "notices", own, region=region, **options)
    assert loaded is not None
    return loaded
