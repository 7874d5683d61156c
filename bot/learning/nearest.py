"""The examples that are nearest to a sentence: who taught the model what it says."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest
from math import sqrt

from bot.language.text import Wording, read_wording
from bot.learning.examples import Example
from bot.learning.model import Model


def nearest_examples(
    model: Model, examples: Iterable[Example], wording: Wording, *, most: int = 3
) -> list[tuple[float, Example]]:
    """Return the examples most like a sentence, with their likeness from 0 to 1, the best first.

    Likeness is the cosine of the rows that the model learns from, without its weights.
    """
    asked = model.sizes_of(wording)
    length = sqrt(sum(asked.values())) or 1.0
    stems = {stem for stem in wording.stems if model.knows(stem)}
    found: list[tuple[float, Example]] = []
    for example in examples:
        read = read_wording(example.text)
        # Most examples share no word, and are not worth a closer look.
        if stems.isdisjoint(read.stems):
            continue
        sizes = model.sizes_of(read)
        shared = sum(size for feature, size in asked.items() if feature in sizes)
        found.append((shared / (length * sqrt(sum(sizes.values()))), example))
    return nlargest(most, found, key=lambda pair: pair[0])
