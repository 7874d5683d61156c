"""HTML, Word and WordPress files to pages of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from bot.command.importing.page import Page
from bot.errors import CorpusError, place_of
from bot.files.text_file import read_text

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_REMEDY = "pip install -r bot/command/importing/requirements.txt"
# Where a page's own text stands, the likeliest first.
_TEXT = ("article", "main", "[role=main]", ".entry-content", "#content", "body")
_AROUND = (
    "script, style, nav, header, footer, aside, form, iframe, noscript, svg, button, template, "
    "img, [hidden], [aria-hidden=true], [role=navigation], [role=banner], [role=contentinfo]"
)
# "Sore knees | Hill Street Clinic" is a title and the name of a site.
_SITE_NAME = re.compile(r"\s+[|–—·»]\s+.*$|\s+-\s+(?=\S+(?:\s\S+){0,4}$).*$")
_STYLES = "p[style-name='Title'] => h1:fresh\np.Title => h1:fresh"
_LONGEST_HEADING = 80
_WORDPRESS = "{http://wordpress.org/export/1.2/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def read_html(path: Path) -> Iterator[Page]:
    """Yield the page of an HTML file: its own text, without what stands around it.

    :raise CorpusError: when it cannot be read, or a package is missing.
    """
    yield page_of(read_text(path))


def read_word(path: Path) -> Iterator[Page]:
    """Yield the page of a Word file.

    :raise CorpusError: when it cannot be read, or a package is missing.
    """
    try:
        import mammoth
    except ImportError as error:
        raise CorpusError(f"{path}: Word files need more packages; {_REMEDY}") from error
    try:
        with path.open("rb") as file:
            html = mammoth.convert_to_html(file, style_map=_STYLES)
    except Exception as error:
        # Whatever is wrong with the archive, mammoth passes it on as it comes.
        finding = f"is no Word file that can be read ({error})"
        raise CorpusError(f"{place_of(path)}: {finding}; save it as .docx again") from error
    yield page_of(html.value)


def read_wordpress(path: Path) -> Iterator[Page]:
    """Yield the published posts and pages of a WordPress export (Tools → Export).

    :raise CorpusError: when it is no such export, or a package is missing.
    """
    try:
        # The parser itself limits how much entities may expand.
        root = ElementTree.parse(path).getroot()  # noqa: S314 # nosec B314
    except (ElementTree.ParseError, OSError) as error:
        finding = f"is no XML that can be read ({error})"
        raise CorpusError(f"{place_of(path)}: {finding}; export it again") from error
    for item in root.iter("item"):
        kind = item.findtext(f"{_WORDPRESS}post_type")
        content = item.findtext(_CONTENT) or ""
        if kind not in ("post", "page") or not content.strip():
            continue
        if item.findtext(f"{_WORDPRESS}status") != "publish":
            continue
        title = (item.findtext("title") or "").strip() or None
        # WordPress draws a paragraph at each blank line that is not marked up.
        blocks = re.split(r"\n\s*\n", content)
        marked = (b if re.match(r"\s*<(?!a|b|em|i|strong)", b) else f"<p>{b}</p>" for b in blocks)
        page = page_of("\n".join(marked))
        name = item.findtext(f"{_WORDPRESS}post_name") or title
        yield Page(
            title or page.title, (item.findtext("link") or "").strip() or None, page.text, name
        )


def page_of(html: str) -> Page:
    """Return the page of some HTML.

    :raise CorpusError: when a package is missing.
    """
    try:
        from bs4 import BeautifulSoup
        from markdownify import markdownify
    except ImportError as error:
        raise CorpusError(f"HTML needs more packages; {_REMEDY}") from error
    soup = BeautifulSoup(html, "html.parser")
    address = _address(soup)
    whole_title = soup.title.get_text(" ", strip=True) if soup.title else ""
    text = next((found for path in _TEXT if (found := soup.select_one(path))), soup)
    first = text.find("h1") or soup.find("h1")
    title = first.get_text(" ", strip=True) if first else _SITE_NAME.sub("", whole_title)
    for around in text.select(_AROUND):
        if around.name != "header" or not around.find_all(["h2", "p"]):
            around.decompose()
    for heading in text.find_all("h1"):
        if heading.get_text(" ", strip=True) == title:
            heading.decompose()
    _raise_bold_lines(text)
    markdown: str = markdownify(str(text), heading_style="ATX", bullets="-", escape_misc=False)
    return Page(title or None, address, re.sub(r"\n{3,}", "\n\n", markdown).strip())


def _address(soup: BeautifulSoup) -> str | None:
    for path, name in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        found = soup.select_one(path)
        if found and str(found.get(name, "")).startswith("http"):
            return str(found[name])
    return None


def _raise_bold_lines(text: Tag) -> None:
    """Make headings of short bold paragraphs, where a text has no others."""
    if text.find(["h2", "h3", "h4", "h5", "h6"]):
        return
    for paragraph in text.find_all("p"):
        words = paragraph.get_text(" ", strip=True)
        bold = paragraph.find(["strong", "b"])
        if (
            bold
            and bold.get_text(" ", strip=True) == words
            and 0 < len(words) <= _LONGEST_HEADING
            and words[-1] not in ".,;:"
        ):
            paragraph.name = "h2"
            paragraph.string = words
