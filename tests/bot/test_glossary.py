"""Short definitions of technical words."""

import pytest
from Stemmer import Stemmer

from bot.answering.glossary import Definition, Glossary, load_glossary
from bot.errors import CorpusError
from bot.language.languages import Language
from bot.language.text import read_wording
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


def test_initials_stand_for_their_term(tmp_path):
    """Two capitals and more; what they stand for may be told by words that are near."""
    text = (
        '["greater trochanter"]\nmeans = "A knob."\nsource = "x"\nalso = ["GT", "Gt", "TrP x"]\n'
        'near = "outer hip"\n[knob]\nmeans = "Another."\nsource = "y"\nalso = ["GT", "TrP"]\n'
    )
    found = load_glossary(write(tmp_path / "glossary.toml", text))
    assert found.shorthand == {"gt": "greater trochanter", "trp": "knob"}
    assert found.find(["gt"]).near == "outer hip"
    assert found.find(["knob"]).near == ""


def test_a_language_reads_terms_in_its_own_way(tmp_path):
    """Stems are those of the language."""
    german = Language("de", "Deutsch", Stemmer("german"), frozenset(), frozenset())
    text = '["Hüftbeuger"]\nmeans = "Er beugt."\nsource = "x"\n'
    found = load_glossary(write(tmp_path / "glossary.toml", text), german)
    assert found.find(read_wording("die Hüftbeugern", german).stems).means == "Er beugt."


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
