"""Short definitions of technical words."""

import pytest

from bot.answering.glossary import Definition, Glossary, load_glossary
from bot.errors import CorpusError
from tests.made_up import write

FILE = """
[prone]
means = "Face down."
source = "https://example.org/prone"
["hip flexors"]
means = "They bend."
source = "https://example.org/flexors"
also = ["flexor"]
[flexor]
means = "Never used."
source = "https://example.org/never"
"""


@pytest.fixture
def glossary(tmp_path):
    """Return the glossary of the file above."""
    return load_glossary(write(tmp_path / "glossary.toml", FILE))


def test_a_term_is_found_by_its_stems(glossary):
    """Wherever it stands."""
    prone = Definition("prone", "Face down.", "https://example.org/prone")
    assert glossary.find(["what", "is", "prone"]) == prone
    assert glossary.find(["prone", "mean"]) == prone
    assert glossary.find(["supine"]) is None
    assert glossary.find([]) is None


def test_the_longest_term_is_found_first(glossary):
    """And another name leads to the same; the first of two with one name stays."""
    assert glossary.find(["prone", "hip", "flexor"]).term == "hip flexors"
    assert glossary.find(["a", "flexor"]).term == "hip flexors"


def test_an_empty_glossary_finds_nothing(tmp_path):
    """Without a file there is one."""
    assert load_glossary(tmp_path / "none.toml") == Glossary({})
    assert Glossary({}).find(["prone"]) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[prone]\nsource = "x"\n', "prone.means: is missing"),
        ('[prone]\nmeans = "x"\n', "prone.source: is missing"),
        ('[prone]\nmeans = "x"\nsource = "y"\nodd = 1\n', "prone.odd: is not a known setting"),
    ],
)
def test_a_definition_needs_a_meaning_and_a_source(tmp_path, text, said):
    """A mistake is named with its file."""
    with pytest.raises(CorpusError, match=r"glossary\.toml") as caught:
        load_glossary(write(tmp_path / "glossary.toml", text))
    assert said in str(caught.value)
