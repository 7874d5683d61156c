"""What site generators put between the words of a Markdown file, taken out line by line.

The lines keep their numbers. Code is set aside first, so that nothing in it is taken for
anything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from textwrap import dedent

from bot.documents.source.components import drop_components

# A piece of code set aside stands in the text as its number between two private characters.
_OPEN, _CLOSE = "\ue000", "\ue001"
ASIDE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
# A new block without a new line: what follows keeps its line number.
BREAK = "\f"

_UNSEEN = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f\ue000\ue001]")
_LINE_MARKS = re.compile("[\u2028\u2029\x85]")
_TELLING = re.compile(r"[<`{\[:!]|~~|^export |^import |^===|^\?\?\?", re.M)
# One way to read a blank only: with two, a line of four hundred quotation marks takes for ever.
_PREFIX = r"[ \t]*(?:(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])[ \t]*)*"
_SET_ASIDE = re.compile(
    r"(?P<comment><!--.*?(?:-->|\Z)|\{/\*.*?\*/\})"
    rf"|^(?P<prefix>{_PREFIX})(?P<fence>`{{3,}}|~{{3,}})[^\n`]*\n(?P<block>.*?)"
    r"(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<![\\`])(?P<ticks>`+)(?!`)(?P<span>(?:(?!\n[ \t]*\n).){1,1000}?)(?<!`)(?P=ticks)(?!`)"
    r"|(?P<unread><(?P<element>script|style|svg|iframe|video|audio|object|noscript|template)\b"
    r"[^>]*>.*?</(?P=element)\s*>)",
    re.S | re.M | re.I,
)
_MODULES = re.compile(
    r"^import\s+(?:[^'\"]{1,500}?\sfrom\s+)?['\"][^'\"\n]+['\"];?[ \t]*$"
    r"|^export\s+(?:const|let|var|function|default|async|class|type|interface|\{|\*)"
    r"(?:[^\n]*[{(\[`][ \t]*\n.*?^[})\]`][^\n]*$|[^\n]*$)",
    re.S | re.M,
)
_WORDPRESS = (
    "caption|gallery|embed|audio|video|playlist|button|buttons|row|column|columns|tabs?|toggle|"
    "accordion|contact-form-7|vc_[a-z_]+|et_pb_[a-z_]+|fusion_[a-z_]+"
)
_SHORTCODES = re.compile(
    # Hugo, Liquid and Jekyll, an expression of MDX that stands alone.
    r"\{\{[<%].*?[%>]\}\}|\{\{[^{}\n]*\}\}|\{%.*?%\}|^\{[^{}\n:.#][^{}\n]*\}[ \t]*$"
    # Attributes that stand alone and say no kind of passage.
    r"|^[ \t]*\{:(?![^}]*\bkind)[^{}\n]*\}[ \t]*$"
    # WordPress: a name it is known by, or any with attributes; never a link.
    rf"|\[/?(?:{_WORDPRESS})\b[^\]\n]*\](?![(\[:])"
    r"|\[[a-z][\w-]*(?:[ ]+[\w-]+=(?:\"[^\"\n]*\"|'[^'\n]*'))+[ ]*/?\](?![(\[:])",
    re.S | re.M,
)
_HIGHLIGHT = re.compile(r"\{%-?\s*(?:end)?highlight\b[^%]*%\}")
_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.S | re.I)
_IMAGE = re.compile(r"<(?:img|source|picture|input|wbr|link|meta|path)\b[^>]*>|</picture>", re.I)
_WRAPPER = re.compile(
    r"</?(?:div|section|article|details|summary|figure|figcaption|center|main|aside|header|footer"
    r"|nav|form|fieldset|address|hgroup)\b[^>]*>",
    re.I,
)
_STRUCK = re.compile(r"~~(?=\S)([^~\n]+?)(?<=\S)~~")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Clean:
    """A file without its site generator's marks."""

    text: str
    """As many lines as the file has; a BREAK in a line divides it into blocks."""
    code: tuple[str, ...]
    """HTML of the pieces of code set aside, in the order of their numbers."""
    written: tuple[str, ...] = ()
    """The same pieces as they were written."""


def clean_text(text: str) -> Clean:
    """Return a file's text without imports, components, shortcodes, comments and wrappers."""
    text = _LINE_MARKS.sub(" ", text)
    text = _UNSEEN.sub("", text)
    if _TELLING.search(text) is None:
        return Clean(text, ())
    code: list[tuple[str, str]] = []
    text = _HIGHLIGHT.sub("```", text)
    text = _SET_ASIDE.sub(lambda found: _set_aside(found, code), text)
    text = _MODULES.sub(_lines, text)
    text = _SHORTCODES.sub(_lines, text)
    if "<" in text:
        text = drop_components(text)
        text = _IMAGE.sub(_lines, text)
        text = _WRAPPER.sub(lambda found: BREAK + _lines(found), text)
        text = _HEADING.sub(_heading, text)
    html, written = zip(*code, strict=True) if code else ((), ())
    return Clean(_STRUCK.sub(r"<del>\1</del>", text), html, written)


def restore_code(html: str, code: tuple[str, ...]) -> str:
    """Return converted HTML with the code back in its places."""
    return ASIDE.sub(lambda found: _code_at(found, code), html) if code else html


def restore_source(text: str, clean: Clean) -> str:
    """Return lines of a clean text with the code as it was written."""
    return ASIDE.sub(lambda found: _code_at(found, clean.written), text)


def _code_at(found: re.Match[str], code: tuple[str, ...]) -> str:
    return code[int(found[1])] if int(found[1]) < len(code) else ""


def _lines(found: re.Match[str]) -> str:
    """Return the new lines of what is taken out."""
    return "\n" * found[0].count("\n")


def _set_aside(found: re.Match[str], code: list[tuple[str, str]]) -> str:
    lines = _lines(found)
    if found["comment"] or found["unread"]:
        return lines
    place = f"{_OPEN}{len(code)}{_CLOSE}"
    if found["ticks"]:
        html = f"<code>{escape(found['span'].strip(), quote=False)}</code>"
        code.append((html, found[0].replace("\n", " ")))
        return place + lines
    block = found["block"]
    if ">" in found["prefix"]:
        block = re.sub(r"^[ \t]*>[ \t]?", "", block, flags=re.M)
    html = f"<pre><code>{escape(dedent(block), quote=False)}</code></pre>"
    code.append((html, found[0].removeprefix(found["prefix"])))
    quoted = found["prefix"] if ">" in found["prefix"] else ""
    # Code is a block of its own, though it follows a line directly.
    return found["prefix"] + place + (BREAK if not quoted else "") + lines


def _heading(found: re.Match[str]) -> str:
    title = " ".join(_TAG.sub("", found[2]).split())
    return f"{BREAK}{'#' * int(found[1])} {title}{BREAK}{_lines(found)}"
