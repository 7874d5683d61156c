"""Technical words, explained where they stand."""

import re

import pytest
from flask.testing import FlaskClient

from bot import Chatbot
from bot.answering.glossary import Definition, Glossary
from bot.documents.flow_reader import read_flow
from web.corpus.terms import Terms, term_id

NERVE = Definition("sciatic nerve", "The large nerve of the leg.", "https://example.org/nerve")
PRONE = Definition("prone", "Lying face down.", "https://example.org/prone")
TERMS = Terms(Glossary({("sciatic", "nerv"): NERVE, ("sciatic",): NERVE, ("prone",): PRONE}))


def _named(html: str) -> list[str]:
    return re.findall(r"<button [^>]+>(.*?)</button>", html)


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<p>The sciatic nerves run down.</p>", ["sciatic nerves"]),
        ("<p>Sciatic pain is no nerve pain.</p>", ["Sciatic"]),
        ("<p>Lie prone. Prone again.</p>", ["prone"]),
        ("<p>The sciatic. Nerve two.</p>", ["sciatic"]),
        ("<p>The <mark>sciatic nerve</mark> runs.</p>", ["sciatic nerve"]),
        ('<p><a href="https://example.org/">prone</a> and prone</p>', ["prone"]),
        ("<p><code>prone</code></p>", []),
        ("<p>a &lt;prone&gt; word</p>", ["prone"]),
        ("<p>Nothing here.</p>", []),
    ],
)
def test_the_first_place_of_a_term_is_a_button(html: str, named: list[str]) -> None:
    """The longest term, once, in nothing that a button may not stand in; all words stay."""
    explained = TERMS.explain(html)
    assert _named(explained) == named
    assert read_flow(re.sub(r"</?button[^>]*>", "", explained)).text == read_flow(html).text
    assert re.sub(r"</?button[^>]*>", "", explained) == html
    assert "<a href" not in explained or "</button></a>" not in explained


def test_without_a_glossary_nothing_changes() -> None:
    """A corpus need not bring one."""
    assert Terms(Glossary({})).explain("<p>prone</p>") == "<p>prone</p>"


def test_an_id_holds_nothing_but_letters_digits_and_hyphens() -> None:
    """Whatever a file names, the markup around it stays whole."""
    assert term_id('Sciatic "nerve"') == "term-sciatic-nerve"


def test_every_button_has_its_definition_on_the_page(client: FlaskClient) -> None:
    """Answer and reader: what a button opens is there, with its source."""
    asked = {"question": "Why does the piriformis press on the sciatic nerve?"}
    for page in (
        client.post("/", data=asked).get_data(as_text=True),
        client.get("/read/massage-therapy-relieves-hip-pain").get_data(as_text=True),
    ):
        opened = set(re.findall(r'popovertarget="(term-[a-z-]+)"', page))
        assert opened
        assert opened <= set(re.findall(r'popover id="([a-z-]+)"', page))
        assert page.count('popover id="term-psoas"') == 1


def test_no_word_of_the_documents_changes(chatbot: Chatbot) -> None:
    """Without the buttons, every passage and section is the same markup as before."""
    terms = Terms(chatbot.library.glossary)
    sections = [section for document in chatbot.documents for section in document.sections]
    passages = [passage for section in sections for passage in section.passages]
    explained = 0
    for html in [each.html for each in (*sections, *passages)]:
        made = terms.explain(html)
        explained += made != html
        assert re.sub(r"</?button[^>]*>", "", made) == html
    assert explained > 10
