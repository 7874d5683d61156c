"""What is offered after a reply."""

from types import SimpleNamespace

import pytest

from bot.answering.offering.following import about_the_nearest, after_these, near_sections
from bot.answering.offering.suggestions import SectionSuggestions, Suggestions
from bot.language.text import read_wording
from bot.records import Suggestion
from bot.understanding.query import Query
from bot.understanding.search import Found
from tests.made_up import understood

QUERY = Query(read_wording("hip"), {}, ())
KEYS = [("d", name) for name in "abcde"]
# Passage 0 is of section 0, and so on.
SEARCHER = SimpleNamespace(section_keys=KEYS, section_of=list(range(5)))


def ask(text):
    """Return a suggestion."""
    return Suggestion(text, f"{text}?")


SUGGESTIONS = Suggestions(
    (ask("first"), ask("second"), ask("third")),
    {
        ("d", "a"): SectionSuggestions("the a", (ask("a1"), ask("a2"))),
        ("d", "b"): SectionSuggestions("the b", ()),
        ("d", "c"): SectionSuggestions("the c", (ask("a1"), ask("c1"), ask("c2"))),
        ("d", "d"): SectionSuggestions("the d", ()),
    },
)


def found(*sections, explained=1.0):
    """Return what was found: sections with their relevance."""
    return Found([], list(sections), explained, 0.0)


def choices(*sections):
    """Return the labels and questions of sections as near as the best."""
    asked = understood(QUERY, found(*sections))
    return [(one.label, one.question) for one in near_sections(asked, SUGGESTIONS, SEARCHER)]


def test_sections_as_near_as_the_best_are_offered():
    """Within 0.03; each by its first question, or by its name."""
    near = [("the a", "a1?"), ("the b", "the b")]
    assert choices((0, 0.5), (1, 0.48), (2, 0.46)) == near
    assert choices((0, 0.5), (1, 0.47001), (2, 0.4)) == near


def test_a_single_section_is_no_choice():
    """Nor is one beside a section that nobody knows."""
    assert choices((0, 0.5), (1, 0.4)) == []
    assert choices((0, 0.5), (4, 0.5)) == []


def test_three_sections_are_enough():
    """More would be a list."""
    assert len(choices((0, 0.5), (1, 0.5), (2, 0.5), (3, 0.5))) == 3


def nearest(*sections, explained=1.0, offered=SUGGESTIONS):
    """Return the labels of what is offered about the nearest section."""
    asked = understood(QUERY, found(*sections, explained=explained))
    return [one.label for one in about_the_nearest(asked, offered, SEARCHER)]


def test_a_refusal_offers_what_the_nearest_section_tells():
    """Then the first questions of all; four together."""
    assert nearest((0, 0.5), (2, 0.4)) == ["a1", "a2", "first", "second"]
    assert nearest((1, 0.5)) == ["first", "second", "third"]


def test_nothing_is_near_that_has_no_word_of_the_question():
    """Nor a section that nobody knows."""
    assert nearest((0, 0.5), explained=0.0) == []
    assert nearest((4, 0.5)) == []
    assert nearest() == []


def after(*positions, question="?", history=()):
    """Return the labels of what is offered after some passages."""
    asked = understood(QUERY, found(), question=question, history=history)
    hits = [(position, 1.0) for position in positions]
    return [one.label for one in after_these(asked, hits, SUGGESTIONS, SEARCHER)]


def test_after_an_answer_what_its_sections_lead_to():
    """In their order, each once, three at most."""
    assert after(0) == ["a1", "a2"]
    assert after(0, 2) == ["a1", "a2", "c1"]
    assert after(1, 4) == []


@pytest.mark.parametrize("said", [{"question": "a1?"}, {"history": ["a1?"]}])
def test_what_was_asked_is_not_offered_again(said):
    """Now or before."""
    assert after(0, 2, **said) == ["a2", "c1", "c2"]
