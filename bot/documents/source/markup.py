"""The lines of a part to sanitised HTML, by Python-Markdown and nh3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import urljoin, urlsplit

import markdown
import nh3

from bot.documents.html_flow import ELEMENTS
from bot.documents.source.blocks import rewrite_blocks
from bot.documents.source.cleaning import restore_code

_EXTENSIONS = ["tables", "attr_list", "sane_lists", "def_list"]
# What a document says with attributes: links, and a passage's kind by {: kind=technique }.
_ATTRIBUTES = {
    **{tag: {"kind"} for tag in ("p", "blockquote", "pre", "table", "ul", "ol", "li", "tr")},
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"kind", "start"},
    "td": {"align"},
    "th": {"align"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
# Without these, blank lines alone make the markup.
_MARKS = re.compile(r"[*_`\[\]<>&\\{}|\ue000]|^[ \t]|^[#>+=:\d-]", re.M)
_INNER_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>", re.I)
_TAG = re.compile(r"<[^>]*>")


class Converter:
    """Converts the parts of one file; what they share is said once."""

    def __init__(self, *, address: str | None, references: str, code: tuple[str, ...]) -> None:
        """Take the file's address, its link definitions and the code that was set aside."""
        self._address = address
        self._references = references
        self._code = code
        self._markdown: markdown.Markdown | None = None

    def convert(self, lines: Sequence[str]) -> str:
        """Return lines as sanitised HTML; a heading within them is a line in bold."""
        text = "\n".join(lines).strip("\n")
        if _MARKS.search(text) is None:
            blocks = re.split(r"\n\s*\n", text)
            return "".join(f"<p>{block}</p>" for block in blocks if block.strip())
        text = "\n".join(rewrite_blocks(lines))
        html = restore_code(self._to_html(text), self._code)
        html = _INNER_HEADING.sub(lambda found: _bold(found[1]), html)
        return sanitise(html, address=self._address)

    def plain(self, title: str) -> str:
        """Return a heading's words without its markup."""
        if _MARKS.search(title) is None:
            return title
        html = restore_code(self._to_html("\u2060" + title), self._code)
        return " ".join(unescape(_TAG.sub("", html)).replace("\u2060", "").split())

    def _to_html(self, text: str) -> str:
        if self._markdown is None:
            self._markdown = markdown.Markdown(
                extensions=_EXTENSIONS,
                extension_configs={"tables": {"use_align_attribute": True}},
            )
        self._markdown.reset()
        return self._markdown.convert(f"{text}\n\n{self._references}" if "[" in text else text)


def _bold(slash: str) -> str:
    return "</strong></p>" if slash else "<p><strong>"


def sanitise(html: str, *, address: str | None = None) -> str:
    """Return the markup with nothing but harmless elements, attributes and addresses.

    A relative link is completed by the document's address; without one only its words stay.
    """
    links = "<a" in html

    def complete(tag: str, name: str, value: str) -> str | None:
        return _whole_address(value, address) if name == "href" else value

    return nh3.clean(
        html,
        tags=set(ELEMENTS),
        attributes=_ATTRIBUTES,
        attribute_filter=complete if links else None,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


def _whole_address(link: str, address: str | None) -> str | None:
    try:
        if urlsplit(link).scheme:
            return link
        return urljoin(address, link) if address and link else None
    except ValueError:
        return None
