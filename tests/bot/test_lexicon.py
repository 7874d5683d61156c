import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.phrase_table import Lexicon, Match, pairs_of


def test_every_phrase_is_found_longest_first() -> None:
    """Overlapping phrases are all reported, by start, the longer before the shorter."""
    lexicon = Lexicon([(("hip",), "joint"), (("hip", "flexor"), "muscle"), (("flexor",), "bend")])
    assert lexicon.find_all(["tight", "hip", "flexor"]) == [
        Match(1, 3, "muscle"),
        Match(1, 2, "joint"),
        Match(2, 3, "bend"),
    ]


def test_the_longest_phrase_covers_what_it_holds() -> None:
    """Without overlaps the leftmost longest phrase wins."""
    lexicon = Lexicon([(("hip",), 1), (("hip", "flexor"), 2), (("flexor", "pain"), 3)])
    assert lexicon.find_longest(["hip", "flexor", "pain"]) == [Match(0, 2, 2)]


def test_skipped_words_may_stand_inside_a_phrase() -> None:
    """Small words neither begin, end nor break a phrase, unless the phrase names them."""
    lexicon = Lexicon(
        [(("feel", "leg"), "a"), (("feel", "my", "foot"), "b")], skip=frozenset(("my", "right"))
    )
    assert lexicon.find_all(["feel", "my", "right", "leg"]) == [Match(0, 4, "a")]
    assert lexicon.find_all(["feel", "my", "right", "foot"]) == [Match(0, 4, "b")]
    assert lexicon.find_all(["feel", "one", "leg"]) == []


def test_an_empty_phrase_is_refused() -> None:
    """A phrase without words would be found everywhere."""
    with pytest.raises(ValueError, match="at least one word"):
        Lexicon([((), 1)])


def test_membership_is_by_first_word() -> None:
    """A word is in the lexicon when a phrase begins with it."""
    lexicon = Lexicon([(("hip", "flexor"), 1)])
    assert "hip" in lexicon
    assert "flexor" not in lexicon


WORDS = st.sampled_from("abcde")
PHRASES = st.lists(st.lists(WORDS, min_size=1, max_size=4), max_size=12)


def _ends(run: list[str], at: int, phrase: list[str], skip: frozenset[str]) -> set[int]:
    """Return where a phrase may end whose next word stands at a place, or behind skipped ones."""
    if not phrase:
        return {at}
    if at == len(run):
        return set()
    ends = _ends(run, at + 1, phrase[1:], skip) if run[at] == phrase[0] else set()
    return ends | _ends(run, at + 1, phrase, skip) if run[at] in skip else ends


@given(PHRASES, st.lists(WORDS, max_size=9), st.frozensets(WORDS, max_size=2))
def test_phrases_are_found_as_by_trying_each(
    phrases: list[list[str]], run: list[str], skip: frozenset[str]
) -> None:
    """The table finds what trying every phrase at every word finds."""
    expected = {
        (start, end, number)
        for number, phrase in enumerate(phrases)
        for start, word in enumerate(run)
        if word == phrase[0]
        for end in _ends(run, start + 1, phrase[1:], skip)
    }
    lexicon = Lexicon([(phrase, number) for number, phrase in enumerate(phrases)], skip=skip)
    found = lexicon.find_all(run)
    assert set(found) == expected
    assert found == sorted(found, key=lambda match: (match.start, -match.end))
    assert found == lexicon.find_all(run, pairs_of(run))
