"""Documents to all that is needed to search them, kept in a file between two starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.files.kept import Array
from bot.files.plain import as_plain, from_plain
from bot.records import Document
from bot.retrieval.bm25 import Bm25
from bot.retrieval.passage_index import FIELD_WEIGHTS, PassageIndex, index_passages, passages_of
from bot.retrieval.ranker import Fields, Ranker

# Passages up to which dictionaries are as quick as arrays: about 130 articles of 800 words.
MOST_PASSAGES = 2_000  # only speed


@dataclass(frozen=True, slots=True)
class Indexed:
    """Documents, ready to be searched."""

    documents: tuple[Document, ...]
    index: PassageIndex
    ranker: Ranker


def index_documents(documents: Sequence[Document]) -> Indexed:
    """Return documents ready to be searched."""
    index, fields = index_passages(documents)
    return Indexed(tuple(documents), index, build_ranker(fields, weights=FIELD_WEIGHTS))


def facts_of(indexed: Indexed) -> dict[str, Any]:
    """Return documents that are ready to be searched as plain JSON, without the ranker's arrays."""
    return {
        "documents": as_plain(indexed.documents),
        # The passages are those of the documents.
        "index": as_plain(replace(indexed.index, passages=())),
        "ranker": indexed.ranker.facts(),
    }


def from_kept(facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> Indexed:
    """Return the documents whose facts, and whose ranker's arrays, were kept.

    :raise ValueError: when the facts are of something else; TypeError and KeyError likewise.
    """
    documents = tuple(from_plain(Document, one) for one in facts["documents"])
    index = replace(from_plain(PassageIndex, facts["index"]), passages=passages_of(documents))
    return Indexed(documents, index, _load_ranker(facts["ranker"], arrays))


def _load_ranker(facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> Ranker:
    if "gains" in facts:
        return Bm25.from_kept(facts, arrays)
    # A small corpus never loads it.
    from bot.retrieval.large.index import LargeIndex

    return LargeIndex.from_kept(facts, arrays)


def build_ranker(fields: Fields, *, weights: Sequence[float]) -> Ranker:
    """Return the ranker that suits the number of passages; weights[f] is that of field f.

    Both kinds return the same scores, to the last bit.

    :raise ValueError: when the fields do not fit each other or their weights.
    """
    size = check_fields(fields, weights)
    if size <= MOST_PASSAGES:
        return Bm25.build(fields, weights=weights)
    # A small corpus never loads it.
    from bot.retrieval.large.index import LargeIndex

    return LargeIndex.build(fields, weights=weights)


def check_fields(fields: Fields, weights: Sequence[float]) -> int:
    """Return how many passages the fields are of.

    :raise ValueError: when the fields do not fit each other or their weights.
    """
    size = len(fields[0]) if fields else 0
    if any(len(field) != size for field in fields):
        raise ValueError("every field needs one run of terms for each passage")
    if len(weights) != len(fields) or any(weight <= 0 for weight in weights):
        raise ValueError("every field needs a weight above 0")
    return size
