"""What was learned, kept: the same lessons are learned once, whichever corpus they belong to."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from bot.errors import KeptFileError
from bot.files.folder import contents_of, digest_of
from bot.files.kept import Array, Kept, load_kept, save_kept
from bot.learning.lessons import Lesson, learn
from bot.learning.model import Weights

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Learned:
    """Where this process has something learned from."""

    examples: int
    """How many lessons taught it."""
    kept: bool
    """Whether it was kept from before; else this process has learned it."""
    seconds: float
    """What reading or learning it took."""


# What this process learned last, by the digest of its lessons: corpora without examples share it.
_recent: dict[str, tuple[Weights, Learned]] = {}
_MOST_RECENT = 8
# More takes longer to learn and saves little.
_PACKED = 3


def digest_of_lessons(lessons: Sequence[Lesson]) -> str:
    """Return a digest of lessons and of the code that learns from them."""
    return digest_of((*contents_of(Path(__file__).parent), *_parts(lessons)))


def _parts(lessons: Sequence[Lesson]) -> Iterator[str]:
    for lesson in lessons:
        yield " ".join(lesson.wording.words)
        yield repr(sorted((task, sorted(aims.items())) for task, aims in lesson.aims.items()))


def learn_once(lessons: Sequence[Lesson], *, cache: Path | None) -> tuple[Weights, str]:
    """Return what lessons teach and their digest: learned before, kept from before, or learned now.

    :param cache: the folder to keep it in; None keeps it in this process alone.
    """
    digest = digest_of_lessons(lessons)
    weights = load_learned(digest, cache=cache)
    is_new = weights is None
    if weights is None:
        begun = perf_counter()
        weights = learn(lessons)
        _remember(digest, weights, kept=False, begun=begun)
    # What this process remembers may be missing in a cache that was emptied, or in another one.
    if cache is not None and (is_new or not _path(digest, cache).exists()):
        _keep(weights, digest, cache)
    return weights, digest


def load_learned(digest: str, *, cache: Path | None) -> Weights | None:
    """Return what lessons of a digest taught, or None when it is not kept."""
    if digest in _recent:
        return _recent[digest][0]
    if cache is None:
        return None
    path, begun = _path(digest, cache), perf_counter()
    try:
        kept = load_kept(path, made_from=digest)
        if kept is None:
            return None
        weights = _weights_of(kept)
    except KeptFileError as error:
        _log.warning("%s; learning anew", error)
        return None
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        _log.warning("%s: cannot be used (%s); learning anew", path, error)
        return None
    _remember(digest, weights, kept=True, begun=begun)
    return weights


def find_learned(digest: str) -> Learned | None:
    """Return where this process has what lessons of a digest taught; None where it has not."""
    found = _recent.get(digest)
    return None if found is None else found[1]


def _weights_of(kept: Kept) -> Weights:
    """Return the weights that `_keep` kept.

    :raise ValueError: when they are not as they were kept; so do the errors of what it reads with.
    """
    features = tuple(kept.facts["features"])
    unpacked = np.frombuffer(zlib.decompress(kept.arrays["columns"].tobytes()), np.int8)
    return Weights(
        features,
        kept.arrays["sizes"],  # type: ignore[arg-type]
        {task: tuple(intents) for task, intents in kept.facts["intents"].items()},
        unpacked.reshape(len(features), -1),
        kept.arrays["steps"],  # type: ignore[arg-type]
        int(kept.facts["examples"]),
    )


def _remember(digest: str, weights: Weights, *, kept: bool, begun: float) -> None:
    while len(_recent) >= _MOST_RECENT:
        _recent.pop(next(iter(_recent)), None)
    _recent[digest] = weights, Learned(weights.examples, kept, perf_counter() - begun)


def _keep(weights: Weights, digest: str, cache: Path) -> None:
    facts = {
        "features": weights.features,
        "intents": weights.intents,
        "examples": weights.examples,
    }
    # Most weights are next to nothing: packed, they take a third of the room.
    packed = zlib.compress(weights.columns.tobytes(), _PACKED)
    arrays: dict[str, Array] = {
        "sizes": weights.sizes,
        "columns": np.frombuffer(packed, np.uint8),
        "steps": weights.steps,
    }
    try:
        save_kept(_path(digest, cache), made_from=digest, facts=facts, arrays=arrays)
    except KeptFileError as error:
        _log.warning("%s; the next start learns anew", error)


def _path(digest: str, cache: Path) -> Path:
    return cache / f"{digest[:16]}-learned.kept"
