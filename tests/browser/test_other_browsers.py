"""The chat in Firefox and in WebKit, which iPhones and Safari have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.driving import Driven
from tests.browser.engines import firefox, webkit
from tests.tools import need_tool

ENTER = "\ue007"
BOX = "#question"
ANSWER = "#latest .chatbot__said"


@pytest.fixture(scope="module", params=["Firefox", "WebKit"])
def browser(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Driven]:
    """Return one of the two browsers, as wide as a phone where it can be."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "Firefox":
        with firefox(need_tool("firefox"), folder) as driven:
            yield driven
    else:
        with webkit(need_tool("webkit"), need_tool("xvfb"), folder) as driven:
            yield driven


@pytest.fixture
def page(browser: Driven, server: str) -> Driven:
    """Return the browser at an empty chat."""
    browser.go(f"{server}/privacy")
    browser.script("sessionStorage.clear()")
    browser.go(f"{server}/")
    return browser


def ask(page: Driven, question: str) -> None:
    """Type a question, send it with Enter and wait for its reply."""
    page.type(BOX, question + ENTER)
    page.wait_for(
        "document.querySelector('#latest[data-outcome]')?.dataset.question === arguments[0]",
        question,
    )


def test_a_question_is_answered_and_the_box_keeps_the_focus(page):
    """The sentence is shown, the box is empty again and ready for the next question."""
    ask(page, "my bum hurts when I sit")
    assert len(page.text(ANSWER)) > 20
    assert page.script(f"return document.querySelector('{BOX}').value") == ""
    assert page.script("return document.activeElement.id") == "question"


def test_a_follow_up_is_understood(page):
    """The page keeps what was asked before: "it" is the piriformis."""
    ask(page, "what is the piriformis?")
    ask(page, "how do you stretch it?")
    assert page.script("return document.querySelectorAll('.chatbot__turn').length") == 2
    assert "Lateral Rotators" in page.text("#latest .chatbot__cited")


def test_a_place_on_the_map_asks_its_question(page):
    """A tap on the drawing is a question, and the place stays marked."""
    page.script("document.querySelector('.chatbot__region .chatbot__name').scrollIntoView()")
    place = page.script(
        "const place = document.querySelector('.chatbot__region');"
        "place.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));"
        "return place.dataset.ask"
    )
    page.wait_for("document.querySelector('#latest')?.dataset.question === arguments[0]", place)
    page.wait_for("document.querySelector('.chatbot__region[aria-current]')")


def test_the_box_grows_with_the_words_and_no_further_than_it_may(page):
    """A long question is seen whole as long as the screen leaves room; then the box scrolls."""
    height = f"return document.querySelector('{BOX}').getBoundingClientRect().height"
    one_line = page.script(height)
    page.type(BOX, "my hip hurts when I walk and when I sit and at night in bed as well " * 2)
    page.wait_for(
        f"document.querySelector('{BOX}').getBoundingClientRect().height > arguments[0]", one_line
    )
    page.type(BOX, "and then it hurts again " * 12)
    assert page.script(height) <= page.script("return innerHeight") / 2
    assert page.script("return document.documentElement.scrollWidth <= innerWidth")


def test_an_alarm_is_shown_with_its_number(page):
    """An emergency comes alone, with a button that dials."""
    ask(page, "I have chest pain and can't breathe")
    assert page.script("return document.querySelector('#latest').dataset.outcome") == "urgent"
    number = page.script("return document.querySelector('#latest .chatbot__action').href")
    assert number.startswith("tel:")
    assert page.script("return document.querySelector('#latest .chatbot__said')") is None


def test_a_word_of_the_field_is_explained(page):
    """A technical word opens its definition."""
    ask(page, "how is the piriformis massaged?")
    page.script("document.querySelector('#latest [popovertarget]').click()")
    page.wait_for("document.querySelector('.chatbot__meaning:popover-open')")


def test_the_conversation_survives_a_reload(page, server):
    """What was asked is asked again by the page itself."""
    ask(page, "why is my low back stiff?")
    page.go(f"{server}/")
    page.wait_for("document.querySelectorAll('.chatbot__turn[data-outcome]').length === 1")


def test_a_print_is_the_conversation_alone(page):
    """On paper stand the answers; the box, the map and the buttons are left out."""
    ask(page, "why is my low back stiff?")
    rules = page.script(
        "return [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])"
        ".filter((rule) => rule.media?.mediaText === 'print').map((rule) => rule.cssText).join()"
    )
    assert ".chatbot__ask" in rules
    if page.can_print:
        assert page.print().startswith(b"%PDF")
