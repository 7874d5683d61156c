"""The command line: what it prints and the exit code it ends with."""

import io
import json
import re

import pytest

from bot.__main__ import main


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    """Return the exit code and what was printed and complained."""
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_an_answer_is_printed_with_citation_and_exit_code_0(capsys):
    """Plain text in a pipe: no escape codes, a line no longer than a page."""
    code, out, _ = run(capsys, "pin and stretch piriformis")
    assert code == 0
    assert "Massage Therapy Relieves Hip Pain › Lateral Rotators" in out
    assert "pin the hip just medial" in " ".join(out.split())
    assert "\033" not in out


def test_no_answer_ends_with_exit_code_1(capsys):
    """A script can tell an answer from none."""
    assert run(capsys, "what is the weather")[0] == 1


def test_bad_input_ends_with_exit_code_2_and_one_line(capsys, tmp_path):
    """The line goes to standard error and says what to do."""
    code, out, err = run(capsys, "x" * 501)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    code, out, err = run(capsys, "--corpus", str(tmp_path), "hip")
    assert code == 2
    assert "put a Markdown file" in err


def test_json_prints_the_contracts_object(capsys, chatbot):
    """The terminal and the library give the same answer."""
    _, out, _ = run(capsys, "--json", "my bum hurts")
    assert json.loads(out) == chatbot.ask("my bum hurts").to_dict()


def test_without_a_question_a_conversation_begins(capsys, monkeypatch):
    """Each line is answered with the lines before it as history."""
    monkeypatch.setattr("sys.stdin", io.StringIO("what is the psoas?\nhow is it massaged?\n"))
    code, out, _ = run(capsys)
    assert code == 0
    assert out.count("› The Psoas") >= 2


def test_a_bad_line_does_not_end_the_conversation(capsys, monkeypatch):
    """The error is said and the next line is answered."""
    monkeypatch.setattr("sys.stdin", io.StringIO("x" * 501 + "\npsoas\n"))
    code, out, err = run(capsys)
    assert code == 0
    assert "501 characters" in err
    assert "› The Psoas" in out


def test_explain_shows_how_a_question_was_read(capsys):
    """Words, readings, terms, scores, signals and the outcome all stand there."""
    _, out, _ = run(capsys, "--explain", "my bum hurts after siting")
    for part in ("words: my bum", "gluteal", "BM25: ", "confidence", "outcome: "):
        assert part in out


def test_explain_names_the_nearest_examples(capsys):
    """An example asked word for word is the nearest, and its file and line are told."""
    _, out, _ = run(capsys, "--explain", "My bum goes numb on long drives")
    nearest = out.partition("nearest examples\n")[2].splitlines()[:3]
    assert all(re.search(r"0\.\d\d|1\.00", line) for line in nearest)
    assert all(re.search(r"\.md:\d+\)$", line) for line in nearest)


def test_evaluate_prints_every_measure(capsys, tmp_path):
    """A table with value, goal and count; misses on request."""
    (tmp_path / "answerable.jsonl").write_text(
        '{"id": "1", "question": "my bum hurts", "ok": ["psoas"]}\n', encoding="utf-8"
    )
    code, out, _ = run(capsys, "evaluate", str(tmp_path), "--misses")
    assert code == 0
    assert "success@1 " in out
    assert "1: my bum hurts" in out


def test_help_says_when_to_call_for_help(capsys):
    """The safety card stands under the options, with the number to call."""
    with pytest.raises(SystemExit):
        main(["--help"])
    out = " ".join(capsys.readouterr().out.split())
    assert "Call 999 for" in out


def test_an_alarm_stands_for_the_lookups_after_it(capsys, monkeypatch):
    """Whoever has told of a danger is shown nothing that is done by hand; a word is no telling."""
    monkeypatch.setattr("sys.stdin", io.StringIO("I have crushing chest pain\npiriformis\n"))
    _, out, _ = run(capsys, "--therapist")
    assert out.count("Call 999") >= 2
    assert "Lateral Rotators" not in out
    monkeypatch.setattr("sys.stdin", io.StringIO("foot\npiriformis\n"))
    _, out, _ = run(capsys, "--therapist")
    assert "1. Lateral Rotators · How" in out


def test_an_audience_of_therapists_may_ask_as_well(capsys, monkeypatch):
    """The option prefers what is done by hand, and questions point back as ever."""
    monkeypatch.setattr("sys.stdin", io.StringIO("what is the psoas?\nhow is it massaged?\n"))
    _, out, _ = run(capsys, "--audience", "therapist")
    assert out.count("› The Psoas") >= 2
