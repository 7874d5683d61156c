"""The owner's page, which shows the widget and writes its line."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import RULES


def test_a_changed_option_shows_at_once(open_page: OpenPage) -> None:
    """Line, pinned line and widget follow the form without a page load."""
    page = open_page("/widget", viewport={"width": 1280, "height": 900})
    page.evaluate("window.stayed = true")
    expect(page.get_by_role("button", name="Ask about your hip")).to_be_visible()
    page.get_by_label("Label").fill("Ask our team")
    page.get_by_label("Corner").select_option("Left")
    button = page.get_by_role("button", name="Ask our team")
    expect(button).to_be_visible()
    expect(page.locator("#line code")).to_contain_text('data-position="left"')
    expect(page.locator("#pinned code")).to_contain_text('data-label="Ask our team"')
    expect(page.locator("hip-chat")).to_have_count(1)
    button.click()
    expect(page.frame_locator("hip-chat iframe").get_by_role("textbox")).to_be_focused()
    assert page.evaluate("window.stayed")


def test_the_chat_can_be_tried_inside_an_element(open_page: OpenPage) -> None:
    """A target gets a place on the page to be seen in."""
    page = open_page("/widget")
    page.get_by_label("Inside an element").fill("#chat")
    expect(page.locator("#line code")).to_contain_text('data-target="#chat"')
    page.locator("#preview").get_by_role("button").click()
    expect(page.frame_locator("#preview iframe").get_by_role("textbox")).to_be_visible()


def test_the_line_is_copied(open_page: OpenPage) -> None:
    """The clipboard holds the line as it is pasted, its quotes included."""
    page = open_page("/widget", permissions=["clipboard-read", "clipboard-write"])
    page.locator("#line").get_by_role("button", name="Copy").click()
    expect(page.locator("#line").get_by_role("button", name="Copied")).to_be_visible()
    line = page.locator("#line code").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == line
    assert line.startswith('<script src="http://127.0.0.1:')


def test_without_script_the_form_makes_the_line(open_page: OpenPage) -> None:
    """The button loads the page with the options."""
    page = open_page("/widget", java_script_enabled=False)
    page.get_by_label("Label").fill("Ask our team")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#line code")).to_contain_text('data-label="Ask our team"')
    expect(page.get_by_label("Label")).to_have_value("Ask our team")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_the_owners_page(open_page: OpenPage, scheme: str, width: int) -> None:
    """In both colour schemes, on phone and desk, and nothing scrolls sideways."""
    size = {"width": width, "height": 800}
    page = open_page("/widget?target=%23chat", bypass_csp=True, color_scheme=scheme, viewport=size)
    page.locator("#preview").get_by_role("button").wait_for()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
