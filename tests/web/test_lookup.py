import re

import pytest
from flask.testing import FlaskClient

from bot import Chatbot
from bot.lookup.finding import look_up

ARTICLE = "massage-therapy-relieves-hip-pain"


def _anchors(page: str) -> list[str]:
    return re.findall(rf'href="/read/{ARTICLE}[^"#]*#([^"]+)"', page)


def test_rows_that_are_meant_are_those_of_the_api(client: FlaskClient) -> None:
    """Where no passage has all the words, the lookup shows what the API ranks for a therapist."""
    words = "bum cramp after a marathon"
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
    rows = [row.passage for row in look_up(chatbot, text).rows if row.holds]
    assert {row.citation.url.split("#")[1] for row in rows} == _holding(chatbot, *held)


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


def test_filters_choose_among_all_that_is_found(client: FlaskClient, chatbot: Chatbot) -> None:
    """What filters hide is counted, not passed over."""
    query = {"q": "psoas pressure", "section": f"{ARTICLE}/leg-muscles"}
    page = client.get("/lookup/rows", query_string=query).get_data(as_text=True)
    assert _anchors(page) == []
    found = len(look_up(chatbot, query["q"]).rows)
    assert found
    assert f"0 of {found} found" in page
    whole = client.get("/lookup/rows", query_string={"q": query["q"]}).get_data(as_text=True)
    assert f"Passages found: {found}" in whole


def test_a_section_alone_lists_all_of_it(client: FlaskClient) -> None:
    """A filter without words hides nothing of what it names, the techniques first."""
    query = {"section": f"{ARTICLE}/the-psoas"}
    page = client.get("/lookup/rows", query_string=query).get_data(as_text=True)
    assert _anchors(page) == ["the-psoas-2", "the-psoas-1"]
    assert "Passages found: 2" in page


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
    assert re.search(r'class="chatbot__muscles" lang="en">.*</span> piriformis</span>', page)


@pytest.mark.parametrize(("half", "section"), [("effleu", "low-back"), ("trapez", "low-back")])
def test_half_a_word_is_completed_and_said(client: FlaskClient, half: str, section: str) -> None:
    """Rows come while a therapist types, from the documents' own words."""
    page = client.get("/lookup/rows", query_string={"q": half}).get_data(as_text=True)
    assert _anchors(page)[0].startswith(section)
    assert f"Read “{half}” as {half}" in page


def test_a_technique_is_one_row_with_all_its_steps(client: FlaskClient, chatbot: Chatbot) -> None:
    """Position and site stand beside it, the steps in order, and it is copied whole."""
    page = client.get("/lookup/rows?q=piriformis").get_data(as_text=True)
    first = page[page.index('<li class="chatbot__row') :].partition("</button>")
    assert "prone · medial of the greater trochanter · knee at 90°" in first[0]
    steps = re.sub("<[^>]+>", "", first[2].partition("</ol>")[0])
    said = [steps.index(each) for each in ("pin the hip just", "move foot medially", "laterally,")]
    assert said == sorted(said)
    whole = next(p.text for p in chatbot.library.index.passages if p.anchor == "lateral-rotators-2")
    copied = re.search('data-copy="“([^”]+)', first[0])
    assert copied
    assert whole.startswith(copied[1])


def test_typed_words_are_marked(client: FlaskClient) -> None:
    """In every form that counts as the same word, and as text."""
    page = client.get("/lookup/rows?q=lengthen+fiber").get_data(as_text=True)
    assert "<mark>lengthens</mark> <mark>fibers</mark>" in page
    assert "<b>" not in client.get("/lookup/rows?q=<b>psoas").get_data(as_text=True).split("<ol")[0]


def test_doubt_is_told(client: FlaskClient) -> None:
    """What the article does not name is not passed off as an answer."""
    page = client.get("/lookup/rows?q=QL").get_data(as_text=True)
    assert "Not named in the documents: “quadratus lumborum”. Nearest: Low Back." in page
    assert "chatbot__doubt" not in client.get("/lookup/rows?q=psoas").get_data(as_text=True)


def test_a_question_of_safety_is_answered_in_the_chat(client: FlaskClient) -> None:
    """The lookup holds no conversation: it leads to the one that does."""
    page = client.get("/lookup/rows?q=I+have+a+numb+foot").get_data(as_text=True)
    assert "chatbot__notice--ask" in page
    assert 'href="/?q=I%20have%20a%20numb%20foot"' in page


def test_a_search_that_is_too_long_says_so(client: FlaskClient) -> None:
    """The sentence is that of the chat."""
    page = client.get("/lookup/rows", query_string={"q": "x" * 501}).get_data(as_text=True)
    assert "500 characters" in page
