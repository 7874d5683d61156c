from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, ask

ARTICLE = "/read/massage-therapy-relieves-hip-pain"
WIDE = {"width": 1280, "height": 900}


def test_a_citation_lands_on_the_marked_passage(open_page: OpenPage) -> None:
    """The link under a quote opens the reader with that passage in sight and marked."""
    page = open_page(viewport=WIDE)
    ask(page, "Why must work on the psoas be slow?")
    page.get_by_text("Read the passage").click()
    quoted = page.locator("#latest .chatbot__quote").first.inner_text()
    page.locator("#latest cite").first.click()
    passage = page.locator(".passage:target")
    expect(passage).to_be_in_viewport()
    assert passage.inner_text() == quoted
    colour = passage.evaluate("(each) => getComputedStyle(each).backgroundColor")
    assert colour != "rgba(0, 0, 0, 0)"


def test_the_contents_show_the_place(open_page: OpenPage) -> None:
    """On arrival and while scrolling, the section that is read is named in the contents."""
    page = open_page(f"{ARTICLE}#the-psoas-1", viewport=WIDE)
    current = page.locator(".chatbot__contents [aria-current]")
    expect(current).to_have_text("The Psoas")
    page.evaluate("scrollTo(0, 0)")
    expect(current).to_have_text("Overview")


def test_a_heading_is_not_hidden_under_the_header(open_page: OpenPage) -> None:
    """A jump from the contents leaves the heading below the bar that sticks."""
    page = open_page(ARTICLE, viewport=WIDE)
    page.get_by_role("link", name="Lateral Rotators").click()
    heading = page.get_by_role("heading", name="Lateral Rotators").bounding_box()
    header = page.locator(".chatbot__header").bounding_box()
    assert heading is not None
    assert header is not None
    assert heading["y"] >= header["y"] + header["height"]
