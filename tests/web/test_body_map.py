from flask import Flask
from flask.testing import FlaskClient

from web.corpus.state import current_state

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


def test_figures_may_be_named_in_another_language(app: Flask) -> None:
    """The names that places refer to are those of map.toml, whatever they are translated to."""
    with app.app_context():
        maps = current_state().body_maps
    english, spanish = maps["en"], maps["es"]
    assert [figure.name for figure in spanish.figures] != [f.name for f in english.figures]
    assert [len(f.regions) for f in spanish.figures] == [len(f.regions) for f in english.figures]
