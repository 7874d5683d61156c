"""The term table: every term has its number, and no other term has one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.retrieval.large.term_table
from bot.retrieval.large.term_table import TermTable

TERMS = st.lists(st.text(max_size=6), unique=True)


@given(TERMS, st.lists(st.text(max_size=6)))
def test_terms_are_numbered_in_their_order(terms: list[str], others: list[str]) -> None:
    """A table rebuilt from its arrays finds what the first one found, and nothing else."""
    table = TermTable.from_arrays(TermTable.of(terms).arrays())
    assert list(table) == terms
    assert [table.find(term) for term in terms] == list(range(len(terms)))
    assert all(table.find(other) == -1 for other in others if other not in terms)


def test_terms_of_the_same_checksum_are_kept_apart() -> None:
    """Two words whose CRC-32 is the same stand in neighbouring slots."""
    table = TermTable.from_arrays(TermTable.of(["plumless", "buckeroo"]).arrays())
    assert [table.find(term) for term in ("buckeroo", "plumless", "hip")] == [1, 0, -1]


def test_a_full_memory_still_finds_every_term(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many terms are kept at hand; the others are looked up each time."""
    monkeypatch.setattr(bot.retrieval.large.term_table, "MEMO_LIMIT", 2)
    table = TermTable.of(["hip", "neck", "knee"])
    assert [table.find(term) for term in ("knee", "neck", "hip", "knee")] == [2, 1, 0, 2]
    assert len(table.numbers) == 2


def test_unknown_terms_are_not_kept() -> None:
    """People can type any number of unknown words; memory does not grow with them."""
    table = TermTable.of(["hip"])
    assert [table.find(f"unknown{n}") for n in range(50)] == [-1] * 50
    assert list(table.numbers) == ["hip"]
