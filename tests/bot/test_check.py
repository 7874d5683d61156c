"""python -m bot check and suggest-examples: what an owner learns about a folder."""

import pytest

from bot.__main__ import main
from bot.command.question_forms import propose_questions
from bot.command.suggest_examples import draft
from bot.documents.reader import read_documents
from bot.learning.examples import read_examples
from tests.conftest import ROOT

KNEE = """---
title: Sore Knees
---

## Stairs

Runner's knee is a dull ache behind the kneecap. It comes from stairs. Go slowly and hold the rail.

## How to cool a knee

Wrap ice in a towel and hold it on the knee for ten minutes. Repeat it after an hour.
"""


def run(capsys, *arguments):
    """Return the exit code and what was printed and complained."""
    code = main([*map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture
def folder(tmp_path):
    """Return a corpus folder with one document."""
    (tmp_path / "knee.md").write_text(KNEE, encoding="utf-8")
    return tmp_path


def test_check_reports_documents_and_what_they_answer(capsys):
    """Sections, passages, their kinds and lengths, readings, and questions that they answer."""
    code, out, _ = run(capsys, "check", "--corpus", ROOT / "corpus")
    assert code == 0
    assert "10 sections, 21 passages (8 techniques)" in out
    assert "lateral-rotators: 67 E, 105 T" in out
    assert "related: The Mind/Body Connection (search)" in out
    assert "  answers: " in out
    assert out.endswith("0 warnings\n")


def test_check_reads_the_folder_that_the_environment_names(capsys, folder, monkeypatch):
    """As the web does, so that nobody checks another corpus than is served."""
    monkeypatch.setenv("CHATBOT_CORPUS", str(folder))
    _, out, _ = run(capsys, "check")
    assert "knee: Sore Knees" in out
    assert "answers: how do I cool a knee?" in out
    assert "knee: no passage links to its source, since they have no address" in out


def test_check_lists_the_findings_of_all_files(capsys, folder):
    """With file, line, finding and remedy."""
    (folder / "hip.md").write_text("# Hip\n\nIt is deep.\n\n##\n", encoding="utf-8")
    (folder / "old.docx").write_bytes(b"PK")
    code, out, _ = run(capsys, "check", "--corpus", folder)
    assert code == 0
    assert "hip.md:5: heading has no text; write a title or delete the line" in out
    assert "old.docx:1: is not read; bring it in" in out
    assert "hip/hip/1: only 3 words; it says little by itself" in out


def test_check_refuses_what_the_web_refuses_and_says_all_of_it(capsys, folder):
    """A broken map and a broken document are told in one run."""
    (folder / "map.toml").write_text('width = "wide"\n', encoding="utf-8")
    (folder / "hip.md").write_bytes(b"na\xefve")
    code, _, err = run(capsys, "check", "--corpus", folder)
    assert code == 2
    first, second = err.splitlines()
    assert "hip.md:1: not UTF-8 text" in first
    assert "map.toml:1: " in second


def test_check_tells_suggestions_that_nothing_answers(capsys, folder):
    """A person who presses a button gets an answer."""
    (folder / "suggestions.toml").write_text(
        '[[first]]\nlabel = "Ice"\nquestion = "how do I cool a knee"\n'
        '[[first]]\nlabel = "Tax"\nquestion = "how do I fill in my tax return"\n',
        encoding="utf-8",
    )
    _, out, _ = run(capsys, "check", "--corpus", folder)
    assert 'suggestions.toml:6: "how do I fill in my tax return" gets "no_answer"' in out
    assert '"how do I cool a knee" gets' not in out


def test_check_tells_examples_that_belong_to_no_document(capsys, folder):
    """A misspelt folder teaches nothing."""
    (folder / "examples" / "kneee").mkdir(parents=True)
    _, out, _ = run(capsys, "check", "--corpus", folder)
    assert "kneee:1: no document has this id, so nothing learns from it; name it as one of" in out


def test_questions_are_made_of_headings_and_sentences(folder):
    """Fixed forms around the document's own words, for the owner to edit."""
    (document,) = read_documents(folder)
    stairs, cool = document.sections
    assert propose_questions(document, stairs) == ["stairs, sore knees", "what is runner's knee?"]
    assert propose_questions(document, cool) == ["how do I cool a knee?"]


def test_a_draft_of_examples_is_read_as_examples(capsys, folder):
    """What is proposed can be saved as it is and learned from."""
    _, out, _ = run(capsys, "suggest-examples", "knee", "--corpus", folder)
    (document,) = read_documents(folder)
    assert out == draft(document) + "\n"
    saved = folder / "examples" / "knee"
    saved.mkdir(parents=True)
    (saved / "draft.md").write_text(out, encoding="utf-8")
    found = [(example.intents, example.text) for example in read_examples(saved)]
    assert (("Stairs",), "what is runner's knee?") in found
    assert (("How to cool a knee",), "how do I cool a knee?") in found


def test_a_draft_for_no_document_names_those_there_are(capsys, folder):
    """One line, exit code 2."""
    code, _, err = run(capsys, "suggest-examples", "hip", "--corpus", folder)
    assert code == 2
    assert "no document has the id 'hip'; use one of: knee" in err
