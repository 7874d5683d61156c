"""What was understood to an answer: fixed wording around passages, word for word."""

from dataclasses import replace

import pytest

from bot.answering.citations import Citations
from bot.answering.offering.suggestions import SectionSuggestions, Suggestions
from bot.answering.replies import Replier
from bot.contract import Asked
from bot.language.text import read_wording
from bot.records import Notice, Reading, Related, Suggestion
from bot.retrieval.bm25 import Bm25
from bot.retrieval.passage_index import FIELD_WEIGHTS, index_passages
from bot.understanding.information import Said, WordWeights
from bot.understanding.query import Query
from bot.understanding.search import Found, Searcher
from tests.made_up import document, passage, understood

KNOTS = Related("Knots", "https://example.com/knots", "direct")
WORDING = {
    "no_answer.1": "Nothing.",
    "no_answer.2": "Nothing again.",
    "no_answer_many.1": "Nothing in any.",
    "lacking": "Not a word of {word}.",
    "quoted": "",
    "choice": "Which: {choices}?",
    "or": "or",
    "unsure.1": "Perhaps {section}.",
    "again.1": "As I said.",
    "why.1": "Because.",
    "how.1": "So.",
    "other.1": "Here.",
    "named": "({document})",
}
NOTICE = Notice("skin", "routine", "Skin", "Tell.", None, (), "https://example.org")
FIRST = (Suggestion("Start", "Start?"),)
NEXT = (Suggestion("Next", "Next?"),)
READINGS = (Reading("bum", "gluteal", "everyday word"),)
FOUND = Found([(0, 1.0), (2, 0.9)], [(0, 1.0), (1, 0.99)], 0.5, 1.0)


@pytest.fixture
def replier():
    """Return a replier of one document with two sections."""
    made = document(
        {
            "Hips": [
                passage("Hips ache. They turn.", place="d/hips/1"),
                passage("Rub them.", place="d/hips/2", kind="technique"),
            ],
            "Feet": [passage("Feet hurt.", place="d/feet/1")],
        }
    )
    hips, feet = made.sections
    made = replace(made, sections=(replace(hips, related=(KNOTS,)), feet))
    index, fields = index_passages([made])
    return Replier(
        searcher=Searcher(index, Bm25.build(fields, weights=FIELD_WEIGHTS), {"d": "D"}),
        citations=Citations([made], {"d/hips:1": frozenset({"why", "how"})}),
        suggestions=Suggestions(
            FIRST,
            {
                ("d", "hips"): SectionSuggestions("the hips", NEXT),
                ("d", "feet"): SectionSuggestions("the feet", ()),
            },
        ),
        wording=WORDING,
        several=False,
        knows=lambda word: word != "xyzzyx",
        word_weights=WordWeights({"gait": 100, "the": 100_000}),
    )


def read(*said, found=FOUND, **options):
    """Return what was understood of a question of some words."""
    words = tuple(Said(word, word, says, means) for word, says, means in said)
    query = Query(read_wording("hips ache"), {}, words, READINGS)
    return understood(query, found, question="hips?", confidence=0.51236, **options)


def test_a_simple_answer_offers_the_first_questions(replier):
    """Without passages."""
    asked = Asked("hi", (), "client", 3)
    answer = replier.simply(asked, "chat", "Hello.", 0.25, notice=NOTICE)
    assert (answer.outcome, answer.message, answer.question) == ("chat", "Hello.", "hi")
    assert (answer.confidence, answer.notice, answer.suggestions) == (0.25, NOTICE, FIRST)
    assert (answer.passages, answer.related, answer.read_as) == ((), (), ())
    assert replier.simply(asked, "chat", "Hello.").confidence == 0.0
    assert replier.simply(asked, "chat", "Hello.").notice is None


def test_beside_a_notice_stands_only_what_was_vetted(replier):
    """And nothing is offered."""
    what = read()

    def beside(vetted, understood=what):
        return replier.beside_notice(what.asked, "urgent", "Call.", 1.0, NOTICE, understood, vetted)

    vetted = beside({"d/feet/1"})
    assert [one.citation.passage_id for one in vetted.passages] == ["d/feet/1"]
    assert (vetted.passages[0].rank, vetted.suggestions, vetted.message) == (1, (), "Call.")
    assert (vetted.read_as, vetted.notice, vetted.confidence) == (READINGS, NOTICE, 1.0)
    assert beside(()).passages == ()
    assert beside({"d/feet/1"}, None).passages == ()


def test_a_refusal_says_whom_to_ask_and_offers_the_nearest(replier):
    """Its line follows the turns; with several documents it is another one."""
    answer = replier.refuse(read(), NOTICE, "Call us.")
    assert (answer.outcome, answer.message) == ("no_answer", "Nothing. Call us.")
    assert answer.suggestions == (*NEXT, *FIRST)
    assert (answer.passages, answer.notice, answer.confidence) == ((), NOTICE, 0.5124)
    assert answer.read_as == READINGS
    assert answer.related == ()
    assert replier.refuse(read(history=["a"]), None, "").message == "Nothing again."
    several = replace(replier, several=True)
    assert several.refuse(read(), None, "").message == "Nothing in any."
    nothing = read(found=Found([], [], 0.0, 0.0))
    assert replier.refuse(nothing, None, "").suggestions == FIRST


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ([("gait", 5.0, ())], "gait"),
        ([("gait", 5.0, ()), ("ibuprofen", 9.0, ())], "ibuprofen"),
        ([("ibuprofen", 9.0, ()), ("gait", 5.0, ())], "ibuprofen"),
        # Meant by another name, in the documents, no English word, no subject.
        ([("gait", 5.0, ("walk",))], ""),
        ([("hip", 9.0, ())], ""),
        ([("xyzzyx", 9.0, ())], ""),
        ([("the", 9.0, ())], ""),
        ([], ""),
    ],
)
def test_a_refusal_names_what_is_lacking(replier, said, named):
    """The word that says most of those that the documents lack."""
    message = replier.refuse(read(*said), None, "").message
    assert message == (f"Nothing. Not a word of {named}." if named else "Nothing.")


def test_an_answer_shows_passages_with_what_comes_next(replier):
    """Ranked from 1, with the reading that their sections name."""
    answer = replier.answer(read(kind="why"), "answer", NOTICE)
    assert (answer.outcome, answer.message) == ("answer", "Because.")
    assert [one.rank for one in answer.passages] == [1, 2]
    assert [one.citation.section_id for one in answer.passages] == ["hips", "feet"]
    assert answer.passages[0].highlights == ((0, 10),)
    assert (answer.related, answer.suggestions, answer.notice) == ((KNOTS,), NEXT, NOTICE)
    assert (answer.confidence, answer.read_as) == (0.5124, READINGS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Because."),
        ({"opening": "Poor you."}, "Poor you."),
        ({"again": True}, "As I said."),
        ({"closing": "It costs 50."}, "Because. It costs 50."),
        ({"opening": "Poor you.", "again": True}, "Poor you."),
    ],
)
def test_what_an_answer_opens_and_closes_with(replier, options, message):
    """A kind line, what was said a moment ago, the practice's own answer."""
    assert replier.answer(read(kind="why"), "answer", None, **options).message == message


def test_the_line_is_that_of_the_sentence(replier):
    """The kind that was asked for, else the first by name that it answers, else any."""
    assert replier.answer(read(kind="why"), "answer", None).message == "Because."
    assert replier.answer(read(kind="helps"), "answer", None).message == "So."
    feet = read(kind="why", found=Found([(2, 1.0)], [(1, 1.0)], 0.5, 1.0))
    assert replier.answer(feet, "answer", None).message == "Here."


def test_with_several_documents_the_answer_names_its_own(replier):
    """One document needs no name."""
    several = replace(replier, several=True)
    assert several.answer(read(kind="why"), "answer", None).message == "Because. (D)"


def test_a_doubt_offers_sections_as_near_as_the_best(replier):
    """Or names the best one where it is alone."""
    doubt = replier.answer(read(), "unsure", None)
    assert doubt.message == "Which: the hips or the feet?"
    assert [one.label for one in doubt.suggestions] == ["the hips", "the feet"]
    alone = read(found=Found([(0, 1.0)], [(0, 1.0), (1, 0.5)], 0.5, 1.0))
    assert replier.answer(alone, "unsure", None).message == "Perhaps Hips."
    assert replier.answer(alone, "unsure", None).suggestions == NEXT
    # Who is sure offers no choice.
    assert replier.answer(read(kind="why"), "answer", None).suggestions == NEXT


def test_three_choices_are_a_list(replier):
    """Parted by commas, and “or” before the last."""
    three = tuple(Suggestion(label, label) for label in "abc")
    what = read()
    assert replier._opening(what, (0, 1.0), three, "unsure", again=False) == "Which: a, b or c?"


def test_the_sentence_that_leads_has_a_name(replier):
    """None where nothing is shown."""
    assert replier.best_sentence(read(kind="why")) == "d/hips:1"
    assert replier.best_sentence(read(found=Found([], [], 0.0, 0.0))) is None


def test_another_language_says_that_passages_are_quoted_as_they_are(replier):
    """Between the line above them and what closes the reply; English has nothing to say."""
    other = replace(replier, wording={**WORDING, "quoted": "In English:"})
    said = other.answer(read(kind="why"), "answer", None, closing="It costs 50.").message
    assert said == "Because. In English: It costs 50."
