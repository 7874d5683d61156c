"""Pictures of the main states, kept so that the next person sees what it should look like.

``python -m tests.browser.screenshots [names …]`` writes them into ``tests/browser/screenshots``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS, ask
from tests.browser.serving import serve
from tests.tools import demand_tool

FOLDER = Path(__file__).parent / "screenshots"
PHONE = (390, 844)
SMALL = (320, 568)
DESKTOP = (1160, 730)
SITTING = "My bum hurts when I sit and it runs down my leg"


@dataclass(frozen=True, slots=True)
class Picture:
    """One state to be shown."""

    name: str
    size: tuple[int, int]
    address: str = "/"
    question: str = ""
    scheme: Literal["light", "dark"] = "light"
    # Rendered as printed, the whole page.
    printed: bool = False
    # The person's own size of letters, in px, and whether the colours are the person's own.
    letters: int = 16
    forced: bool = False


PICTURES = (
    Picture("welcome-phone", PHONE),
    Picture("welcome-desktop", DESKTOP),
    Picture("answer-phone", PHONE, question=SITTING),
    Picture("answer-phone-dark", PHONE, question=SITTING, scheme="dark"),
    Picture("answer-small-phone", SMALL, question=SITTING),
    Picture("answer-desktop", DESKTOP, question=SITTING),
    Picture("answer-printed", (794, 1123), question=SITTING, printed=True),
    Picture("no-answer-phone", PHONE, question="How do I bake a cake?"),
    Picture("unsure-phone", PHONE, question="What causes pain at the side of the hip?"),
    Picture("asked-first-phone", PHONE, question="numb"),
    Picture("letters-doubled-phone", PHONE, question=SITTING, letters=32),
    Picture("forced-colours-phone", PHONE, question=SITTING, forced=True),
    Picture("urgent-phone", PHONE, question="My calf is swollen, hot and red"),
    Picture("emergency-phone", PHONE, question="I can't feel between my legs and I can't pee"),
    Picture("lookup-desktop", DESKTOP, address="/lookup?q=pin+stretch+piriformis"),
    Picture("lookup-phone", PHONE, address="/lookup?q=pin+stretch+piriformis"),
    Picture(
        "reader-desktop",
        DESKTOP,
        address="/read/massage-therapy-relieves-hip-pain#lateral-rotators-2",
    ),
    Picture(
        "reader-phone-dark",
        PHONE,
        address="/read/massage-therapy-relieves-hip-pain#lateral-rotators-2",
        scheme="dark",
    ),
)


def main(names: list[str]) -> int:
    """Take the pictures of the given names, or all; return the exit code."""
    FOLDER.mkdir(exist_ok=True)
    with serve(language="en") as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=demand_tool("chromium"), args=ARGUMENTS
        )
        for picture in PICTURES:
            if not names or picture.name in names:
                take(browser, origin, picture)
        browser.close()
    return 0


def take(browser: Browser, origin: str, picture: Picture) -> None:
    """Write one picture and say so."""
    width, height = picture.size
    context = browser.new_context(
        base_url=origin,
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
        forced_colors="active" if picture.forced else "none",
        has_touch=width < 500,
        locale="en-GB",
    )
    page = context.new_page()
    sizes = {"standard": picture.letters, "fixed": 13}
    context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})
    page.goto(picture.address, wait_until="networkidle")
    if picture.question:
        ask(page, picture.question)
    if picture.printed:
        page.emulate_media(media="print")
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path, full_page=picture.printed)
    context.close()
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
