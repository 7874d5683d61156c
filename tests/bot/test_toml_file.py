"""Mistakes in the data files beside the documents."""

import shutil
from pathlib import Path

import pytest

from bot.errors import CorpusError
from bot.library import load_library

THREE = Path(__file__).resolve().parents[1] / "fixtures" / "three"

ENTRY = "[[entry]]\nsaid = ['bum']\nmeant = 'seat'\nterms = { moon = 1 }\n"
WEIGHTS = """\
intercept = 0
refuse_below = 0.4
unsure_below = 0.6
[weights]
topical = 1
subject = 1
coverage = 1
outside_body = 1
outside_other = 1
outside_unknown = 1
attained = 1
gap = 1
core = 1
theme = 1
named = 1
follows = 1
"""


@pytest.fixture
def corpus(tmp_path):
    """Return a corpus folder of three documents and nothing else."""
    folder = tmp_path / "corpus"
    shutil.copytree(THREE, folder, ignore=shutil.ignore_patterns("*.toml", "*.txt"))
    return folder


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        ("[entry]\nsaid = []", 1, "entry: is not a list of tables; begin each with [[entry]]"),
        ("[[entri]]\nsaid = ['bum']", 1, "entri: is not a known setting"),
        ("[[entry]\n", 1, "Expected ']]'"),
        ("\n\nx = 'a", 3, "check the quotes"),
        (ENTRY + "why = 1", 5, "entry.why: is not a known setting"),
        (ENTRY + ENTRY.replace("meant", "\nmeant"), 6, "'bum' stands in the row of line 1 too"),
        (ENTRY + ENTRY.replace("'bum'", ""), 6, "entry.said: holds something without a word"),
        (ENTRY + ENTRY.replace("bum", "–"), 6, "entry.said: holds something without a word"),
        (ENTRY.replace("'seat'", "3"), 3, "entry.meant: is not a text"),
        (ENTRY.replace("'seat'", "''"), 3, "entry.meant: is missing or empty"),
        (ENTRY.replace("= 1 }", "= 9 }"), 1, "entry.terms.moon: is 9; use 0 to 2"),
        (ENTRY.replace("= 1 }", "= true }"), 1, "entry.terms.moon: is missing or no number"),
        (ENTRY + "unless = 'x'", 5, "entry.unless: is not a list of texts"),
        ("[[outside]]\nsaid = ['jaw']\ntopic = 'the jaw'", 1, "outside.kind: is missing"),
        ("[[outside]]\nsaid = ['a']\ntopic = 'b'\nkind = 'c'", 4, "'c' is unknown; use one of"),
        ("[[want]]\nsaid = ['why']\nname = 'x'", 3, "want.name: 'x' is unknown"),
    ],
)
def test_a_mistake_in_the_vocabulary_names_its_line(corpus, written, line, said):
    """Place, finding and remedy on one line, and the place is that of the very row."""
    (corpus / "vocabulary.toml").write_text(written, "utf-8")
    with pytest.raises(CorpusError) as caught:
        load_library(corpus, cache="")
    assert str(caught.value).startswith(f"corpus/vocabulary.toml:{line}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


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
        load_library(corpus, cache="")
    assert str(caught.value).startswith(f"corpus/suggestions.toml:{line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("sound", "broken", "line", "said"),
    [
        ("intercept = 0", "intercept = nan", 1, "intercept: is nan"),
        ("gap = 1\n", "", 4, "weights.gap: is missing or no number"),
        ("core = 1", "core = 'a'", 13, "weights.core: is missing or no number"),
        ("unsure_below = 0.6", "unsure_below = 0.3", 3, "unsure_below: is 0.3; use 0.4 to 1"),
    ],
)
def test_a_mistake_in_the_confidence_names_its_line(corpus, sound, broken, line, said):
    """A weight that is missing, no number or out of order would refuse or answer everything."""
    (corpus / "confidence.toml").write_text(WEIGHTS.replace(sound, broken), "utf-8")
    with pytest.raises(CorpusError) as caught:
        load_library(corpus, cache="")
    assert str(caught.value).startswith(f"corpus/confidence.toml:{line}: ")
    assert said in str(caught.value)


def test_files_of_a_windows_editor_are_read(corpus):
    """A byte order mark and Windows line ends are no mistakes."""
    (corpus / "confidence.toml").write_bytes(
        b"\xef\xbb\xbf" + WEIGHTS.replace("\n", "\r\n").encode()
    )
    (corpus / "everyday-words.txt").write_bytes(b"\xef\xbb\xbfsunny\r\nrainy\r\n")
    library = load_library(corpus, cache="")
    assert library.model.unsure_below == 0.6
    assert library.vocabulary.everyday_words == {"sunny", "rainy"}
