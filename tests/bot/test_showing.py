"""Which of the passages that were found are shown, and which of them leads."""

from types import SimpleNamespace

import pytest

from bot.answering.marking import Asked
from bot.answering.showing import asked_of, hits_to_show
from bot.language.text import read_wording
from bot.understanding.information import Said
from bot.understanding.query import Query
from bot.understanding.search import Found
from tests.made_up import understood

# Passages 0 to 2 are of one section, 3 and 4 of two others; 2 is a technique.
KINDS = ["explanation", "explanation", "technique", "explanation", "technique"]
SEARCHER = SimpleNamespace(
    section_of=[0, 0, 0, 1, 2], passages=[SimpleNamespace(kind=kind) for kind in KINDS]
)


def show(hits, worth=None, *, words="why do hips hurt so", **options):
    """Return the hits that are shown; worth is that of each passage's best sentence."""
    worths = worth or [0.0] * 5
    citations = SimpleNamespace(best_sentence=lambda at, asked: (None, worths[at]))
    found = Found(hits, [], 1.0, 1.0)
    query = Query(read_wording(words), {}, ())
    return hits_to_show(understood(query, found, **options), SEARCHER, citations)


def test_nothing_found_shows_nothing():
    """Nor does it fail."""
    assert show([]) == []


def test_what_scores_less_than_a_quarter_of_the_best_is_left_out():
    """A quarter itself is shown."""
    assert show([(0, 1.0), (3, 0.25), (4, 0.24)]) == [(0, 1.0), (3, 0.25)]


def test_as_many_as_are_asked_for():
    """And one at least."""
    hits = [(0, 1.0), (3, 0.9), (4, 0.8)]
    assert show(hits, limit=2) == hits[:2]
    assert show(hits, limit=1) == hits[:1]


def test_the_best_sentence_of_the_best_section_leads():
    """At the score of the first; the one that led before takes its place."""
    hits = [(0, 1.0), (3, 0.9), (1, 0.5)]
    assert show(hits, [0.1, 0.7, 0, 9.9, 9.9]) == [(1, 1.0), (3, 0.9), (0, 0.5)]


def test_a_passage_that_leads_may_come_from_below_the_cut():
    """It is as worth showing as its sentence."""
    hits = [(0, 1.0), (3, 0.9), (4, 0.8), (1, 0.1)]
    shown = show(hits, [0.1, 0.7, 0, 0, 0])
    assert shown == [(1, 1.0), (3, 0.9), (4, 0.8)]


def test_of_equal_sentences_the_better_passage_leads():
    """The order of the ranking stays."""
    hits = [(0, 1.0), (1, 0.9), (2, 0.8)]
    assert show(hits, [0.5, 0.5, 0.5, 0, 0]) == hits


@pytest.mark.parametrize(
    ("options", "leads"),
    [
        ({"kind": "how"}, 2),
        ({"kind": ""}, 2),
        ({"kind": "why"}, 0),
        ({"kind": "where"}, 0),
        ({"kind": "read"}, 0),
        ({"kind": "why", "words": "hip flexors"}, 2),
        ({"kind": "why", "words": "tight hip flexors"}, 0),
        ({"kind": "how", "audience": "client"}, 0),
    ],
)
def test_a_therapist_sees_a_technique_first(options, leads):
    """Unless an explanation is asked for; two words are a topic to look up."""
    hits = [(0, 1.0), (1, 0.9), (2, 0.8)]
    shown = show(hits, [0.9, 0.5, 0.1, 0, 0], **{"audience": "therapist", **options})
    assert shown[0] == (leads, 1.0)


def test_a_therapist_sees_what_there_is():
    """A section without techniques leads with its explanation."""
    hits = [(0, 1.0), (4, 0.9)]
    assert show(hits, audience="therapist", kind="how") == hits


def test_what_is_asked_is_words_kind_and_points():
    """As far as marking a sentence goes."""
    said = (Said("hip", "hip", 1.0, ()),)
    query = Query(read_wording("hip"), {}, said)
    found = Found([], [], 0.0, 0.0)
    asked = asked_of(understood(query, found, kind="why", points={"d/s:1": 0.5}))
    assert asked == Asked(said, "why", {"d/s:1": 0.5})
