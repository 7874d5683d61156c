"""Whom to call in a country."""

import pytest

from bot.errors import CorpusError
from bot.files.toml_file import read_toml
from bot.records import Action
from bot.safety.notices.regions import Help, dialled, read_region
from tests.made_up import FIXTURES, write

TEXT = (FIXTURES / "notices" / "regions.toml").read_text("utf-8")


def region_of(code, path=FIXTURES / "notices" / "regions.toml"):
    """Return a region of a file."""
    return read_region(read_toml(path).table("regions"), code)


def button(kind, code="GB"):
    """Return the button for a need."""
    return region_of(code).action(kind, call="Ring {number}", page="Look it up")


def test_each_kind_of_help_is_read():
    """A number or a page, what a sentence says, and where it was read."""
    region = region_of("GB")
    assert region.name == "GB"
    assert region.helps == {
        "emergency": Help("999", "nine nine nine", "", "https://example.org/1"),
        "urgent": Help("", "your GP", "https://example.org/gp", "https://example.org/2"),
        "crisis": Help("+44 116 123", "the listeners", "", "https://example.org/3"),
        "abuse": Help("", "the helpline", "", "https://example.org/4"),
    }


@pytest.mark.parametrize("code", ["FR", "IT", "default", "JP"])
def test_a_country_is_found_by_its_table_or_by_a_list(code):
    """One that nobody names has the default."""
    assert region_of(code).helps["emergency"].number == "112"
    assert region_of(code).name == code


def test_a_list_comes_before_the_default(tmp_path):
    """A table may serve several countries."""
    text = TEXT.replace("[regions.GB]", '[regions.GB]\ncountries = "IE"')
    path = write(tmp_path / "regions.toml", text)
    assert region_of("IE", path).helps["emergency"].number == "999"
    assert region_of("I", path).helps["emergency"].number == "112"


def test_texts_are_filled():
    """With what sentences say, and with more."""
    text = "{emergency_number}, {urgent_help}, {crisis_help}, {abuse_help}, {title}"
    filled = region_of("GB").fill(text, title="T")
    assert filled == "nine nine nine, your GP, the listeners, the helpline, T"
    with pytest.raises(KeyError):
        region_of("GB").fill("{other}")
    with pytest.raises(ValueError, match=r"'\{'"):
        region_of("GB").fill("{")


def test_a_need_has_one_button():
    """A number, else a page, else the emergency number."""
    assert button("emergency") == Action("Ring 999", "tel:999")
    assert button("crisis") == Action("Ring +44 116 123", "tel:+44116123")
    assert button("urgent") == Action("Look it up", "https://example.org/gp")
    assert button("abuse") == Action("Ring 999", "tel:999")
    assert button("urgent", "FR") == Action("Ring 112", "tel:112")


def test_what_is_dialled_is_digits_and_a_plus():
    """Spaces, brackets and words are for people."""
    assert dialled("+44 (0) 20-79 ext") == "+4402079"
    assert dialled("nobody") == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('number = "999", ', "", "emergency.number: has no number; write it as in number"),
        ('number = "999"', 'number = "help"', "emergency.number: has no number"),
        ('said = "your GP", ', "", "urgent.said: is missing"),
        (', source = "https://example.org/3"', "", "crisis.source: is missing"),
        ("abuse = {", "abuse = { odd = 1,", "abuse.odd: is not a known setting"),
        ("[regions.GB]", "[regions.GB]\nodd = 1", "GB.odd: is not a known setting"),
    ],
)
def test_what_is_missing_is_named(tmp_path, old, new, said):
    """Only an emergency must have a number."""
    assert old in TEXT
    path = write(tmp_path / "regions.toml", TEXT.replace(old, new, 1))
    with pytest.raises(CorpusError, match=r"regions\.toml") as caught:
        region_of("GB", path)
    assert said in str(caught.value)
