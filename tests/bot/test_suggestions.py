"""Questions to offer, read from a file."""

import pytest

from bot.answering.offering.suggestions import SectionSuggestions, load_suggestions
from bot.errors import CorpusError
from bot.records import Suggestion
from tests.made_up import document, write

DOCUMENTS = [
    document({"Hips": [], "Feet": [], "Neck": [], "Back": []}),
    document({"Moon": [], "Sun": []}, name="e"),
]
FILE = """
[[first]]
label = "Hips?"
question = "Why do hips hurt?"
[[section]]
document = "d"
section = "feet"
choice = "the feet"
next = [{ label = "Shoes?", question = "Which shoes?" }]
[[section]]
document = "e"
section = "moon"
choice = "the moon"
"""


def titled(*titles):
    """Return titles as suggestions."""
    return tuple(Suggestion(title, title) for title in titles)


def test_a_file_says_what_is_offered(tmp_path):
    """At the start, and after a section; others are named by their titles."""
    found = load_suggestions(write(tmp_path / "s.toml", FILE), DOCUMENTS)
    assert found.first == (Suggestion("Hips?", "Why do hips hurt?"),)
    assert found.sections[("d", "feet")] == SectionSuggestions(
        "the feet", (Suggestion("Shoes?", "Which shoes?"),)
    )
    assert found.sections[("e", "moon")] == SectionSuggestions("the moon", ())
    assert found.sections[("d", "hips")] == SectionSuggestions("Hips", ())
    assert len(found.sections) == 6


def test_without_a_file_five_titles_are_offered(tmp_path):
    """Also where a file offers nothing to begin with."""
    bare = load_suggestions(tmp_path / "none.toml", DOCUMENTS)
    assert bare.first == titled("Hips", "Feet", "Neck", "Back", "Moon")
    assert bare.sections[("e", "sun")] == SectionSuggestions("Sun", ())
    assert load_suggestions(write(tmp_path / "s.toml", ""), DOCUMENTS).first == bare.first


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('section = "feet"', 'section = "toes"', "d/toes is no section of the corpus; write both"),
        ('document = "d"', 'document = "f"', "s.toml:7: section.section: f/feet is no section"),
        ('document = "d"\n', "", "section.document: is missing"),
        ('section = "feet"\n', "", "section.section: is missing"),
        ('choice = "the feet"', "", "section.choice: is missing"),
        ('label = "Shoes?", ', "", "next.label: is missing"),
        ('label = "Hips?"', "", "first.label: is missing"),
        ('question = "Why do hips hurt?"', "", "first.question: is missing"),
        ('label = "Hips?"', 'label = "Hips?"\nodd = 1', "first.odd: is not a known setting"),
        ('choice = "the feet"', 'choice = "f"\nodd = 1', "section.odd: is not a known setting"),
        ("[[first]]", "odd = 1\n[[first]]", "odd: is not a known setting"),
    ],
)
def test_a_row_that_is_wrong_is_named(tmp_path, old, new, said):
    """A section that does not exist, or something left out."""
    assert old in FILE
    with pytest.raises(CorpusError, match=r"s\.toml") as caught:
        load_suggestions(write(tmp_path / "s.toml", FILE.replace(old, new, 1)), DOCUMENTS)
    assert said in str(caught.value)
