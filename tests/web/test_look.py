"""The clinic's colour and picture."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CorpusError
from bot.practice.clinic import Clinic, load_clinic
from web.corpus.look import contrast, load_look, write_colors

DEFAULTS = Path(__file__).parents[2] / "bot" / "defaults" / "practice.toml"


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21; #767676 on white is the known 4.54."""
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x76, 0x76, 0x76), (255, 255, 255)) == pytest.approx(4.54, abs=0.005)


@given(st.integers(0, 0xFFFFFF))
def test_any_colour_becomes_readable_shades(number: int) -> None:
    """Whatever a clinic names, links and buttons have a contrast of 4.5 in light and dark."""
    sheet = write_colors(f"#{number:06x}").decode()
    assert sheet.count("@media screen") == 2
    found = re.findall(r"#([0-9a-f]{6})", sheet)
    values = [tuple(bytes.fromhex(each)) for each in found]
    for (accent, letters, tint), paper in zip(
        (values[:3], values[3:]), ((0xF7, 0xF2, 0xEC), (0x1C, 0x19, 0x17)), strict=True
    ):
        assert contrast(accent, paper) >= 4.5
        assert contrast(accent, letters) >= 4.5
        assert contrast(accent, tint) >= 4.5


def test_a_readable_colour_stays_as_it_is() -> None:
    """A dark green is used on light paper as the clinic has given it."""
    assert b"--chatbot-accent: #1f6b61" in write_colors("#1f6b61")


def test_the_papers_are_those_of_the_style_sheet() -> None:
    """The colours that shades are checked against are the pages' own."""
    sheet = (DEFAULTS.parents[2] / "web" / "static" / "pages.css").read_text("utf-8")
    assert re.findall(r"--chatbot-paper: (#[0-9a-f]+);", sheet)[:2] == ["#f7f2ec", "#1c1917"]


def test_a_large_picture_is_refused(tmp_path: Path) -> None:
    """A photograph of a megabyte would be sent to every phone."""
    (tmp_path / "logo.png").write_bytes(b"x" * 200_000)
    with pytest.raises(CorpusError, match=r"logo.png: has 200 kB, at most 100"):
        load_look(tmp_path, Clinic(logo="logo.png"))


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ('color = "teal"', "clinic.toml:1: color: 'teal' is not a colour; write # and six digits"),
        ('logo = "../logo.svg"', "clinic.toml:1: logo: '../logo.svg' is not a picture"),
        ('logo = "logo.exe"', "clinic.toml:1: logo: 'logo.exe' is not a picture"),
        ('logo = "logo.svg"', "clinic.toml:1: logo: there is no logo.svg beside this file"),
    ],
)
def test_a_slip_in_the_look_names_its_place(tmp_path: Path, line: str, finding: str) -> None:
    """A mistake stops the start with one line: place, finding, remedy."""
    path = tmp_path / "clinic.toml"
    path.write_text(line, "utf-8")
    with pytest.raises(CorpusError) as caught:
        load_clinic(path, DEFAULTS)
    assert finding in str(caught.value)
