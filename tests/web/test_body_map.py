from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.answering.offering.body_map import load_body_map
from bot.errors import CorpusError
from web.corpus.state import current_state

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

# What each place of the map must lead to.
SECTIONS = {
    "Belly": {"abdominal-muscles"},
    "Front of hip": {"hip-flexors"},
    "Outer hip": {"gluteal-muscles"},
    "Groin": {"the-psoas"},
    "Front of thigh": {"tight-hamstrings-and-quadriceps"},
    "Foot": {"leg-muscles"},
    "Low back": {"low-back"},
    "Buttock": {"gluteal-muscles"},
    "Deep buttock": {"lateral-rotators"},
    "Back of thigh": {"tight-hamstrings-and-quadriceps"},
    "Calf": {"leg-muscles"},
}


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
    (figure,) = body_map.figures
    (region,) = figure.regions
    assert (figure.name, region.name, region.label, region.line) == ("Kite", "Tail", ("Tail",), "")


def test_without_a_file_there_is_no_map(tmp_path: Path) -> None:
    """A corpus need not bring one."""
    assert load_body_map(tmp_path / "map.toml") is None


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("width = 10", "", ":1: width: is missing or no number"),
        ("width = 10", "width = -1", ":2: width: is -1"),
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


def test_each_place_leads_to_its_section(app: Flask, client: FlaskClient) -> None:
    """The question of a place is answered from the section about it."""
    with app.app_context():
        body_map = current_state().body_maps["en"]
    assert body_map is not None
    regions = [region for figure in body_map.figures for region in figure.regions]
    assert {region.name for region in regions} == set(SECTIONS)
    for region in regions:
        answer = client.post("/api/ask", json={"question": region.question}).get_json()
        assert answer["outcome"] == "answer", (region.name, answer["message"])
        found = answer["passages"][0]["citation"]["section_id"]
        assert found in SECTIONS[region.name], region.name
