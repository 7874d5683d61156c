import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, ask

PSOAS = "Why must work on the psoas be slow?"
# The first that the bot is unsure of; which one that is may change with its vocabulary.
UNSURE = (
    "largest hips in the world",
    "Can I keep exercising with piriformis syndrome?",
    "How long does it take to loosen tight hip flexors?",
)
NOTICES = ("routine", "urgent", "emergency")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STATES = {
    "empty": None,
    "answer": PSOAS,
    "unsure": None,
    "no answer": "How do I bake a cake?",
    "chat": "hello",
    "clinic": "what are your opening hours",
    "routine": "I am pregnant. Can massage help my hip?",
    "urgent": "My calf is swollen, hot and red",
    "emergency": "I can't feel between my legs and I can't pee",
}


def _faults(page: Page, *, colours: bool = True) -> list[tuple[str, str]]:
    options = {
        "runOnly": {"type": "tag", "values": RULES},
        # What a link shows is part of its name; axe counts this rule as experimental.
        "rules": {
            "color-contrast": {"enabled": colours},
            "label-content-name-mismatch": {"enabled": True},
        },
    }
    found = Axe().run(page, options=options)
    return [
        (violation["id"], node["html"])
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def _faults_in_both_schemes(page: Page) -> list[tuple[str, str]]:
    # The box at the foot of the screen hides what lies below: nothing does at the end of the page.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    found = _faults(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return found + _faults(page)


def _find_unsure(page: Page) -> str:
    headers = {"Content-Type": "application/json"}
    for question in UNSURE:
        asked = page.request.post(
            "/api/ask", data=json.dumps({"question": question}), headers=headers
        )
        if asked.json()["outcome"] == "unsure":
            return question
    raise AssertionError("none of these questions leaves the bot unsure; choose another")


# The page's own policy forbids the injection of axe; the policy has tests of its own.
def _open(open_page: OpenPage, address: str = "/", **options: Any) -> Page:
    return open_page(address, bypass_csp=True, reduced_motion="reduce", **options)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_a_conversation(open_page: OpenPage, state: str) -> None:
    """Every kind of reply, in both colour schemes."""
    page = _open(open_page)
    question = _find_unsure(page) if state == "unsure" else STATES[state]
    if question is not None:
        ask(page, question)
        if state in NOTICES:
            expect(page.locator(f"#latest .chatbot__notice--{state}")).to_be_visible()
        else:
            outcome = page.locator("#latest").get_attribute("data-outcome")
            assert outcome == state.replace(" ", "_")
    assert _faults_in_both_schemes(page) == []


@pytest.mark.parametrize(
    "address",
    [
        "/lookup",
        "/lookup?q=psoas",
        "/lookup?q=zzzz",
        "/read/",
        "/read/massage-therapy-relieves-hip-pain#the-psoas-1",
        "/privacy",
        "/nothing",
        "/?lang=de",
    ],
)
def test_axe_finds_nothing_on_the_other_pages(open_page: OpenPage, address: str) -> None:
    """Every page, in both colour schemes."""
    assert _faults_in_both_schemes(_open(open_page, address)) == []


def test_axe_finds_nothing_when_the_network_fails(open_page: OpenPage) -> None:
    """The line with "try again" is as accessible as a reply."""
    page = _open(open_page)
    page.route("**/reply", lambda route: route.abort())
    page.get_by_role("textbox").fill(PSOAS)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Try again").wait_for()
    assert _faults(page) == []


@pytest.mark.parametrize("size", [(320, 568), (320, 256), (1280, 900)])
def test_axe_finds_nothing_at_any_size(open_page: OpenPage, size: tuple[int, int]) -> None:
    """A small phone, 400 % zoom and a wide window."""
    page = _open(open_page, viewport={"width": size[0], "height": size[1]})
    ask(page, PSOAS)
    assert _faults(page) == []


def test_forced_colours_keep_notice_map_and_marks_apart(open_page: OpenPage) -> None:
    """With the person's own colours, borders carry what colours carried."""
    page = _open(open_page, forced_colors="active")
    ask(page, "My calf is swollen, hot and red")
    style = "(each) => parseFloat(getComputedStyle(each).borderTopWidth)"
    assert page.locator(".chatbot__notice").evaluate(style) >= 2
    stroke = "(each) => getComputedStyle(each).stroke"
    body = page.locator(".chatbot__body").first.evaluate(stroke)
    place = page.locator(".chatbot__place").first.evaluate(stroke)
    assert "none" not in (body, place)
    assert body != place
    # The colours are the person's own; axe still sees those of the style sheet.
    assert _faults(page, colours=False) == []
