import re

from flask.testing import FlaskClient

ARTICLE = "/read/massage-therapy-relieves-hip-pain"


def test_every_passage_of_an_answer_has_its_anchor(client: FlaskClient) -> None:
    """A citation's address leads to an element of the reader page."""
    page = client.get(ARTICLE).get_data(as_text=True)
    answer = client.post("/api/ask", json={"question": "gluteal muscles", "limit": 10}).get_json()
    assert answer["passages"]
    for passage in answer["passages"]:
        address, anchor = passage["citation"]["url"].split("#")
        assert address == ARTICLE
        assert f'id="{anchor}"' in page


def test_the_reader_shows_contents_and_every_word(client: FlaskClient) -> None:
    """Each section is in the contents and on the page, in order."""
    page = client.get(ARTICLE).get_data(as_text=True)
    sections = re.findall(r'<section class="chatbot__section" id="([^"]+)"', page)
    assert len(sections) == 10
    assert re.findall(r'<a href="#([^"]+)">', page) == sections
    assert "This gives the rotators a great stretch." in page


def test_editorial_headings_say_so(client: FlaskClient) -> None:
    """The four headings that are not the author's are marked, no other."""
    page = client.get(ARTICLE).get_data(as_text=True)
    assert page.count('class="chatbot__editorial"') == 4


def test_a_search_link_says_that_it_is_one(client: FlaskClient) -> None:
    """Of the five related readings one has an address; four are searches."""
    page = client.get(ARTICLE).get_data(as_text=True)
    assert page.count('class="chatbot__search"') == 4


def test_all_documents_are_listed(tiny: FlaskClient) -> None:
    """The list names each document of the corpus."""
    page = tiny.get("/read/").get_data(as_text=True)
    addresses = re.findall(r'href="(/read/[a-z]+)"', page)
    assert sorted(addresses) == ["/read/bread", "/read/kite", "/read/moon"]
    assert all(tiny.get(address).status_code == 200 for address in addresses)


def test_an_unknown_document_is_404(client: FlaskClient) -> None:
    """Names that the corpus does not hold lead nowhere."""
    for name in ("nothing", "..%2f..%2fetc%2fpasswd", "massage-therapy-relieves-hip-pain.md"):
        assert client.get(f"/read/{name}").status_code == 404
