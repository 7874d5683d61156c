"""Mistakes in the data files beside the documents."""

import shutil
from pathlib import Path

import pytest

from bot import Chatbot, CorpusError
from bot.files.toml_file import read_toml
from bot.loading.learned import DEFAULTS

THREE = Path(__file__).resolve().parents[1] / "fixtures" / "three"


@pytest.fixture
def corpus(tmp_path):
    """Return a corpus folder of three documents and nothing else."""
    folder = tmp_path / "corpus"
    shutil.copytree(THREE, folder, ignore=shutil.ignore_patterns("*.toml", "*.txt"))
    return folder


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        ("moon = 'sea'\n", 1, "moon: is not a list of texts"),
        ("moon = ['sea']\n\nkite = [7]\n", 3, "kite: is not a list of texts"),
        ("moon = ['!']\n", 1, "has no word"),
        ("\n\nx = 'a", 3, "check the quotes"),
    ],
)
def test_a_mistake_in_the_thesaurus_names_its_line(corpus, written, line, said):
    """Place, finding and remedy in one line."""
    (corpus / "thesaurus.toml").write_text(written, "utf-8")
    with pytest.raises(CorpusError) as caught:
        Chatbot.load(corpus)
    assert str(caught.value).startswith(f"corpus/thesaurus.toml:{line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        ("[first]\nlabel = 'a'", 1, "first: is not a list of tables"),
        ("[[first]]\nlabel = 'a'", 1, "first.question: is missing or empty"),
        ("[[section]]\ndocument = 'moon'\nsection = 'sea'\nchoice = 'x'", 3, "no section of"),
        (
            "[[section]]\ndocument = 'moon'\nsection = 'tides'\nchoice = 'tides'\n"
            "[[section.next]]\nlabel = 'a'\nquestion = 'b'\n[[section.next]]\nlabel = 3\n",
            9,
            "section.next.label: is not a text",
        ),
    ],
)
def test_a_mistake_in_the_suggestions_names_its_line(corpus, written, line, said):
    """A row of a row is found too."""
    (corpus / "moon.md").write_text("# Moon\n\n## Tides\n\nThe moon moves the sea.\n", "utf-8")
    (corpus / "suggestions.toml").write_text(written, "utf-8")
    with pytest.raises(CorpusError) as caught:
        Chatbot.load(corpus)
    assert str(caught.value).startswith(f"corpus/suggestions.toml:{line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("sound", "broken", "said"),
    [
        ("intercept = -3", "intercept = nan", "bare.intercept: is nan"),
        ("explained = 2", "explained = 'much'", "bare.explained: is missing or no number"),
        ("refuse_below = 0", "refuse_below = 3", "refuse_below: is 3"),
    ],
)
def test_a_mistake_in_the_confidence_names_its_line(corpus, sound, broken, said):
    """A folder's own confidence is read instead of the one that ships, and checked as that is."""
    shipped = (DEFAULTS / "confidence.toml").read_text("utf-8")
    at = shipped.rindex(sound)
    (corpus / "confidence.toml").write_text(
        shipped[:at] + broken + "  # " + shipped[at + len(sound) :], "utf-8"
    )
    with pytest.raises(CorpusError) as caught:
        Chatbot.load(corpus)
    assert said in str(caught.value)
    assert str(caught.value).startswith("corpus/confidence.toml:")


def test_files_of_a_windows_editor_are_read(corpus):
    """A byte order mark and Windows line ends are no mistakes."""
    (corpus / "thesaurus.toml").write_bytes(b"\xef\xbb\xbfmoon = ['luna']\r\nkite = ['flyer']\r\n")
    phrases = Chatbot.load(corpus).library.thesaurus.phrases
    assert phrases["luna",] == ("moon",)


def test_brackets_without_end_are_a_mistake(tmp_path):
    """Whatever the parser does with them, a person gets a line."""
    path = tmp_path / "clinic.toml"
    path.write_text("name = " + "[" * 20_000, "utf-8")
    with pytest.raises(CorpusError, match=r"clinic\.toml:1: "):
        read_toml(path)


def test_a_file_that_is_no_text_of_a_person_is_refused_unread(tmp_path):
    """A film with the name of a table is told by its size, not read into memory."""
    path = tmp_path / "clinic.toml"
    with path.open("wb") as film:
        film.truncate(10_000_000_000)
    with pytest.raises(CorpusError, match=r"clinic\.toml:1: is 10000.0 MB long"):
        read_toml(path)
