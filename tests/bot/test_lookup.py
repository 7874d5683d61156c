"""A few typed words to rows: what is read into them, and what stands beside each row."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import Chatbot
from bot.lookup import held
from bot.lookup.finding import look_up
from bot.lookup.held import passages_that_hold, spans_of
from bot.lookup.technique import place_of, steps_of
from bot.lookup.typed import complete, completions, content_words, read_typed
from bot.records import Kind, Passage

# Of the article's techniques, by hand: section and number → position, site and angles.
PLACES = {
    "leg-muscles/2": ("prone",),
    "tight-hamstrings-and-quadriceps/2": ("inferior of the ischial tuberosity",),
    "gluteal-muscles/2": (),
    "lateral-rotators/2": ("prone", "medial of the greater trochanter", "knee at 90°"),
    "abdominal-muscles/2": (),
    "hip-flexors/2": ("prone", "knee at 90°"),
    "the-psoas/2": (),
    "low-back/3": (),
}


def passage(text: str, kind: Kind = "technique") -> Passage:
    """Return a passage of one sentence."""
    return Passage("d/s/1", "d", "s", 1, kind, text, ((0, len(text)),), "", "s-1")


def test_kinds_and_places_of_the_article_are_right(chatbot: Chatbot) -> None:
    """Each technique was read by hand; everything else explains, and has no place."""
    found = {
        each.id.partition("/")[2]: place_of(each)
        for each in chatbot.library.index.passages
        if each.kind == "technique"
    }
    assert found == PLACES


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("With the client supine, bend the elbow to 45°.", ("supine", "elbow at 45°")),
        ("Press lateral to the spine, and wait.", ("lateral to the spine",)),
        ("Bend the hip. Then hold it for 90 seconds.", ()),
        ("Sink in distal of the first rib and wait.", ("distal of the first rib",)),
        ("Place the client in a side-lying position.", ("side-lying",)),
    ],
)
def test_place_is_read_off_the_words(text: str, place: tuple[str, ...]) -> None:
    """Position, site, then joints with their angles."""
    assert place_of(passage(text)) == place
    assert place_of(passage(text, "explanation")) == ()


def test_steps_leave_out_what_sends_elsewhere() -> None:
    """Further reading is no step; a passage of nothing else keeps it."""
    text = "Press. Learn more about knots."
    both = Passage("d/s/1", "d", "s", 1, "technique", text, ((0, 6), (7, len(text))), "", "s-1")
    assert steps_of(both) == ("Press.",)
    assert steps_of(passage("Learn more about knots.")) == ("Learn more about knots.",)


@pytest.mark.parametrize(
    ("typed", "term", "unnamed"),
    [
        ("MET", "muscle energy technique", True),
        ("stm", "soft tissue mobilization", True),
        ("TrP", "trigger point", False),
        ("asis", "anterior superior iliac spine", True),
        ("PSIS", "posterior superior iliac spine", True),
        ("GT", "greater trochanter", False),
        ("TFL", "tensor fasciae latae", True),
        ("QL", "quadratus lumborum", True),
        ("SIJ", "sacroiliac joint", True),
        ("ITB", "iliotibial band", True),
    ],
)
def test_shorthand_is_written_out(chatbot: Chatbot, typed: str, term: str, unnamed: bool) -> None:
    """In any case; where the article does not name it, the rows are shown in doubt."""
    found = look_up(chatbot, typed)
    assert (found.read_as[0].said, found.read_as[0].meant) == (typed, term)
    assert found.unnamed == ((term,) if unnamed else ())
    assert found.rows
    assert found.is_doubtful is unnamed


def test_the_long_name_is_as_good_as_the_short_one(chatbot: Chatbot) -> None:
    """The words beside it still count."""
    for text in ("TFL stretch", "tensor fasciae latae stretch"):
        found = look_up(chatbot, text)
        assert found.unnamed == ("tensor fasciae latae",)
        assert found.rows[0].passage.citation.section_id == "hip-flexors"


@pytest.mark.parametrize(
    ("half", "whole"),
    [
        ("glu", "gluteal"),
        ("pir", "piriformis"),
        ("PIR", "piriformis"),
        ("stretch trape", "trapezius"),
    ],
)
def test_half_a_word_is_completed(chatbot: Chatbot, half: str, whole: str) -> None:
    """To the most frequent word of the documents that begins with it."""
    read = complete(chatbot, read_typed(chatbot, half))
    assert read is not None
    assert read.words[-1] == whole
    assert completions(chatbot, half.split()[-1])[0] == whole


@pytest.mark.parametrize("text", ["pi", "psoas", "bum", "zzz", "hip 90", "pir!"])
def test_what_is_no_half_is_left_as_it_is(chatbot: Chatbot, text: str) -> None:
    """Too short, a word of the documents or the thesaurus, or the beginning of none."""
    assert complete(chatbot, read_typed(chatbot, text)) is None


def test_an_ordinary_word_is_not_taken_for_half_of_another(chatbot: Chatbot) -> None:
    """Where nothing is found, an English word stays what it is."""
    assert "half-typed" not in [each.why for each in look_up(chatbot, "cup of coffee").read_as]


def test_small_words_count_where_there_are_no_others() -> None:
    """A text of nothing else is looked for as it is."""
    assert content_words("the psoas and me") == ("psoas",)
    assert content_words("what is it") == ("what", "is", "it")


def test_a_large_library_is_not_read_whole(
    chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What BM25 proposes is looked through, with the same end for a rare word."""
    whole = passages_that_hold(chatbot, ("effleurage",))
    fresh = Chatbot.load(Path(__file__).resolve().parents[2] / "corpus")
    monkeypatch.setattr(held, "_MOST_PASSAGES", 5)
    assert held.vocabulary_of(fresh).texts == {}
    assert passages_that_hold(fresh, ("effleurage",)) == whole


def test_typed_words_are_found_in_every_form() -> None:
    """As offsets, with an apostrophe as part of its word."""
    assert spans_of("Stretching the client’s hips.", ["stretch", "client"]) == ((0, 10), (15, 23))


def test_a_single_word_is_shown_beside_the_gravest_notice(chatbot: Chatbot) -> None:
    """The article says "help", and so may somebody who needs it."""
    found = look_up(chatbot, "help")
    assert found.notice is not None
    assert found.notice.level == "emergency"
    assert found.rows
    assert look_up(chatbot, "foot").notice is None


def test_what_safety_withholds_is_found_by_no_words(chatbot: Chatbot) -> None:
    """A whole complaint is no lookup."""
    found = look_up(chatbot, "chest pain after the massage of my leg muscles")
    assert found.notice is not None
    assert found.rows == ()
