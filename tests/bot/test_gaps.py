from pathlib import Path

import pytest

from bot import Chatbot
from bot.__main__ import main
from bot.errors import GapsError
from bot.language.english_words import read_plain_words
from bot.measuring.gaps.counting import Gap, find_gaps, tally_answer, today
from bot.measuring.gaps.stores import SqliteGaps


def _tally(chatbot: Chatbot, question: str) -> list[tuple[str, str]]:
    answer = chatbot.ask(question)
    return [(kind, name) for _, kind, name in tally_answer(chatbot, answer, [])]


def test_an_answered_question_counts_as_its_outcome_alone(chatbot: Chatbot) -> None:
    """What was found is no gap."""
    assert _tally(chatbot, "Why must work on the psoas be slow?") == [("outcome", "answer")]


def test_what_is_not_covered_is_counted_by_plain_words(tmp_path: Path) -> None:
    """Words that nothing explains go by themselves; names and inventions never."""
    (tmp_path / "moon.md").write_text("# Moon\n\nThe moon pulls the sea, and the tide rises.\n")
    chatbot = Chatbot.load(tmp_path)
    assert _tally(chatbot, "volcano") == [("outcome", "no_answer"), ("word", "volcano")]
    assert _tally(chatbot, "Kowalski 4711 xqzvbn") == [("outcome", "no_answer")]


def test_plain_words_are_nobodys_name() -> None:
    """Words that are names as well are left out, however common."""
    words = read_plain_words()
    assert {"volcano", "trampoline", "acupuncture", "knee"} <= words
    assert not words & {"john", "sarah", "rose", "smith", "mark", "london", "will", "patel"}


def test_a_count_is_shown_from_five_on() -> None:
    """What four people said stays unseen; days are told apart."""
    counts = [
        (("2026-01-01", "word", "volcano"), 3),
        (("2026-01-02", "word", "volcano"), 2),
        (("2026-01-02", "word", "kite"), 4),
        (("2026-01-02", "outcome", "answer"), 9),
    ]
    assert find_gaps(counts) == [
        Gap("outcome", "answer", 9, 1),
        Gap("word", "volcano", 5, 2),
    ]


def test_counts_add_up_and_old_ones_go(tmp_path: Path) -> None:
    """What is older than half a year is forgotten when something is added."""
    store = SqliteGaps(tmp_path / "gaps.sqlite")
    for day in ("2000-01-01", "2026-01-01", "2026-01-02", "2026-01-02"):
        store.add({(day, "word", "volcano"): 2})
    assert dict(store.read()) == {
        ("2026-01-01", "word", "volcano"): 2,
        ("2026-01-02", "word", "volcano"): 4,
    }


def test_a_clock_that_is_wrong_for_a_day_forgets_nothing(tmp_path: Path) -> None:
    """A machine that starts in the year 2099 has not kept its counts for half a year."""
    store = SqliteGaps(tmp_path / "gaps.sqlite")
    for day in ("2026-01-01", "2099-01-01", "2099-01-01", "2026-01-02"):
        store.add({(day, "word", "volcano"): 1})
    assert {day for (day, _, _), _ in store.read()} == {"2026-01-01", "2026-01-02", "2099-01-01"}


def test_a_backup_holds_the_counts_and_overwrites_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The copy is a file of counts of its own; one that is there already stays as it is."""
    path, copy = tmp_path / "gaps.sqlite", tmp_path / "copy.sqlite"
    SqliteGaps(path).add({(today(), "word", "volcano"): 7})
    assert main(["gaps", str(path), "--backup", str(copy)]) == 0
    assert dict(SqliteGaps(copy).read()) == {(today(), "word", "volcano"): 7}
    assert main(["gaps", str(path), "--backup", str(copy)]) == 2
    assert capsys.readouterr().err == f"{copy}: exists already; name a new file\n"
    assert main(["gaps", str(tmp_path / "none.sqlite"), "--backup", str(tmp_path / "x")]) == 2
    assert not (tmp_path / "x").exists()


def test_the_command_says_what_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind has its heading and its remedy."""
    path = tmp_path / "gaps.sqlite"
    SqliteGaps(path).add({(today(), "topic", "acupuncture"): 7, (today(), "word", "kite"): 4})
    assert main(["gaps", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "What to write next" in printed
    assert "     7  acupuncture, on 1 day\n" in printed
    assert "kite" not in printed


def test_without_counts_the_command_says_how_to_get_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Exit code 2 and one line with the setting."""
    monkeypatch.delenv("CHATBOT_GAPS", raising=False)
    assert main(["gaps"]) == 2
    assert main(["gaps", str(tmp_path / "none.sqlite")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all("CHATBOT_GAPS" in line for line in lines)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """The line names the file."""
    path = tmp_path / "gaps.sqlite"
    path.write_bytes(b"x" * 5000)
    with pytest.raises(GapsError, match="cannot be read"):
        list(SqliteGaps(path).read())
