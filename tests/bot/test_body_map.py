"""The map of the body: figures and places that can be drawn, read from a file."""

from pathlib import Path

import pytest

from bot.answering.offering.body_map import load_body_map
from bot.errors import CorpusError
from tests.conftest import ROOT

SMALL = """
width = 10
height = 20
[[figure]]
name = "Kite"
x = 5
outline = ["M0 0L1 1Z"]
[[region]]
figure = "Kite"
name = "Tail"
question = "Why has a kite a tail?"
shapes = ["M0 0L1 1Z"]
x = 1
y = 2
"""


def _load(folder: Path, text: str) -> None:
    path = folder / "map.toml"
    path.write_text(text, "utf-8")
    load_body_map(path)


def test_a_map_is_read(tmp_path: Path) -> None:
    """Figures hold their regions; what is optional may be left out."""
    path = tmp_path / "map.toml"
    path.write_text(SMALL, "utf-8")
    body_map = load_body_map(path)
    assert body_map is not None
    assert (body_map.width, body_map.height, body_map.muscles) == (10.0, 20.0, ())
    (figure,) = body_map.figures
    assert (figure.name, figure.x, figure.outline) == ("Kite", 5.0, ("M0 0L1 1Z",))
    assert figure.details == ()
    (region,) = figure.regions
    assert (region.name, region.label, region.line) == ("Tail", ("Tail",), "")
    assert (region.question, region.shapes) == ("Why has a kite a tail?", ("M0 0L1 1Z",))
    assert (region.x, region.y) == (1.0, 2.0)


def test_what_is_optional_is_read(tmp_path: Path) -> None:
    """Muscles, details of the figure, lines of a label, a line to the place."""
    text = SMALL.replace("height = 20", 'height = 20\nmuscles = ["psoas"]')
    text = text.replace("x = 5", 'x = 5\ndetails = ["M1 1\\n  L2 2"]')
    text += 'label = ["Long", "tail"]\nline = "M0 0  L3 3"\n'
    path = tmp_path / "map.toml"
    path.write_text(text, "utf-8")
    body_map = load_body_map(path)
    assert body_map is not None
    (figure,) = body_map.figures
    (region,) = figure.regions
    assert body_map.muscles == ("psoas",)
    assert figure.details == ("M1 1 L2 2",)
    assert (region.label, region.line) == (("Long", "tail"), "M0 0 L3 3")


def test_places_stand_on_their_own_figure(tmp_path: Path) -> None:
    """Two figures, each with its own."""
    first, region = SMALL.split("[[region]]")
    other = '[[figure]]\nname = "Moon"\nx = 9\noutline = ["M0 0"]\n'
    path = tmp_path / "map.toml"
    path.write_text(
        f"{first}{other}[[region]]{region}"
        f"[[region]]{region.replace('Kite', 'Moon').replace('Tail', 'Sea')}",
        "utf-8",
    )
    body_map = load_body_map(path)
    assert body_map is not None
    found = {figure.name: [one.name for one in figure.regions] for figure in body_map.figures}
    assert found == {"Kite": ["Tail"], "Moon": ["Sea"]}


def test_without_a_file_there_is_no_map(tmp_path: Path) -> None:
    """A corpus need not bring one."""
    assert load_body_map(tmp_path / "map.toml") is None


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("width = 10", "", ":1: width: is missing or no number"),
        ("width = 10", "width = -1", ":2: width: is -1; use 0 to 10000"),
        ("height = 20", "height = 10001", ":3: height: is 10001; use 0 to 10000"),
        ("height = 20", "height = 20\nodd = 1", ":4: odd: is not a known setting"),
        ('name = "Kite"', 'name = "Kite"\nodd = 1', ":6: figure.odd: is not a known setting"),
        ("x = 5", "x = true", ":6: figure.x: is missing or no number"),
        (
            '"M0 0L1 1Z"]\n[[region]]',
            '"><script>"]\n[[region]]',
            ":7: figure.outline: '><script>' is",
        ),
        ('shapes = ["M0 0L1 1Z"]', 'shapes = ["url(#a)"]', ":12: region.shapes: 'url(#a)' is"),
        ("y = 2", 'y = 2\nline = "javascript:"', ":15: region.line: 'javascript:' is no SVG path"),
        (
            'question = "Why has a kite a tail?"',
            'question = " "',
            ":11: region.question: is missing",
        ),
        ('figure = "Kite"', 'figure = "Moon"', ":9: region.figure: is 'Moon', which is no figure"),
        ('shapes = ["M0 0L1 1Z"]', 'shapes = "M0 0"', ":12: region.shapes: is not a list of texts"),
        ("y = 2", "y = 2\nz = 3", ":15: region.z: is not a known setting"),
        ("width = 10", "width 10", ":2: "),
    ],
)
def test_a_fault_names_file_finding_and_remedy(
    tmp_path: Path, old: str, new: str, finding: str
) -> None:
    """A broken map stops the start with one line."""
    assert old in SMALL
    with pytest.raises(CorpusError) as caught:
        _load(tmp_path, SMALL.replace(old, new, 1))
    message = str(caught.value)
    assert message.startswith(f"{tmp_path.name}/map.toml{finding}")
    assert "; " in message
    assert "\n" not in message


def test_every_language_of_the_corpus_has_all_figures_and_places() -> None:
    """A figure that is named in another language keeps its places."""
    path = ROOT / "corpus" / "map.toml"
    english = load_body_map(path)
    assert english is not None
    for spoken in (ROOT / "corpus" / "languages").glob("*/map.toml"):
        told = load_body_map(path, spoken)
        assert told is not None
        assert [len(figure.regions) for figure in told.figures] == [
            len(figure.regions) for figure in english.figures
        ]
        assert {figure.name for figure in told.figures}.isdisjoint(
            figure.name for figure in english.figures
        )
