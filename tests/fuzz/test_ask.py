import json
import os
from itertools import islice
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import Answer, Chatbot, QuestionError
from bot.records import Outcome
from tests.fuzz.inputs import ODD, odd_questions

# `FUZZ_INPUTS=100000 python -m pytest tests/fuzz` looks for longer.
INPUTS = int(os.environ.get("FUZZ_INPUTS", "3000"))
OUTCOMES = set(get_args(Outcome))


def _check(answer: Answer) -> None:
    assert answer.outcome in OUTCOMES
    assert 0.0 <= answer.confidence <= 1.0
    for passage in answer.passages:
        assert all(0 <= start < end <= len(passage.text) for start, end in passage.highlights)
    if answer.notice is not None and answer.notice.level == "emergency":
        assert answer.passages == ()


@pytest.fixture(scope="session")
def words(chatbot: Chatbot) -> list[str]:
    """Return the field's own words: those lead deepest into the rooms."""
    said = sorted(chatbot.library.thesaurus.words)
    texts = [
        passage.text
        for document in chatbot.documents
        for section in document.sections
        for passage in section.passages
    ]
    return sorted({*said, *" ".join(texts).split(), *"it that my is numb fell cannot pee".split()})


def test_no_question_raises_anything_undocumented(chatbot: Chatbot, words: list[str]) -> None:
    """Whatever is asked is answered within the contract, or refused as a QuestionError."""
    rng = Random(7)  # noqa: S311 - reproducible, not secret
    asked: list[str] = []
    refused = 0
    for question in islice(odd_questions(11, words), INPUTS):
        history = asked[-rng.choice((0, 0, 0, 1, 3)) :] if rng.random() < 0.1 else []
        try:
            answer = chatbot.ask(question, history=history, limit=rng.randrange(1, 11))
        except QuestionError:
            refused += 1
        else:
            _check(answer)
        asked = [*asked[-9:], question]
    # Most of it must have reached the rooms behind the door.
    assert refused < INPUTS / 5


@given(st.text(max_size=600), st.lists(st.text(max_size=600), max_size=12))
@settings(max_examples=500, deadline=None)
def test_any_text_is_answered_or_refused(
    chatbot: Chatbot, question: str, history: list[str]
) -> None:
    """Hypothesis looks for the smallest text that would prove otherwise."""
    try:
        answer = chatbot.ask(question, history=history)
    except QuestionError as error:
        assert error.code  # noqa: PT017 - either end is right
    else:
        _check(answer)
        json.dumps(answer.to_dict())


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(_anything, _anything, _anything, _anything)
@settings(max_examples=500, deadline=None)
def test_fields_of_any_type_are_refused_by_name(
    chatbot: Chatbot, question: Any, history: Any, audience: Any, limit: Any
) -> None:
    """A field of another type than the contract's is a QuestionError, never a TypeError."""
    for fields in (
        {"question": question},
        {"question": "psoas", "history": history},
        {"question": "psoas", "audience": audience},
        {"question": "psoas", "limit": limit},
    ):
        try:
            _check(chatbot.ask(**fields))
        except QuestionError as error:
            assert error.code  # noqa: PT017 - either end is right


@pytest.mark.parametrize("odd", ODD)
def test_an_oddity_alone_is_no_answer(chatbot: Chatbot, odd: str) -> None:
    """What says nothing about the field gets no passage, however it is written."""
    try:
        answer = chatbot.ask(odd)
    except QuestionError:
        return
    assert answer.outcome in {"no_answer", "chat", "clinic"}
