"""The bot's own sentences."""

import pytest

from bot.answering.wording import line_in_turn, load_wording
from tests.made_up import write


def test_sentences_of_a_table_have_its_name(tmp_path):
    """As in errors.code."""
    path = write(tmp_path / "wording.toml", 'or = "or"\n[errors]\nlong = "Too long."\n')
    wording = load_wording(path)
    assert dict(wording) == {"or": "or", "errors.long": "Too long."}
    assert load_wording(path) is wording
    with pytest.raises(TypeError):
        wording["or"] = "and"


def test_lines_follow_one_another_with_the_turns():
    """And begin again after the last."""
    wording = {"why.1": "a", "why.2": "b", "why.3": "c", "how.1": "d"}
    assert [line_in_turn(wording, "why", turn) for turn in range(5)] == ["a", "b", "c", "a", "b"]
    assert [line_in_turn(wording, "how", turn) for turn in range(2)] == ["d", "d"]
