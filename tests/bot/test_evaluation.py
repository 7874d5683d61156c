"""Judged questions to measures."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import EvaluationError
from bot.measuring.judged import misspell, read_judged
from bot.measuring.measures import auroc, evaluate

ANSWERABLE = (
    '{"id": "1", "question": "why are there tides", "ok": ["the-moon-in-four-sentences"]}\n'
    '{"id": "2", "question": "how do I launch a kite", "ok": ["launching"]}\n'
    '{"id": "3", "question": "how do I launch a kite", "ok": ["landing"]}\n'
    '{"id": "4", "question": "zebra", "ok": ["wind"]}\n'
)


def test_auroc_by_hand():
    """Of the pairs (3,1) (3,2) (2,1) (2,2) three are right and one is a tie: 3.5 of 4."""
    assert auroc([3.0, 2.0], [1.0, 2.0]) == 0.875


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=8),
    st.lists(st.integers(0, 9), min_size=1, max_size=8),
)
def test_auroc_of_the_other_side_is_the_rest(positive, negative):
    """Exchanging the two classes mirrors the measure."""
    assert auroc(positive, negative) + auroc(negative, positive) == pytest.approx(1.0)


def test_success_counts_the_first_passage_and_the_first_three(three, tmp_path):
    """Two of four are right at once, a third among the first three, one is refused."""
    (tmp_path / "answerable.jsonl").write_text(ANSWERABLE, encoding="utf-8")
    measures = {m.name: m for m in evaluate(three, read_judged(tmp_path))}
    assert measures["success@1"].value == 0.5
    assert measures["success@3"].value >= 0.5
    assert measures["answerable refused"].value == 0.25
    assert measures["success@1"].misses[0].startswith("3: how do I launch a kite")


def test_a_misspelling_is_one_typing_error_and_always_the_same():
    """One word changes by one letter or two neighbours, never its first letter."""
    question = "massage for painful hamstrings"
    changed = misspell(question, "a1")
    assert changed == misspell(question, "a1")
    different = [
        (old, new) for old, new in zip(question.split(), changed.split(), strict=True) if old != new
    ]
    assert len(different) <= 1
    for old, new in different:
        assert old[0] == new[0]
        assert abs(len(old) - len(new)) <= 1


def test_misspellings_differ_between_questions():
    """The seed is the question's id, so that all kinds of errors occur."""
    changed = [misspell("massage for painful hamstrings", str(n)) for n in range(20)]
    assert any(one != other for one, other in pairwise(changed))


def test_a_folder_without_judged_questions_is_refused(tmp_path):
    """The message names the files that are looked for."""
    with pytest.raises(EvaluationError, match=r"holds none of answerable\.jsonl"):
        read_judged(tmp_path)


def test_a_line_that_is_no_json_is_refused_with_its_number(tmp_path):
    """A person can go to the line and mend it."""
    (tmp_path / "answerable.jsonl").write_text('{"id": "1", "question": "x"}\n{\n', "utf-8")
    with pytest.raises(EvaluationError, match=r"answerable\.jsonl:2: "):
        read_judged(tmp_path)


def test_judged_questions_that_are_no_text_are_refused(tmp_path):
    """A file in another encoding is named, not thrown at the person."""
    (tmp_path / "answerable.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(EvaluationError, match=r"answerable\.jsonl: cannot be read .*save it"):
        read_judged(tmp_path)


def test_random_queries_count_unless_they_are_answered(three, tmp_path):
    """What the documents may answer after all is left out; the rest counts as answered or not."""
    (tmp_path / "background_open.jsonl").write_text(
        '{"id": "1", "question": "who won the cup in 1974", "answered_by_article": false}\n'
        '{"id": "2", "question": "how do I launch a kite", "answered_by_article": false}\n'
        '{"id": "3", "question": "how do I land a kite", "answered_by_article": true}\n',
        "utf-8",
    )
    measures = {m.name: m for m in evaluate(three, read_judged(tmp_path))}
    found = measures["random general queries answered"]
    assert (found.count, found.value, found.met) == (2, 0.5, False)
    assert found.misses[0].startswith("2: how do I launch a kite")


def test_an_alarm_is_measured_in_other_surroundings_too(chatbot, tmp_path):
    """Beside harmless words, misspelt and a turn later it stays, and no technique is shown."""
    (tmp_path / "red_flag.jsonl").write_text(
        '{"id": "1", "question": "I have crushing chest pain", "clear": true}\n', "utf-8"
    )
    (tmp_path / "red_flag_stranger.jsonl").write_text(
        '{"id": "2", "history": ["hello"], "question": "my calf is swollen, red and hot",'
        ' "clear": true, "level": "urgent"}\n',
        "utf-8",
    )
    measures = {m.name: m for m in evaluate(chatbot, read_judged(tmp_path))}
    for name in ("beside harmless words", "a turn later", "with a word misspelt"):
        assert (measures[f"alarms kept {name}"].count, measures[f"alarms kept {name}"].value) == (
            2,
            1,
        )
    assert measures["hands-on passage beside an alarm"].value == 0.0
    assert measures["hands-on passage beside an alarm"].count == 4
