import re

import pytest
from flask.testing import FlaskClient

from bot import Chatbot
from web.pages.keywords import passages_that_hold

ARTICLE = "massage-therapy-relieves-hip-pain"


def _anchors(page: str) -> list[str]:
    return re.findall(rf'href="/read/{ARTICLE}[^"#]*#([^"]+)"', page)


@pytest.mark.parametrize("words", ["pin stretch piriformis", "psoas pressure", "effleurage"])
def test_rows_are_the_ranking_of_the_api(client: FlaskClient, words: str) -> None:
    """The lookup shows the passages that the API ranks for a therapist, techniques first."""
    body = {"question": words, "audience": "therapist", "limit": 10}
    ranked = client.post("/api/ask", json=body).get_json()["passages"]
    expected = [
        passage["citation"]["url"].split("#")[1]
        for kind in ("technique", "explanation")
        for passage in ranked
        if passage["kind"] == kind
    ]
    assert expected
    page = client.get("/lookup", query_string={"q": words}).get_data(as_text=True)
    assert _anchors(page) == expected


def _holding(chatbot: Chatbot, *words: str) -> set[str]:
    return {
        passage.anchor
        for section in chatbot.documents[0].sections
        for passage in section.passages
        if all(word in passage.text.casefold() for word in words)
    }


@pytest.mark.parametrize("word", ["friction", "FRICTION"])
def test_a_word_that_asks_nothing_finds_the_passages_that_hold_it(
    client: FlaskClient, chatbot: Chatbot, word: str
) -> None:
    """A therapist looks for a word of the article; it needs to be no question."""
    page = client.get("/lookup/rows", query_string={"q": word}).get_data(as_text=True)
    assert len(_holding(chatbot, "friction")) > 2
    assert _holding(chatbot, "friction") <= set(_anchors(page))


@pytest.mark.parametrize(
    ("text", "held"),
    [("stripping friction", ("stripping", "friction")), ("quantum friction", ("quantum",))],
)
def test_every_word_must_be_held(chatbot: Chatbot, text: str, held: tuple[str, ...]) -> None:
    """One word too many finds nothing rather than something else."""
    found = passages_that_hold(chatbot, text, limit=10)
    anchors = {passage.citation.url.split("#")[1] for passage in found}
    assert anchors == _holding(chatbot, *held)


def test_what_is_withheld_for_safety_is_not_found_by_its_words(client: FlaskClient) -> None:
    """Beside an emergency no passage stands, though the article has the words."""
    query = {"q": "chest pain after the massage of my leg muscles"}
    page = client.get("/lookup/rows", query_string=query).get_data(as_text=True)
    assert "chatbot__notice--emergency" in page
    assert _anchors(page) == []


def test_rows_alone_are_those_of_the_page(client: FlaskClient) -> None:
    """The fragment for the script is part of the page, from the same template."""
    query = {"q": "friction"}
    rows = client.get("/lookup/rows", query_string=query).get_data(as_text=True)
    page = client.get("/lookup", query_string=query).get_data(as_text=True)
    assert rows.strip() in page


def test_filters_narrow_the_rows(client: FlaskClient) -> None:
    """Section and kind keep what fits and drop the rest."""
    query = {"q": "pressure elbow muscles", "section": f"{ARTICLE}/gluteal-muscles"}
    anchors = _anchors(client.get("/lookup/rows", query_string=query).get_data(as_text=True))
    assert anchors
    assert all(anchor.startswith("gluteal-muscles-") for anchor in anchors)
    query = {"q": "tight muscles", "kind": "explanation"}
    page = client.get("/lookup/rows", query_string=query).get_data(as_text=True)
    assert "chatbot__row--explanation" in page
    assert "chatbot__row--technique" not in page


def test_filters_say_of_how_many_they_choose(client: FlaskClient) -> None:
    """Filters narrow the best passages; what they hide is counted, not passed over."""
    query = {"q": "psoas pressure", "section": f"{ARTICLE}/leg-muscles"}
    page = client.get("/lookup/rows", query_string=query).get_data(as_text=True)
    assert _anchors(page) == []
    body = {"question": query["q"], "audience": "therapist", "limit": 10}
    ranked = len(client.post("/api/ask", json=body).get_json()["passages"])
    assert f"0 of the {ranked} best passages" in page
    whole = client.get("/lookup/rows", query_string={"q": query["q"]}).get_data(as_text=True)
    assert f"Passages found: {ranked}" in whole


def test_without_words_all_techniques_are_listed(client: FlaskClient) -> None:
    """A therapist who types nothing browses the techniques, in the order of the article."""
    page = client.get("/lookup").get_data(as_text=True)
    assert page.count("chatbot__row--technique") >= 8
    assert "chatbot__row--explanation" not in page
    assert _anchors(page)[0].startswith("leg-muscles-")


def test_nothing_found_says_so(client: FlaskClient) -> None:
    """Words that the articles do not have lead to a sentence, not to an empty page."""
    page = client.get("/lookup/rows?q=zzzz").get_data(as_text=True)
    assert "chatbot__row--" not in page
    assert re.search(r'class="chatbot__count[^>]*>(<span[^>]*>)?[^<]+', page)


def test_the_form_repeats_what_the_address_says(client: FlaskClient) -> None:
    """An address is a link to what is on screen: box and filters hold the same."""
    query = {"q": '"psoas"', "section": f"{ARTICLE}/the-psoas", "kind": "technique", "keys": "off"}
    page = client.get("/lookup", query_string=query).get_data(as_text=True)
    assert 'value="&#34;psoas&#34;"' in page
    assert f'value="{ARTICLE}/the-psoas" lang="en" selected' in page
    assert 'value="technique" selected' in page
    assert 'value="off" selected' in page


def test_muscles_stand_beside_a_passage_that_names_them(client: FlaskClient) -> None:
    """The names come from the corpus's map and are those in the passage."""
    page = client.get("/lookup?q=pin+and+stretch+piriformis").get_data(as_text=True)
    assert "· piriformis" in page


@pytest.mark.parametrize(("half", "section"), [("effleu", "low-back"), ("trapez", "low-back")])
def test_half_a_word_is_completed_and_said(client: FlaskClient, half: str, section: str) -> None:
    """Rows come while a therapist types, from the documents' own words."""
    page = client.get("/lookup/rows", query_string={"q": half}).get_data(as_text=True)
    assert _anchors(page)[0].startswith(section)
    assert f"Read “{half}” as {half}" in page
