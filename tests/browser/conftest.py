"""A real Chromium before a real server on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.serving import serve
from tests.tools import need_tool

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 5000
# What Chromium notes that is no fault: a request that a test lets fail, and a visitor who is
# quicker than the focus that a page sets.
NOTES = ("Failed to load resource", "Autofocus processing was blocked")

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = need_tool("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Return the address of a server that stops with the tests."""
    with serve() as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[OpenPage]:
    """Return a function that opens an address in a new context of the given options.

    The test fails when a page writes to its console or throws; only requests that the test
    itself lets fail may be reported.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: Any) -> None:
        if not message.text.startswith(NOTES):
            complaints.append(message.text)

    def open_address(address: str = "/", **options: Any) -> Page:
        options.setdefault("locale", "en-GB")
        options.setdefault("viewport", {"width": 390, "height": 844})
        context = browser.new_context(base_url=server, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_address
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.close()
    assert complaints == []


def ask(page: Page, question: str) -> None:
    """Type a question, send it with Enter and wait for its reply."""
    page.get_by_role("textbox", name="Your question").fill(question)
    page.keyboard.press("Enter")
    page.locator("#latest[data-outcome]").filter(has_text=question).wait_for()
