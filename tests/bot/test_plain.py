"""Records to plain data and back."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.documents.reader import read_documents
from bot.files.plain import as_plain, from_plain
from bot.records import Document, Passage

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@dataclass(frozen=True, slots=True)
class Shoe:
    """A record with a field of every kind that can be kept."""

    name: str
    sizes: tuple[int, ...]
    ends: tuple[tuple[int, int], ...]
    words: frozenset[str]
    width: float | None
    worn: bool


def test_a_document_comes_back_equal() -> None:
    """Sections, passages, spans and what is None, through JSON."""
    for document in read_documents(CORPUS):
        assert from_plain(Document, json.loads(json.dumps(as_plain(document)))) == document


def test_every_kind_of_field_comes_back_as_it_was() -> None:
    """Tuples are tuples again, sets are sets."""
    shoe = Shoe("boot", (41, 42), ((0, 3), (4, 9)), frozenset({"laces", "heel"}), None, True)
    again = from_plain(Shoe, json.loads(json.dumps(as_plain(shoe))))
    assert again == shoe
    assert [type(one) for one in again.ends] == [tuple, tuple]
    assert type(again.words) is frozenset


def test_a_set_is_written_in_order() -> None:
    """The same record is the same text at every start."""
    shoe = Shoe("boot", (), (), frozenset("qwertz"), 0.5, False)
    assert as_plain(shoe)[3] == sorted("qwertz")


@pytest.mark.parametrize("plain", [[], ["a"] * 30, None, 3, [["a"]]])
def test_what_is_no_such_record_is_refused(plain: Any) -> None:
    """Too few or too many fields, or no list at all."""
    with pytest.raises((ValueError, TypeError)):
        from_plain(Passage, plain)


def test_a_field_that_cannot_be_kept_is_a_programming_error() -> None:
    """It is said when the first record is read, not when it is used."""

    @dataclass(frozen=True, slots=True)
    class Lace:
        tied: dict

    with pytest.raises(TypeError, match="cannot be kept"):
        from_plain(Lace, [{}])
