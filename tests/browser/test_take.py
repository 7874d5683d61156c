"""Hearing, speaking, passing on and taking along."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, ask

PSOAS = "Why must work on the psoas be slow?"

VOICE = """
  window.spoken = []
  Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
    getVoices: () => [{}],
    cancel: () => spoken.push("cancel"),
    speak: (each) => spoken.push(each.text),
  }) })
"""
EAR = """
  window.webkitSpeechRecognition = window.SpeechRecognition = class {
    start() { window.ear = this }
    stop() { this.onend() }
  }
"""


def test_an_answer_is_read_aloud(open_page: OpenPage) -> None:
    """The opening line and the sentence are spoken; a second press stops."""
    page = open_page("/privacy")
    page.add_init_script(VOICE)
    page.goto("/")
    ask(page, PSOAS)
    button = page.get_by_role("button", name="Read the answer from The Psoas aloud")
    button.click()
    said = page.locator("#latest .chatbot__said").inner_text()
    opening = page.locator("#latest .chatbot__message").inner_text()
    assert page.evaluate("spoken.at(-1)") == f"{opening} {said}"
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert page.evaluate("spoken.at(-1)") == "cancel"
    expect(button).to_have_attribute("aria-pressed", "false")


def test_without_a_voice_there_is_no_button(open_page: OpenPage) -> None:
    """A browser that has no voices offers none."""
    page = open_page("/privacy")
    page.add_init_script(VOICE.replace("[{}]", "[]"))
    page.goto("/")
    ask(page, PSOAS)
    expect(page.locator("#latest .chatbot__hear")).to_be_hidden()


def test_a_question_may_be_spoken(open_page: OpenPage) -> None:
    """What is heard is written into the box behind what stands there, and sent by the person."""
    page = open_page("/privacy")
    page.add_init_script(EAR)
    page.goto("/")
    page.get_by_role("textbox").fill("My hip")
    button = page.get_by_role("button", name="Speak your question")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.evaluate("ear.onresult({ results: [[{ transcript: 'hurts when I sit' }]] })")
    expect(page.get_by_role("textbox")).to_have_value("My hip hurts when I sit")
    expect(page.locator(".chatbot__turn")).to_have_count(0)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("textbox")).to_be_focused()


def test_a_refused_microphone_says_so(open_page: OpenPage) -> None:
    """Who says no, or has none, gets one line and no dead button."""
    page = open_page("/privacy")
    page.add_init_script(EAR)
    page.goto("/")
    page.get_by_role("button", name="Speak your question").click()
    page.evaluate("ear.onerror({ error: 'not-allowed' }); ear.onend()")
    expect(page.get_by_text("The microphone cannot be used here")).to_be_visible()
    expect(page.get_by_role("button", name="Speak your question")).to_have_count(0)


def test_a_browser_that_does_not_listen_shows_no_microphone(open_page: OpenPage) -> None:
    """The button is there only where it works."""
    page = open_page("/privacy")
    page.add_init_script("delete window.webkitSpeechRecognition; delete window.SpeechRecognition")
    page.goto("/")
    expect(page.locator(".chatbot__speak")).to_be_hidden()


def test_a_link_to_an_answer_shows_it(open_page: OpenPage) -> None:
    """Copied from the card, it opens the question with its answer, and no other question."""
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, "Why does my hip hurt?")
    ask(page, PSOAS)
    page.locator("#latest").get_by_role("button", name="Pass on a link").click()
    expect(page.locator("#latest").get_by_role("status")).to_have_text("Link copied")
    link = page.evaluate("navigator.clipboard.readText()")
    other = open_page(link)
    expect(other.locator(".chatbot__words")).to_have_text([PSOAS])
    expect(other.locator("#latest .chatbot__said")).to_contain_text("steady pressure")


def test_a_link_to_a_follow_up_leads_to_its_place(open_page: OpenPage) -> None:
    """What a follow-up means stands in earlier questions, which are nobody else's."""
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, "tell me about the psoas")
    ask(page, "how do you treat it?")
    page.locator("#latest").get_by_role("button", name="Pass on a link").click()
    expect(page.locator("#latest").get_by_role("status")).to_have_text("Link copied")
    assert re.search(
        r"/read/[a-z-]+#the-psoas-\d$", page.evaluate("navigator.clipboard.readText()")
    )


def test_a_summary_holds_questions_sentences_and_warnings(
    open_page: OpenPage, tmp_path: Path
) -> None:
    """One page, made in the tab: to be printed alone, saved as text, and closed again."""
    page = open_page()
    ask(page, PSOAS)
    said = page.locator("#latest .chatbot__said").inner_text()
    ask(page, "My calf is swollen, hot and red")
    warning = page.locator("#latest .chatbot__warning").inner_text()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_role("button", name="Summary").click()
    dialog = page.get_by_role("dialog", name="For my appointment")
    for text in (PSOAS, said, "The Psoas", warning):
        expect(dialog).to_contain_text(text)
    dialog.get_by_role("textbox").fill("Worse at night")
    page.evaluate("window.print = () => (window.printed = true)")
    dialog.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(page.locator(".chatbot__question").first).to_be_hidden()
    expect(dialog.get_by_text(said)).to_be_visible()
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Save").click()
    path = tmp_path / "summary.txt"
    download.value.save_as(path)
    saved = path.read_text("utf-8")
    assert saved.startswith("For my appointment\n\n")
    for text in (PSOAS, said, warning, "Worse at night"):
        assert text in saved
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    assert [url for url in sent if url.startswith("http")] == []
