import pytest

from bot.lexicon import Lexicon, Match


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
