"""Everything that is found out about a question before anything is said."""

from math import log1p

import pytest

from bot.contract import Asked
from bot.language.text import read_wording
from bot.retrieval.bm25 import Bm25
from bot.retrieval.passage_index import FIELD_WEIGHTS, index_passages
from bot.understanding.confidence import SIGNALS, Confidence, Curve
from bot.understanding.information import WordWeights
from bot.understanding.query import Interpreter
from bot.understanding.reader import Reader
from bot.understanding.search import Searcher
from bot.understanding.thesaurus import Thesaurus
from tests.made_up import document, model_of, passage

DOCUMENT = document(
    {
        "Hips": [
            passage("Hips ache when people sit.", place="d/hips/1"),
            passage("Rub the hips.", place="d/hips/2", kind="technique"),
        ],
        "Feet": [passage("Flat feet turn the knee.", place="d/feet/1")],
    }
)
TAUGHT = {
    "topic": {
        "d/hips": {"hip": 0.9, "stretch": 0.3},
        "not covered": {"elbow": 0.8},
        "practice": {"price": 0.9},
        "talk": {"hello": 0.9},
    },
    "sentence": {"d/hips:1": {"hip": 0.5}},
    "kind": {"how": {"stretch": 0.5}, "why": {"hurt": 0.5}, "other": {"elbow": 2.0}},
    "follow": {"follow-up": {"it": 0.5, "that": 0.1}, "complete": {}},
}
# The confidence is that of the first signal alone: below 0.5 where it is negative.
NOTHING = (0.0,) * len(SIGNALS)
BY_BEST = Curve(-2.0, (5.0, *NOTHING[1:]))
BARE = Curve(-1.0, NOTHING)


def reader_of(taught=TAUGHT, examples=BY_BEST, weights=None):
    """Return a reader of the document above."""
    index, fields = index_passages([DOCUMENT])
    ranker = Bm25.build(fields, weights=FIELD_WEIGHTS)
    interpreter = Interpreter(
        thesaurus=Thesaurus({}),
        speller=None,
        weights=weights or WordWeights({}),
        corpus_terms=ranker,
    )
    return Reader(
        searcher=Searcher(index, ranker, {"d": "D"}),
        interpreter=interpreter,
        model=model_of(taught),
        confidence=Confidence(examples, BARE, 0.5, 0.7),
    )


def read(*turns, reader=None, **options):
    """Return what the last of some turns means."""
    asked = Asked(turns[-1], turns[:-1], options.get("audience", "client"), options.get("limit", 3))
    return (reader or reader_of()).read(asked, [read_wording(turn) for turn in turns])


def test_a_question_has_scores_points_and_a_topic():
    """What the model says of topics and sentences, for its words."""
    found = read("hip")
    assert found.scores == pytest.approx(
        {"d/hips": 0.9, "not covered": 0.0, "practice": 0.0, "talk": 0.0}
    )
    assert found.points == pytest.approx({"d/hips:1": 0.5})
    assert found.topic == "d/hips"
    assert read("elbow").topic == "not covered"
    assert not found.carried
    assert found.asked.question == "hip"


def test_scores_that_are_known_are_not_worked_out_again():
    """Unless a word was mended: then they are of other words."""
    reader = reader_of()
    wording = read_wording("hip")
    scored = reader.model.score(wording)
    asked = Asked("hip", (), "client", 3)
    assert reader.read(asked, [wording], scored).scored is scored
    assert reader.read(asked, [read_wording("hip")], scored).scored is not scored
    assert reader.read(asked, [wording]).scored is not scored


def test_the_signals_in_their_order():
    """Best, not covered, all sections, explained, unknown, says, words, BM25."""
    weights = WordWeights({})
    found = read("hip elbow gizmo", reader=reader_of(weights=weights))
    says = weights.of("gizmo")
    bm25 = found.found.bm25
    root = 2**0.5
    assert bm25 > 0
    assert found.signals == pytest.approx(
        (
            0.9 / root,
            0.8 / root,
            0.9 / root,
            1 / 3,
            1 / 3,
            3 * says / 30.0,
            log1p(3),
            bm25 / 20.0,
        ),
        abs=1e-6,
    )


def test_signals_of_a_long_question_are_bounded():
    """How much it says counts up to 60."""
    many = " ".join(f"gizmo{letter * 3}" for letter in "abcdefghijklmn")
    assert read(f"hip {many}").signals[5] == 2.0


def test_signals_of_a_question_that_says_nothing():
    """All that it says is unknown, and nothing is explained."""
    found = read("the")
    assert found.signals[3:6] == (0.0, 1.0, 0.0)


def test_only_what_a_section_gains_counts_for_all_sections():
    """A section that is spoken against takes nothing from the others."""
    taught = {"topic": {"d/hips": {"hip": 0.9}, "d/feet": {"hip": -0.4}, "talk": {"hip": 0.3}}}
    assert read("hip", reader=reader_of(taught)).signals[2] == pytest.approx(0.9)


def test_the_best_signal_is_that_of_the_section_that_leads():
    """One that words found and no example has scores nothing."""
    found = read("flat feet")
    assert found.found.sections[0][0] == 1
    assert found.signals[0] == 0.0


def test_a_section_with_examples_has_a_curve_of_its_own():
    """Sections without examples have the bare one; what finds nothing is not sure at all."""
    reader = reader_of()
    with_examples, without = read("hip", reader=reader), read("flat feet", reader=reader)
    assert reader.curve_of(with_examples) is BY_BEST
    assert reader.curve_of(without) is BARE
    assert with_examples.confidence == pytest.approx(BY_BEST.confidence(with_examples.signals))
    assert without.confidence == pytest.approx(BARE.confidence(()))
    plain = reader_of({"topic": {"talk": {"hello": 0.9}}})
    nothing = read("gizmo", reader=plain)
    assert nothing.confidence == 0.0
    assert plain.curve_of(nothing) is BARE


def test_the_kind_of_question_is_one_that_documents_answer():
    """The likeliest, however much a question sounds like another; "" where none was taught."""
    assert read("stretch the elbow").kind == "how"
    assert read("hurt").kind == "why"
    assert read("hip", reader=reader_of({"topic": {"d/hips": {"hip": 0.9}}})).kind == ""


def test_the_preferred_kind_of_passage_leads():
    """For how a technique, for why an explanation."""
    assert read("stretch the hip").found.hits[0][0] == 1
    assert read("hurt hip").found.hits[0][0] == 0


def test_more_hits_are_ranked_than_shown():
    """Four times as many, so that no section fills the reply alone."""
    names = [f"d/s{number}/1" for number in range(9)]
    many = document({f"S{n}": [passage("Hips.", place=name)] for n, name in enumerate(names)})
    index, fields = index_passages([many])
    reader = reader_of()
    reader.searcher = Searcher(index, Bm25.build(fields, weights=FIELD_WEIGHTS), {"d": "D"})
    assert len(read("hips", reader=reader, limit=1).found.hits) == 4
    assert len(read("hips", reader=reader, limit=2).found.hits) == 8


def test_a_follow_up_is_read_with_the_question_before():
    """Its own score counts a fifth; both are told, and the earlier terms count 0.6."""
    found = read("why do hips hurt", "and stretch it")
    assert found.carried
    assert found.query.terms == pytest.approx({"hip": 0.6})
    (reading,) = found.query.readings
    assert (reading.said, reading.meant, reading.why) == (
        "and stretch it",
        "why do hips hurt",
        "carried over",
    )
    reader = reader_of()
    both = reader.model.score(found.query.wording).of("topic")["d/hips"]
    alone = reader.model.score(read_wording("and stretch it")).of("topic")["d/hips"]
    assert found.scores["d/hips"] == pytest.approx(0.8 * both + 0.2 * alone)
    point = reader.model.score(found.query.wording).of("sentence")["d/hips:1"]
    assert found.points["d/hips:1"] == pytest.approx(0.8 * point)
    assert found.kind == "how"


def test_a_question_that_says_all_that_it_needs_stands_alone():
    """Whatever was asked before."""
    found = read("flat feet", "hip")
    assert not found.carried
    assert found.query.terms == {"hip": 1.0}


@pytest.mark.parametrize(
    ("follows", "sure", "carried"),
    [(0.1, True, True), (0.05, True, False), (0.05, False, True), (0.0, False, False)],
)
def test_how_surely_a_question_follows(follows, sure, carried):
    """From 0.1 on; what nothing answers alone from 0.05 on."""
    said = "hip" if sure else "gizmo"
    taught = {**TAUGHT, "follow": {"follow-up": {said: follows}, "complete": {}}}
    # 0.1 in single precision lies above 0.1, 0.05 above 0.05.
    assert read("hip", said, reader=reader_of(taught)).carried is carried


def test_the_nearest_turn_that_answers_is_taken():
    """Up to three turns back; of those that do not help none."""
    assert read("hip", "hello", "it").query.wording.words == ("hip", "it")
    assert read("hip", "hello", "hello", "it").query.wording.words == ("hip", "it")
    far = read("hip", "hello", "hello", "hello", "it")
    assert (far.query.wording.words, far.carried) == (("it",), False)
    near = read("hip", "hips hurt", "it")
    assert near.query.wording.words == ("hips", "hurt", "it")


def test_a_reading_shows_eight_words():
    """Of the question and of the one before."""
    before = "hip hip hip hip hip hip hip hip hip hip"
    after = "it it it it it it it it it it"
    (reading,) = read(before, after).query.readings
    assert reading.meant == " ".join(["hip"] * 8)
    assert reading.said == " ".join(["it"] * 8)
