"""One function to call: the answers, on the real corpus and on three tiny documents."""

import json
import re
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import Chatbot, CorpusError, QuestionError

OUTCOMES = {"answer", "unsure", "no_answer", "urgent", "clinic", "chat"}


def sections(answer):
    """Return the sections of an answer's passages, best first."""
    return [passage.citation.section_id for passage in answer.passages]


def test_sitting_all_day_leads_to_the_hip_flexors(chatbot):
    """The question on the purpose page is answered by the article's own words."""
    answer = chatbot.ask("why does my hip hurt after sitting all day?")
    assert answer.outcome == "answer"
    assert sections(answer)[0] == "hip-flexors"
    marked = " ".join(answer.passages[0].text[a:b] for a, b in answer.passages[0].highlights)
    assert "Spending a lot of time seated" in marked


def test_passages_are_the_documents_own_words(chatbot):
    """What is shown stands, character for character, in the document."""
    written = {
        passage.id: passage.text
        for document in chatbot.documents
        for section in document.sections
        for passage in section.passages
    }
    for question in ("my bum hurts", "how is the psoas massaged", "flat feet", "low back pain"):
        for passage in chatbot.ask(question).passages:
            assert passage.text == written[passage.citation.passage_id]
            shown = re.sub(r"</?(?:p|mark|em|strong)>", "", passage.html)
            assert " ".join(shown.split()) == " ".join(passage.text.split())


def test_highlights_are_whole_sentences_and_marked_in_the_markup(chatbot):
    """Each highlight is a sentence of the passage, and stands in a mark element."""
    for passage in chatbot.ask("what does the piriformis do").passages:
        assert passage.highlights
        for start, end in passage.highlights:
            assert f"<mark>{passage.text[start:end]}</mark>" in passage.html


def test_everyday_words_are_read_and_shown(chatbot):
    """A person sees that “bum” was read as the gluteal muscles."""
    answer = chatbot.ask("my bum hurts")
    assert ("bum", "everyday word") in [(r.said, r.why) for r in answer.read_as]
    assert sections(answer)[0] in {"gluteal-muscles", "lateral-rotators"}


def test_a_citation_leads_to_the_passage_and_to_the_sentence_at_the_source(chatbot):
    """The local link opens at the passage; the source link carries a text fragment."""
    citation = chatbot.ask("pin and stretch piriformis").passages[0].citation
    document_id, section_id, number = citation.passage_id.split("/")
    assert citation.url == f"/read/{document_id}#{section_id}-{number}"
    address, fragment = citation.source_url.split("#:~:text=")
    assert address.startswith("https://www.integrativehealthcare.org/")
    assert "," in fragment
    assert not set(fragment) & set(" -&'\"“”")


def test_related_reading_is_that_of_the_cited_sections(chatbot):
    """What a section names for reading comes with its passages, once."""
    answer = chatbot.ask("piriformis syndrome and sciatica")
    assert "False Sciatica: Detecting and Easing Piriformis Syndrome" in [
        reading.title for reading in answer.related
    ]
    assert len(set(answer.related)) == len(answer.related)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("massage for a frozen shoulder", "shoulder"),
        ("can I take ibuprofen for it", "ibuprofen"),
        ("what is the weather in june", "june"),
        ("knee replacement recovery", "replacement"),
    ],
)
def test_what_the_article_does_not_cover_is_refused_by_name(chatbot, question, named):
    """A key word outside the corpus is named, and the suggestions lead to what is covered."""
    answer = chatbot.ask(question)
    assert answer.outcome == "no_answer"
    assert answer.passages == ()
    assert named in answer.message.lower()
    assert answer.suggestions


def test_an_emergency_comes_alone(chatbot):
    """No passage, no reading and no suggestion stands beside it."""
    answer = chatbot.ask("my mum fell this morning, she cannot stand and her leg looks shorter")
    assert answer.outcome == "urgent"
    assert answer.notice.level == "emergency"
    assert answer.notice.action.href.startswith("tel:")
    assert (answer.passages, answer.related, answer.suggestions) == ((), (), ())


def test_an_urgent_notice_never_comes_with_something_to_do_by_hand(chatbot):
    """Beside a possible clot no technique is shown."""
    answer = chatbot.ask("since the flight one calf is swollen and warm, how do I massage it?")
    assert answer.outcome == "urgent"
    assert "technique" not in [passage.kind for passage in answer.passages]


def test_a_routine_notice_accompanies_the_answer(chatbot):
    """Being on blood thinners is no reason to refuse, but one to ask first."""
    answer = chatbot.ask("I take blood thinners, can massage help my tight hamstrings?")
    assert answer.outcome in {"answer", "unsure"}
    assert answer.notice.level == "routine"
    assert "tight-hamstrings-and-quadriceps" in sections(answer)


def test_a_condition_with_a_notice_does_not_hide_what_is_asked_about(chatbot):
    """Somebody pregnant who asks about hip flexors reads both; about pregnancy there is nothing."""
    answer = chatbot.ask("I'm pregnant, how do you stretch tight hip flexors?")
    assert (answer.notice.id, sections(answer)[0]) == ("pregnancy", "hip-flexors")
    answer = chatbot.ask("is pregnancy massage safe?")
    assert (answer.notice.id, answer.outcome) == ("pregnancy", "no_answer")


@pytest.mark.parametrize(
    ("question", "outcome"),
    [("how much is a session?", "clinic"), ("hello", "chat"), ("thank you!", "chat")],
)
def test_the_practice_and_small_talk_have_replies_of_their_own(chatbot, question, outcome):
    """They never reach the article."""
    answer = chatbot.ask(question)
    assert (answer.outcome, answer.passages) == (outcome, ())


def test_a_follow_up_is_read_with_what_was_asked_before(chatbot):
    """“It” is the piriformis, and the reply says so."""
    answer = chatbot.ask("how do you stretch it?", history=["what is the piriformis?"])
    assert sections(answer)[0] == "lateral-rotators"
    assert "carried over" in [reading.why for reading in answer.read_as]


def test_a_new_topic_is_not_dragged_back(chatbot):
    """A question that says all that it needs stands alone."""
    answer = chatbot.ask("can flat feet cause hip pain?", history=["how is the psoas massaged?"])
    assert sections(answer)[0] == "leg-muscles"
    assert "carried over" not in [reading.why for reading in answer.read_as]


def test_a_therapist_sees_the_technique_first(chatbot):
    """The section stays the same; within it the preferred kind leads."""
    client = chatbot.ask("hip flexors", audience="client")
    therapist = chatbot.ask("hip flexors", audience="therapist")
    assert sections(client)[0] == sections(therapist)[0] == "hip-flexors"
    assert therapist.passages[0].kind == "technique"


def test_the_same_question_has_the_same_answer(chatbot):
    """Ranking is deterministic, whatever was asked before."""
    first = chatbot.ask("why is my low back stiff")
    chatbot.ask("psoas")
    assert chatbot.ask("why is my low back stiff") == first


def test_the_answer_mirrors_the_contract(chatbot):
    """to_dict gives JSON with the contract's fields, and changes nothing on the way."""
    plain = chatbot.ask("psoas").to_dict()
    assert list(plain) == [
        "outcome",
        "message",
        "question",
        "confidence",
        "read_as",
        "notice",
        "passages",
        "related",
        "suggestions",
        "language",
    ]
    assert set(plain["passages"][0]) == {
        "rank",
        "score",
        "kind",
        "text",
        "html",
        "highlights",
        "citation",
    }
    assert json.loads(json.dumps(plain)) == plain


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"question": None}, "question_missing"),
        ({"question": 7}, "question_invalid"),
        ({"question": " \n "}, "question_empty"),
        ({"question": "x" * 501}, "question_too_long"),
        ({"question": "x" * 100_000}, "question_too_long"),
        ({"question": "hip", "history": "hip"}, "history_invalid"),
        ({"question": "hip", "history": [1]}, "history_invalid"),
        ({"question": "hip", "history": ["x"] * 11}, "history_too_long"),
        ({"question": "hip", "history": ["x" * 501]}, "history_question_too_long"),
        ({"question": "hip", "audience": "doctor"}, "audience_invalid"),
        ({"question": "hip", "limit": 0}, "limit_invalid"),
        ({"question": "hip", "limit": 11}, "limit_invalid"),
        ({"question": "hip", "limit": True}, "limit_invalid"),
        ({"question": "hip", "limit": 1.5}, "limit_invalid"),
        ({"question": "hip", "language": 7}, "language_invalid"),
    ],
)
def test_a_field_outside_the_contract_is_refused(chatbot, fields, code):
    """The code is the contract's; the message says what to do."""
    with pytest.raises(QuestionError) as caught:
        chatbot.ask(**fields)
    assert caught.value.code == code
    assert "; " in str(caught.value)


@pytest.mark.parametrize(
    "question",
    [
        "🙂🙂🙂",
        "the of and to",
        "مرحبا كيف حالك",
        "\x00\x01\x02",
        "<script>alert(1)</script>",
        "\ud800",
        "a" * 500,
        "﷽" * 100,
        "hip " * 100,
        "̈" * 400,
        "‮pih ym",
    ],
)
def test_strange_questions_get_an_honest_reply(chatbot, question):
    """Never an exception, never markup echoed, never a half character."""
    answer = chatbot.ask(question)
    assert answer.outcome in OUTCOMES
    assert "<" not in answer.message
    json.dumps(answer.to_dict()).encode("utf-8")
    answer.question.encode("utf-8")


_WORDS = st.sampled_from(
    "my hip hurts bum not numb psoas it that how book price calf swollen hello neck stretch".split()
)
_TEXTS = st.one_of(
    st.text(min_size=1, max_size=500),
    st.lists(_WORDS, min_size=1, max_size=40).map(" ".join),
    st.text(alphabet=string.ascii_lowercase + " '’.,!?", min_size=1, max_size=120),
).filter(str.strip)


@settings(max_examples=150, deadline=None)
@given(_TEXTS, st.lists(_TEXTS, max_size=3), st.integers(1, 10))
def test_any_text_gets_an_answer_within_the_contract(chatbot, question, history, limit):
    """Outcome, confidence, number of passages and offsets stay within their bounds."""
    answer = chatbot.ask(question, history=history, limit=limit)
    assert answer.outcome in OUTCOMES
    assert 0 <= answer.confidence <= 1
    assert len(answer.passages) <= limit
    assert [passage.rank for passage in answer.passages] == [*range(1, len(answer.passages) + 1)]
    for passage in answer.passages:
        for start, end in passage.highlights:
            assert 0 <= start < end <= len(passage.text)


def test_many_documents_are_told_apart_by_name(three):
    """With several documents the message says which one answers."""
    answer = three.ask("why are there tides?")
    assert "The Moon in Four Sentences" in answer.message
    assert three.ask("how do I knead dough").passages[0].citation.document_id == "bread"
    assert answer.passages[0].citation.source_url is None


def test_a_clinic_adds_a_document_by_dropping_a_file(tmp_path):
    """A new Markdown file is answered from at the next start."""
    path = Path(tmp_path / "feet.md")
    path.write_text("# Feet\n\nBunions press on the big toe. Wide shoes help.\n", "utf-8")
    assert Chatbot.load(tmp_path).ask("bunions").passages[0].text.startswith("Bunions press")


def test_a_folder_that_cannot_be_used_stops_the_start(tmp_path):
    """The error is the corpus's, in one line."""
    with pytest.raises(CorpusError, match="holds no document"):
        Chatbot.load(tmp_path)


@pytest.mark.parametrize("word", ["gets", "mean", "wen", "home"])
def test_a_word_that_names_nothing_is_not_named(chatbot, word):
    """Verbs of every day, and short words that are mostly misspelt, are no subject."""
    answer = chatbot.ask(f"tell me {word} about the knee replacement")
    assert "replacement" in answer.message
    answer = chatbot.ask(f"what {word} it do then")
    assert f"“{word}”" not in answer.message


def test_a_definition_is_for_those_who_ask_for_it(chatbot):
    """Who asks what "prone" means is told at once; a word by itself looks for passages."""
    told = chatbot.ask("what does prone mean")
    assert (told.outcome, told.message[:8]) == ("chat", "“prone”:")
    assert not chatbot.ask("trapezius").message.startswith("“trapezius”")
