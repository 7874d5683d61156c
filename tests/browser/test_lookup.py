import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage

WIDE = {"width": 1280, "height": 900}


def _type(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)


def _anchors(page: Page) -> list[str]:
    return [
        (link.get_attribute("href") or "").partition("#")[2]
        for link in page.locator(".chatbot__open").all()
    ]


def test_rows_come_while_typing_and_the_address_follows(open_page: OpenPage) -> None:
    """No key needs pressing, and what is on screen can be linked to."""
    page = open_page("/lookup", viewport=WIDE)
    _type(page, "psoas")
    expect(page.locator(".chatbot__where").first).to_contain_text("The Psoas")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["psoas"]}
    linked = open_page(page.url.partition("127.0.0.1")[2].partition("/")[2].join(["/", ""]))
    assert _anchors(linked) == _anchors(page)


def test_a_search_begins_once_the_keys_rest(open_page: OpenPage) -> None:
    """150 ms after the last key, and no sooner: a word is one search, not one a letter."""
    page = open_page("/privacy", viewport=WIDE)
    page.clock.install()
    page.goto("/lookup")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if "/rows" in each.url else None)
    for end in range(1, 6):
        _type(page, "psoas"[:end])
        page.clock.run_for(149)
    assert asked == []
    page.clock.run_for(1)
    expect(page.locator(".chatbot__where").first).to_contain_text("The Psoas")
    assert [parse_qs(urlsplit(url).query) for url in asked] == [{"q": ["psoas"]}]


def test_the_last_search_wins(open_page: OpenPage) -> None:
    """An earlier search that comes late does not replace the rows of a later one."""
    page = open_page("/lookup", viewport=WIDE)
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if "q=psoas" in route.request.url:
            held.append(route)
        else:
            route.continue_()

    page.route("**/lookup/rows*", hold_first)
    _type(page, "psoas")
    page.wait_for_timeout(200)
    _type(page, "gastrocnemius")
    expect(page.locator(".chatbot__where").first).to_contain_text("Leg Muscles")
    held[0].continue_()
    page.wait_for_timeout(200)
    expect(page.locator(".chatbot__where").first).to_contain_text("Leg Muscles")


def test_a_search_that_fails_says_so(open_page: OpenPage) -> None:
    """The words stay in the box."""
    page = open_page("/lookup", viewport=WIDE)
    page.route("**/lookup/rows*", lambda route: route.abort())
    _type(page, "psoas")
    expect(page.get_by_role("alert")).to_contain_text("Try again")
    expect(page.get_by_role("searchbox")).to_have_value("psoas")


def test_keys_move_open_and_clear(open_page: OpenPage) -> None:
    """`/` goes to the box, arrows through the rows and back, Esc goes back and clears."""
    page = open_page("/lookup?q=friction", viewport=WIDE)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".chatbot__open").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".chatbot__open").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.locator(".chatbot__count")).to_contain_text("All techniques")
    assert page.url.endswith("/lookup")
    page.keyboard.press("ArrowDown")
    anchor = _anchors(page)[0]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/read/*#{anchor}")


def test_c_copies_quote_and_citation(open_page: OpenPage) -> None:
    """One key puts the quote, document › section and the address on the clipboard."""
    page = open_page(
        "/lookup?q=friction", viewport=WIDE, permissions=["clipboard-read", "clipboard-write"]
    )
    page.get_by_role("searchbox").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“")
    assert "” — Massage Therapy Relieves Hip Pain › " in copied
    assert ", https://" in copied


def test_letters_in_the_box_are_letters(open_page: OpenPage) -> None:
    """`/` and `c` type themselves while one writes."""
    page = open_page("/lookup", viewport=WIDE)
    page.get_by_role("searchbox").press_sequentially("c/")
    expect(page.get_by_role("searchbox")).to_have_value("c/")


def test_shortcuts_can_be_switched_off(open_page: OpenPage) -> None:
    """WCAG 2.1.4: single keys must not surprise those who speak to their computer."""
    page = open_page("/lookup?q=friction", viewport=WIDE)
    page.get_by_label("Keyboard shortcuts").select_option("off")
    page.locator(".chatbot__open").first.focus()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    page.wait_for_url("**keys=off*")


def test_filters_work_as_chosen(open_page: OpenPage) -> None:
    """A section narrows the rows at once."""
    page = open_page("/lookup?q=pressure", viewport=WIDE)
    assert len({anchor.rpartition("-")[0] for anchor in _anchors(page)}) > 1
    page.get_by_label("Section").select_option(label="The Psoas")
    expect(page.locator(".chatbot__count")).to_contain_text("Shown with these filters")
    assert {anchor.rpartition("-")[0] for anchor in _anchors(page)} == {"the-psoas"}


def test_the_number_of_rows_is_read_out(open_page: OpenPage) -> None:
    """A screen reader hears what was found: the words change in a region that stays."""
    page = open_page("/lookup", viewport=WIDE)
    region = page.get_by_role("status")
    expect(region).to_be_empty()
    region.evaluate("(each) => (window.region = each)")
    _type(page, "friction")
    expect(region).to_contain_text("Passages found")
    page.get_by_label("Section").select_option(label="Low Back")
    expect(region).to_contain_text("Shown with these filters")
    assert region.evaluate("(each) => each === window.region")


def test_the_box_is_focused_and_enter_opens_the_first_row(open_page: OpenPage) -> None:
    """A therapist types and reads: no hand leaves the keyboard, nor waits for the rows."""
    page = open_page("/lookup", viewport=WIDE)
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("piriformis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/read/*#lateral-rotators-2")


def test_back_leads_to_the_row_that_was_left(open_page: OpenPage) -> None:
    """Words, rows and focus are as they were."""
    page = open_page("/lookup", viewport=WIDE)
    _type(page, "friction")
    expect(page.locator(".chatbot__count")).to_contain_text("Passages found")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    anchor = _anchors(page)[1]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/read/*#{anchor}")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("friction")
    expect(page.locator(".chatbot__open").nth(1)).to_be_focused()


def test_back_after_two_searches_leads_to_the_first(open_page: OpenPage) -> None:
    """A search that was looked at is a place of its own; halves of words are none."""
    page = open_page("/lookup", viewport=WIDE)
    page.clock.install()
    for words in ("psoas", "gastrocnemius"):
        page.get_by_role("searchbox").fill("")
        page.get_by_role("searchbox").press_sequentially(words)
        page.clock.run_for(2000)
        expect(page.locator("mark").first).to_have_text(words)
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("psoas")
    expect(page.locator(".chatbot__where").first).to_contain_text("The Psoas")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_what_is_copied_is_announced(open_page: OpenPage) -> None:
    """A region that was there before says it; the technique is copied whole."""
    page = open_page(
        "/lookup?q=piriformis", viewport=WIDE, permissions=["clipboard-read", "clipboard-write"]
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.index("pin the hip just medial") < copied.index("move foot laterally")


def test_a_search_that_is_superseded_is_given_up(open_page: OpenPage) -> None:
    """The server's answer to it would be thrown away; the request is ended."""
    page = open_page("/lookup", viewport=WIDE)
    page.evaluate(
        """() => {
          const send = window.fetch
          window.signals = []
          window.fetch = (url, options) => (signals.push(options.signal), send(url, options))
        }"""
    )
    page.route("**/lookup/rows?q=psoas", lambda route: None)
    with page.expect_request("**/lookup/rows?q=psoas"):
        _type(page, "psoas")
    _type(page, "gastrocnemius")
    expect(page.locator("mark").first).to_have_text("gastrocnemius")
    assert page.evaluate("signals.map((each) => each.aborted)") == [True, False]


def test_a_refused_search_waits_and_comes_by_itself(open_page: OpenPage) -> None:
    """The page says how long, counts, and searches again."""
    page = open_page("/lookup", viewport=WIDE)
    page.clock.install()
    refusals = [1]

    def refuse_once(route: Route) -> None:
        if refusals.pop() if refusals else 0:
            route.fulfill(status=429, headers={"Retry-After": "30"}, body="")
        else:
            route.continue_()

    page.route("**/lookup/rows*", refuse_once)
    _type(page, "psoas")
    page.clock.run_for(150)
    expect(page.get_by_role("alert")).to_contain_text("again in 30 seconds")
    page.clock.run_for(10_000)
    expect(page.locator(".chatbot__results")).to_contain_text("again in 20 seconds")
    page.clock.run_for(21_000)
    expect(page.locator(".chatbot__where").first).to_contain_text("The Psoas")


def test_without_script_the_lookup_is_a_form(open_page: OpenPage) -> None:
    """A plain form gives the same rows."""
    scripted = open_page("/lookup?q=psoas+pressure", viewport=WIDE)
    plain = open_page("/lookup", viewport=WIDE, java_script_enabled=False)
    plain.get_by_role("searchbox").fill("psoas pressure")
    plain.get_by_role("button", name="Search").click()
    assert _anchors(plain) == _anchors(scripted)
    expect(plain.get_by_role("button", name="Copy with source")).to_have_count(0)


def test_page_and_api_agree(open_page: OpenPage) -> None:
    """What a client reads on the page is what the JSON caller gets, passage by passage."""
    page = open_page()
    for question in ("why do my hips hurt?", "pin and stretch", "is my psoas to blame?"):
        page.goto(f"/?q={question}")
        body = json.dumps({"question": question})
        headers = {"Content-Type": "application/json"}
        answer = page.request.post("/api/ask", data=body, headers=headers).json()
        assert answer["passages"]
        shown = page.locator("#latest .chatbot__said").all_inner_texts()
        assert shown == [_said(passage) for passage in answer["passages"][:1]]
        # Beside its answering sentence the best passage is folded, as the others are.
        for fold in page.locator("#latest summary").all():
            fold.click()
        whole = page.locator("#latest .chatbot__quote").all_inner_texts()
        if len(whole) < len(answer["passages"]):
            whole = [*shown, *whole]
        assert whole == [passage["text"] for passage in answer["passages"]]


def _said(passage: dict[str, Any]) -> str:
    return " ".join(passage["text"][start:end] for start, end in passage["highlights"])
