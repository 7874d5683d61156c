import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, ask

PSOAS = "Why must work on the psoas be slow?"
BACK = "How does posture affect the low back?"


def _questions(page: Page) -> list[str]:
    return page.locator(".chatbot__words").all_inner_texts()


def test_a_reply_comes_without_a_page_load(open_page: OpenPage) -> None:
    """The script asks for a fragment; the page stays, and the focus stays in the box."""
    page = open_page()
    page.evaluate("window.stayed = true")
    ask(page, PSOAS)
    expect(page.locator("#latest .chatbot__said")).to_contain_text("steady pressure")
    expect(page.get_by_role("textbox")).to_be_focused()
    expect(page.get_by_role("textbox")).to_have_value("")
    assert page.evaluate("window.stayed")


def test_a_follow_up_is_read_with_what_was_said(open_page: OpenPage) -> None:
    """The page sends the earlier questions along."""
    page = open_page()
    ask(page, "tell me about the psoas")
    ask(page, "how do you treat it?")
    expect(page.locator("#latest cite").first).to_contain_text("The Psoas")
    assert len(_questions(page)) == 2


def test_a_place_on_the_map_asks_its_question(open_page: OpenPage) -> None:
    """A press on the buttock is answered from the gluteal muscles."""
    page = open_page()
    page.get_by_role("link", name="Buttock", exact=True).get_by_text("Buttock").click()
    expect(page.locator("#latest cite").first).to_contain_text("Gluteal Muscles")
    assert "?q=" not in page.url


def test_a_place_can_be_touched_where_it_is_drawn(open_page: OpenPage) -> None:
    """Not the label alone: the drawn place takes a finger too."""
    page = open_page(has_touch=True)
    page.locator(".chatbot__region[aria-label='Calf'] .chatbot__place").last.tap()
    expect(page.locator("#latest cite").first).to_contain_text("Leg Muscles")


def test_a_finger_on_a_place_brings_no_keyboard(open_page: OpenPage) -> None:
    """On touch the box gets no focus by itself: its keyboard would cover the reply."""
    page = open_page(has_touch=True, is_mobile=True)
    page.locator(".chatbot__region[aria-label='Calf'] .chatbot__pill").tap()
    page.locator("#latest[data-outcome]").wait_for()
    expect(page.get_by_role("textbox")).not_to_be_focused()
    page.locator("#latest .chatbot__choice").first.tap()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(2)
    expect(page.get_by_role("textbox")).not_to_be_focused()


def test_a_suggestion_is_asked_by_a_press(open_page: OpenPage) -> None:
    """Openings and follow-ups are buttons that ask."""
    page = open_page()
    page.get_by_role("button", name="I sit all day").click()
    page.locator("#latest[data-outcome]").wait_for()
    page.locator("#latest").get_by_role("button", name=re.compile(r"\?|\w")).last.wait_for()
    page.locator("#latest .chatbot__choice").first.click()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(2)


def test_a_whole_conversation_works_by_keyboard_alone(open_page: OpenPage) -> None:
    """From the skip link to a place, to the box, to a suggestion, without a mouse."""
    page = open_page()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(PSOAS)
    page.keyboard.press("Enter")
    page.locator("#latest[data-outcome]").wait_for()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#latest .chatbot__choice')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(2)
    region = page.get_by_role("link", name="Groin")
    region.focus()
    expect(region).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(3)
    expect(page.get_by_role("textbox")).to_be_focused()


def test_enter_sends_and_shift_enter_breaks_the_line(open_page: OpenPage) -> None:
    """A person may write more than one line."""
    page = open_page()
    page.get_by_role("textbox").press_sequentially("psoas")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("pressure")
    assert page.locator(".chatbot__turn").count() == 0
    page.keyboard.press("Enter")
    page.locator("#latest[data-outcome]").wait_for()
    assert _questions(page) == ["psoas\npressure"]


def test_the_sentence_is_copied_with_its_citation(open_page: OpenPage) -> None:
    """The clipboard holds the sentence, document › section and address; the button says so."""
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, PSOAS)
    button = page.locator("#latest").get_by_role("button", name="Copy the sentence from The Psoas")
    text = page.locator("#latest .chatbot__said").inner_text()
    button.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{text}” — Massage Therapy Relieves Hip Pain › The Psoas, https://")
    expect(page.get_by_role("button", name="Copied")).to_have_count(0)
    expect(button).to_be_visible()


def test_a_technical_word_opens_its_meaning(open_page: OpenPage) -> None:
    """A press on a dotted word shows what it means; Escape closes; no script is needed."""
    page = open_page(java_script_enabled=False)
    page.get_by_role("textbox").fill("Why does the piriformis press on the sciatic nerve?")
    page.get_by_role("button", name="Ask", exact=True).click()
    term = page.locator("#latest .chatbot__said .chatbot__term").first
    meaning = page.locator(f"#{term.get_attribute('popovertarget')}")
    expect(meaning).to_be_hidden()
    term.click()
    expect(meaning).to_be_visible()
    expect(meaning.get_by_role("link")).to_have_attribute("href", re.compile("^https://"))
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()


def test_the_place_that_was_pressed_stays_marked(open_page: OpenPage) -> None:
    """On the map one sees where the latest question came from, and no longer after the next."""
    page = open_page()
    region = page.locator(".chatbot__region[aria-label='Calf']")
    region.locator(".chatbot__pill").click()
    page.locator("#latest[data-outcome]").wait_for()
    expect(region).to_have_attribute("aria-current", "true")
    ask(page, PSOAS)
    expect(page.locator(".chatbot__region[aria-current]")).to_have_count(0)


def test_clear_leaves_nothing(open_page: OpenPage) -> None:
    """After Clear neither the page nor its history entry knows the conversation."""
    page = open_page()
    ask(page, PSOAS)
    page.get_by_role("link", name="Clear").click()
    expect(page.locator(".chatbot__turn")).to_have_count(0)
    assert page.evaluate("history.state") is None
    page.reload()
    expect(page.locator(".chatbot__turn")).to_have_count(0)


def test_only_the_tab_keeps_and_only_once_asked(open_page: OpenPage) -> None:
    """No cookie ever; the tab's storage holds the conversation from the first question on."""
    page = open_page()
    kept = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert page.evaluate(kept) == [0, 0, ""]
    ask(page, PSOAS)
    assert page.evaluate(kept) == [0, 1, ""]
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.context.cookies() == []


def test_a_page_that_may_store_nothing_still_keeps_the_questions(open_page: OpenPage) -> None:
    """Where the browser refuses storage, a reload asks the questions again."""
    page = open_page("/privacy")
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('denied') } })"
    )
    page.goto("/")
    ask(page, PSOAS)
    page.reload()
    expect(page.locator("#latest[data-outcome] .chatbot__said")).to_contain_text("steady pressure")


@pytest.mark.parametrize("way", ["back", "reload", "brand", "language", "map"])
def test_a_conversation_comes_back(open_page: OpenPage, way: str) -> None:
    """Whichever way a person goes and returns, nothing is lost and nothing is asked again."""
    page = open_page()
    ask(page, PSOAS)
    ask(page, BACK)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "reply" in request.url else None
    )
    if way in ("back", "brand"):
        page.locator("#latest .chatbot__cited a").first.click()
        page.wait_for_url("**/read/**")
    if way == "back":
        page.go_back()
    elif way == "brand":
        page.locator(".chatbot__brand").click()
    elif way == "language":
        page.get_by_role("link", name="Deutsch").click()
        page.get_by_role("link", name="English").click()
    elif way == "map":
        page.goto(f"/?q={BACK}")
    else:
        page.reload()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(2)
    assert _questions(page) == [PSOAS, BACK]
    assert asked == []
    expect(page.locator("#latest")).to_contain_text(BACK)
    assert "?q=" not in page.url
    ask(page, "And what about flat feet?")
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(3)


def test_a_long_conversation_comes_back_whole(open_page: OpenPage) -> None:
    """Thirty-five turns are there again after a reload, in order, with their replies."""
    page = open_page()
    questions = [f"{PSOAS} {number}" for number in range(35)]
    for question in questions:
        ask(page, question)
    page.reload()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(35)
    assert _questions(page) == questions
    expect(page.locator("#latest")).to_contain_text("34")


def test_clear_can_be_undone(open_page: OpenPage) -> None:
    """Until the next question, one press brings the conversation back, also for a reload."""
    page = open_page()
    ask(page, PSOAS)
    ask(page, BACK)
    page.get_by_role("link", name="Clear").click()
    expect(page.locator(".chatbot__turn")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    assert _questions(page) == [PSOAS, BACK]
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    page.reload()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(2)
    page.get_by_role("link", name="Clear").click()
    ask(page, BACK)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert _questions(page) == [BACK]


def test_who_comes_back_on_line_is_answered(open_page: OpenPage) -> None:
    """Off line, what was said stays in sight; the question that waits is asked by itself."""
    page = open_page()
    ask(page, PSOAS)
    page.context.set_offline(True)
    page.get_by_role("textbox").fill(BACK)
    page.keyboard.press("Enter")
    expect(page.locator("#latest")).to_contain_text("offline")
    expect(page.locator(".chatbot__said").first).to_contain_text("steady pressure")
    page.context.set_offline(False)
    expect(page.locator("#latest[data-outcome]")).to_contain_text(BACK)


@pytest.mark.parametrize("fate", ["failed", "waiting"])
def test_a_reload_keeps_a_question_without_reply(open_page: OpenPage, fate: str) -> None:
    """Whoever loads the page anew because no reply came need not type again."""
    page = open_page()
    ask(page, BACK)
    held: list[Route] = []
    page.route("**/reply", lambda r: r.abort() if fate == "failed" else held.append(r))
    page.get_by_role("textbox").fill(PSOAS)
    page.keyboard.press("Enter")
    page.locator(f"#latest .chatbot__reply--{fate}").wait_for()
    page.unroute("**/reply")
    page.reload()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(2)
    assert _questions(page) == [BACK, PSOAS]


def test_a_refused_question_does_not_come_back(open_page: OpenPage) -> None:
    """What cannot be answered is no part of the conversation that a reload brings again."""
    page = open_page()
    ask(page, PSOAS)
    page.evaluate("document.querySelector('textarea').removeAttribute('maxlength')")
    page.get_by_role("textbox").fill("psoas " * 100)
    page.keyboard.press("Enter")
    page.locator("#latest .chatbot__reply--error").wait_for()
    page.reload()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(1)
    assert _questions(page) == [PSOAS]


def test_clear_keeps_the_language(open_page: OpenPage) -> None:
    """The address still says which language was chosen."""
    page = open_page("/?lang=de")
    page.get_by_role("textbox").fill(PSOAS)
    page.keyboard.press("Enter")
    page.locator("#latest[data-outcome]").wait_for()
    page.get_by_role("link", name="Leeren").click()
    assert page.url.endswith("/?lang=de")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".chatbot__turn")).to_have_count(0)


def test_forward_shows_what_was_left(open_page: OpenPage) -> None:
    """Back leaves the page as people expect; forward brings the conversation again."""
    page = open_page("/privacy")
    page.goto("/")
    ask(page, PSOAS)
    page.go_back()
    page.wait_for_url("**/privacy")
    page.go_forward()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(1)


def test_a_failing_network_loses_no_question(open_page: OpenPage) -> None:
    """A clear line with "try again"; the second try is answered in the same place."""
    page = open_page()
    page.route("**/reply", lambda route: route.abort())
    page.get_by_role("textbox").fill(PSOAS)
    page.keyboard.press("Enter")
    expect(page.locator("#latest")).to_contain_text("Your question is not lost")
    page.unroute("**/reply")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#latest .chatbot__passage").first).to_be_visible()
    assert _questions(page) == [PSOAS]


@pytest.mark.parametrize("status", [429, 500, 502])
def test_a_failing_server_is_told_like_a_failing_network(open_page: OpenPage, status: int) -> None:
    """Whatever a proxy answers, it is never shown as a reply."""
    page = open_page()
    page.route("**/reply", lambda route: route.fulfill(status=status, body="<b>Bad Gateway</b>"))
    page.get_by_role("textbox").fill(PSOAS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.locator("#latest")).not_to_contain_text("Bad Gateway")


def test_a_slow_reply_is_waited_for_in_sight(open_page: OpenPage) -> None:
    """The question is shown at once, with a sign that its reply is under way."""
    page = open_page()
    held: list[Route] = []
    page.route("**/reply", lambda route: held.append(route))
    page.get_by_role("textbox").fill(PSOAS)
    page.keyboard.press("Enter")
    expect(page.locator("#latest .chatbot__reply--waiting")).to_be_visible()
    assert _questions(page) == [PSOAS]
    held[0].continue_()
    expect(page.locator("#latest .chatbot__passage").first).to_be_visible()


@pytest.mark.parametrize(
    "question",
    [
        PSOAS,
        "My bum hurts when I sit and it runs down my leg",
        "Why does my hip hurt?",
        "How is a tight calf massaged?",
        "Can massage ease arthritis in the hip?",
        "how do flat feet affect my hips",
        "pain at the front of my hip when I stand up",
    ],
)
def test_an_answer_and_what_to_do_next_fit_one_phone_screen(
    open_page: OpenPage, question: str
) -> None:
    """From the question to the last line there are at most 750 px on a phone of 390."""
    page = open_page(has_touch=True, is_mobile=True)
    ask(page, question)
    expect(page.locator("#latest .chatbot__suggestions")).to_be_visible()
    height = page.evaluate(
        """() => document.querySelector("#latest .chatbot__reply").lastElementChild
          .getBoundingClientRect().bottom
          - document.querySelector("#latest .chatbot__question").getBoundingClientRect().top"""
    )
    assert height <= 750


def test_one_passage_is_open_and_marked(open_page: OpenPage) -> None:
    """The sentence stands alone; its passage opens with the mark; the others have none."""
    page = open_page()
    ask(page, "My bum hurts when I sit and it runs down my leg")
    latest = page.locator("#latest")
    said = latest.locator(".chatbot__said").inner_text()
    expect(latest.locator("mark")).to_have_count(1)
    expect(latest.locator("mark")).to_be_hidden()
    latest.get_by_text("Read the passage").click()
    expect(latest.locator("mark")).to_have_text(said)
    other = latest.locator(".chatbot__more details").first
    expect(other.locator("blockquote")).to_be_hidden()
    height = other.locator("summary").bounding_box()
    assert height is not None
    assert height["height"] <= 48
    other.locator("summary").click()
    expect(other.locator("blockquote")).to_be_visible()


def test_sending_twice_asks_once(open_page: OpenPage) -> None:
    """An impatient second press of the same question is not a second question."""
    page = open_page()
    held: list[Route] = []
    page.route("**/reply", lambda route: held.append(route))
    for _ in range(2):
        page.get_by_role("textbox").fill(PSOAS)
        page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(1)
    assert _questions(page) == [PSOAS]


def test_a_second_question_waits_its_turn(open_page: OpenPage) -> None:
    """On a slow line both are answered, in order, the second with the first as its context."""
    page = open_page()
    held: list[Route] = []
    page.route("**/reply", lambda route: route.continue_() if held else held.append(route))
    for question in ("tell me about the psoas", "how do you treat it?"):
        page.get_by_role("textbox").fill(question)
        page.keyboard.press("Enter")
    expect(page.locator(".chatbot__reply--waiting")).to_have_count(2)
    page.wait_for_timeout(100)
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(0)
    held[0].continue_()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(2)
    expect(page.locator("#latest cite").first).to_contain_text("The Psoas")


def test_a_refused_question_says_why(open_page: OpenPage) -> None:
    """What the server refuses is shown as its sentence, not as a failing network."""
    page = open_page()
    page.evaluate("document.querySelector('textarea').removeAttribute('maxlength')")
    page.get_by_role("textbox").fill("psoas " * 100)
    page.keyboard.press("Enter")
    expect(page.locator("#latest .chatbot__reply--error")).to_contain_text("500 characters")


def test_markup_typed_by_a_person_stays_text(open_page: OpenPage) -> None:
    """Neither while waiting nor after the reply does a question become markup."""
    page = open_page()
    ask(page, "<img src=x onerror=alert(1)> psoas")
    assert page.locator("#latest img").count() == 0
    assert _questions(page) == ["<img src=x onerror=alert(1)> psoas"]


def test_a_screen_reader_hears_the_first_line_and_the_sentence(open_page: OpenPage) -> None:
    """Not the whole reply: the log is silent, a status says what matters, once."""
    page = open_page()
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "off")
    ask(page, PSOAS)
    opening = page.locator("#latest .chatbot__message").inner_text()
    said = page.locator("#latest .chatbot__said").inner_text()
    spoken = page.locator(".chatbot__spoken[role=status]")
    expect(spoken).to_have_text(f"{opening} {said}")
    ask(page, "I can't feel between my legs and I can't pee")
    warning = page.locator("#latest .chatbot__warning").inner_text()
    expect(spoken).to_contain_text(warning)


def test_a_warning_stands_until_its_choice_is_pressed(open_page: OpenPage) -> None:
    """Longer than what is sent along, over a reload as well; then the talk goes on."""
    page = open_page()
    ask(page, "I can't feel between my legs and I can't pee")
    for number in range(12):
        ask(page, f"{PSOAS} {number}")
        if number == 5:
            page.reload()
    expect(page.locator("#latest .chatbot__notice--emergency")).to_be_visible()
    expect(page.locator(".chatbot__passage")).to_have_count(0)
    page.locator("#latest").get_by_role("button", name="A doctor has looked at it").click()
    expect(page.locator("#latest")).to_contain_text("Good.")
    ask(page, BACK)
    expect(page.locator("#latest .chatbot__notice--emergency")).to_have_count(0)
    expect(page.locator("#latest .chatbot__passage")).to_have_count(1)


def test_opening_lines_never_repeat_at_once(open_page: OpenPage) -> None:
    """Also beyond the number of earlier questions that are sent along."""
    page = open_page()
    for number in range(14):
        ask(page, f"{PSOAS} {number}")
    openings = page.locator(".chatbot__message").all_inner_texts()
    assert len(openings) == 14
    assert all(one != other for one, other in pairwise(openings))


def test_each_question_is_a_heading(open_page: OpenPage) -> None:
    """A screen reader goes from question to question."""
    page = open_page()
    ask(page, PSOAS)
    ask(page, BACK)
    expect(page.get_by_role("log").get_by_role("heading", level=2)).to_have_text(
        [f"You asked: {PSOAS}", f"You asked: {BACK}"]
    )


def test_nothing_moves_when_a_reply_comes(open_page: OpenPage) -> None:
    """From the sign that a reply is under way to the reply, all layout shifts sum to 0."""
    page = open_page()
    page.evaluate(
        """() => {
          window.shift = 0
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.shift += entry.value
          }).observe({ type: "layout-shift", buffered: true })
        }"""
    )
    held: list[Route] = []
    page.route("**/reply", lambda route: held.append(route))
    page.get_by_role("textbox").fill("psoas pressure")
    page.keyboard.press("Enter")
    page.locator("#latest .chatbot__reply--waiting").wait_for()
    page.wait_for_timeout(800)
    page.evaluate("window.shift = 0")
    held[0].continue_()
    page.locator("#latest[data-outcome]").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.001


def test_the_first_visit_is_at_most_thirty_five_kilobytes(open_page: OpenPage) -> None:
    """Measured on the wire, headers included, all from the own origin."""
    # A page of its own: another one may still be fetching its icon.
    page = open_page("/privacy").context.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: dict[str, float] = {}
    urls: list[str] = []
    session.on("Network.requestWillBeSent", lambda event: urls.append(event["request"]["url"]))
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto("/", wait_until="networkidle")
    origin = page.evaluate("location.origin")
    assert all(url.startswith(origin) for url in urls)
    assert 3 <= len(urls) <= 10
    assert 5_000 < sum(sizes.values()) <= 35_000


def test_without_script_a_conversation_works(open_page: OpenPage) -> None:
    """Form, map and suggestions load pages; the conversation grows; no dead button shows."""
    page = open_page(java_script_enabled=False)
    page.get_by_role("textbox").fill(PSOAS)
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.url.endswith("#latest")
    expect(page.locator("#latest cite").first).to_contain_text("The Psoas")
    page.locator("#latest .chatbot__choice").first.click()
    expect(page.locator(".chatbot__turn[data-outcome]")).to_have_count(2)
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    expect(page.get_by_role("button", name="Summary")).to_have_count(0)
    expect(page.get_by_role("button", name="Speak")).to_have_count(0)
    page.locator("#latest summary").first.click()
    expect(page.locator("#latest .chatbot__quote").first).to_be_visible()
    page.get_by_role("link", name="Groin").get_by_text("Groin", exact=True).click()
    expect(page.locator("#latest cite").first).to_contain_text("The Psoas")
    page.get_by_role("link", name="Clear").click()
    expect(page.locator(".chatbot__turn")).to_have_count(0)


def test_the_printed_sheet_holds_the_conversation_alone(open_page: OpenPage) -> None:
    """Questions, quotes, sources and the lasting line; no box, map, button or navigation."""
    page = open_page()
    ask(page, PSOAS)
    page.emulate_media(media="print")
    for shown in (".chatbot__question", ".chatbot__said", ".chatbot__cited", ".chatbot__printed"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".chatbot__ask", ".chatbot__map", ".chatbot__header", ".chatbot__tool",
                   ".chatbot__choice", ".chatbot__footer"):  # fmt: skip
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".chatbot__more").first).to_be_hidden()
    assert page.locator(".chatbot__question").first.inner_text() == f"You asked: {PSOAS}"
    assert len(page.pdf()) > 5_000


def test_an_emergency_comes_first_with_a_number_to_call(open_page: OpenPage) -> None:
    """The notice has its own form, alone, with a telephone button big enough for a thumb."""
    page = open_page()
    ask(page, "I can't feel between my legs and I can't pee")
    action = page.locator("#latest .chatbot__notice--emergency").get_by_role("link").first
    assert (action.get_attribute("href") or "").startswith("tel:")
    box: Any = action.bounding_box()
    assert box["height"] >= 44
    expect(page.locator("#latest .chatbot__passage")).to_have_count(0)


@pytest.mark.parametrize("size", [(320, 568), (320, 256), (390, 844), (1280, 900)])
@pytest.mark.parametrize("address", ["/", "/lookup", "/read/massage-therapy-relieves-hip-pain"])
def test_no_page_scrolls_sideways(open_page: OpenPage, address: str, size: tuple[int, int]) -> None:
    """At 320 px, and at 400 % zoom of 1280 × 1024, which is the same, all text flows."""
    page = open_page(address, viewport={"width": size[0], "height": size[1]})
    if address == "/":
        ask(page, PSOAS)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("address", ["/", "/lookup?q=psoas", "/read/", "/privacy"])
def test_letters_of_double_size_fit_a_phone(open_page: OpenPage, address: str) -> None:
    """At 200 % text nothing scrolls sideways; the box takes a quarter of the screen at most."""
    page = open_page("/privacy")
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.goto(address)
    if address == "/":
        ask(page, PSOAS)
        expect(page.locator(".chatbot__small")).not_to_be_in_viewport()
        box = page.locator(".chatbot__box").bounding_box()
        assert box is not None
        assert box["height"] <= 844 / 4
        assert box["y"] + box["height"] <= 844
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = page.locator(".chatbot__input").filter(visible=True).all()
    assert all((box.bounding_box() or {"width": 0})["width"] >= 200 for box in boxes)


def test_under_strong_zoom_nothing_covers_the_text(open_page: OpenPage) -> None:
    """In a very low window neither header nor box sticks."""
    page = open_page(viewport={"width": 320, "height": 256})
    for part in (".chatbot__header", ".chatbot__ask"):
        position = f"getComputedStyle(document.querySelector('{part}')).position"
        assert page.evaluate(position) not in ("sticky", "fixed")


def test_reduced_motion_is_respected(open_page: OpenPage) -> None:
    """Nothing breathes or glides for those who ask for calm."""
    page = open_page(reduced_motion="reduce")
    page.route("**/reply", lambda route: None)
    page.get_by_role("textbox").fill(PSOAS)
    page.keyboard.press("Enter")
    page.locator(".chatbot__dots").wait_for()
    assert page.evaluate("document.getAnimations().length") == 0


def test_touch_targets_are_large(open_page: OpenPage) -> None:
    """On touch, what is pressed to go on is 44 px high; nothing is under 24 px."""
    page = open_page(has_touch=True, is_mobile=True)
    ask(page, PSOAS)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("a, button, textarea")]
          .filter((each) => each.checkVisibility() && !each.closest("p, li > a, .chatbot__skip")
            && !each.matches(".chatbot__skip"))
          .map((each) => [each.className.baseVal ?? each.className,
            each.getBoundingClientRect().height])"""
    )
    assert sizes
    assert [each for each in sizes if each[1] < 24] == []
    for name in ("chatbot__choice", "chatbot__send", "chatbot__input"):
        assert min(round(height, 2) for kind, height in sizes if kind == name) >= 44


def test_the_box_does_not_make_a_phone_zoom(open_page: OpenPage) -> None:
    """Phones zoom into boxes whose letters are smaller than 16 px."""
    page = open_page()
    size = "parseFloat(getComputedStyle(document.querySelector('textarea')).fontSize)"
    assert page.evaluate(size) >= 16
