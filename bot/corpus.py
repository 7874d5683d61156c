"""The reader of the corpus folder: Markdown files to documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import markdown
from markdown.extensions.toc import slugify

from bot.errors import CorpusError
from bot.markup import Flow, Wrap, read_flow, sanitise
from bot.passages import Cut, cut_passages
from bot.records import Document, Passage, Related, Section

# Longer than a thick book; more is most likely a wrong file.
MOST_BYTES = 2_000_000

_EXTENSIONS = ["meta", "tables", "attr_list", "sane_lists", "fenced_code", "def_list"]
_KEYS = ("title", "address", "editorial", "related", "search")
_HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.S)
_SOURCE_HEADING = re.compile(r"^ {0,3}#{1,6}(?:[ \t]+(.*?))?[ \t]*#*[ \t]*$")
_TAG = re.compile(r"<[^>]*>")
_SEARCH = "https://duckduckgo.com/?q={query}"


@dataclass(frozen=True, slots=True)
class Source:
    """One Markdown file, read and parted into metadata and body."""

    path: Path
    text: str
    # As Python-Markdown's meta extension gives it: key to lines.
    metadata: dict[str, list[str]]
    # The body as HTML, not yet sanitised.
    html: str

    def error(self, finding: str, remedy: str, *, line: int = 1) -> CorpusError:
        """Return the error for a place of this file."""
        return CorpusError(f"{self.path}:{line}: {finding}; {remedy}")

    def line_of(self, needle: str, *, occurrence: int = 1) -> int:
        """Return the number, from 1, of the line that holds these words (1 if none does)."""
        for number, line in enumerate(self.text.splitlines(), start=1):
            if needle in line:
                occurrence -= 1
                if occurrence == 0:
                    return number
        return 1


def read_documents(folder: Path) -> tuple[Document, ...]:
    """Return every document of a folder, by file name.

    :raise CorpusError: when the folder or a file in it cannot be used.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder; name the folder that holds the documents")
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".md")
    except OSError as error:
        raise CorpusError(
            f"{folder}: cannot be read ({error.strerror}); allow reading it"
        ) from error
    if not paths:
        raise CorpusError(f"{folder}: holds no document; put a Markdown file (.md) into it")
    documents: dict[str, Document] = {}
    titles: dict[str, Path] = {}
    for path in paths:
        source = read_source(path)
        document = read_document(source)
        if document.id in documents:
            raise source.error(
                f"another file has the name {document.id!r} too", "rename one of them"
            )
        other = titles.setdefault(document.title.casefold(), path)
        if other != path:
            raise source.error(
                f"the title {document.title!r} is that of {other.name} too",
                "give each document a title of its own",
                line=source.line_of(document.title),
            )
        documents[document.id] = document
    return tuple(documents.values())


def read_source(path: Path) -> Source:
    """Return one file, decoded and converted.

    :raise CorpusError: when it cannot be read, is too large, not UTF-8 or its metadata broken.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise CorpusError(
                f"{path}:1: the file has {size:,} bytes, at most {MOST_BYTES:,} are read; "
                "divide it into several documents"
            )
        raw = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}:1: cannot be read ({error.strerror}); allow it") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CorpusError(f"{path}:{line}: not UTF-8 text; save the file as UTF-8") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CorpusError(f"{path}:{line}: holds a NUL character; save the file as plain text")
    converter = markdown.Markdown(
        extensions=_EXTENSIONS, extension_configs={"tables": {"use_align_attribute": True}}
    )
    html = converter.convert(text)
    source = Source(path, text, dict(getattr(converter, "Meta", {})), html)
    _check_metadata(source)
    return source


def read_document(source: Source) -> Document:
    """Return a source as a document of sections and passages.

    :raise CorpusError: when its headings or what its metadata says of them cannot be used.
    """
    identifier = slugify(source.path.stem, "-")
    if not identifier:
        raise source.error("the file name has no letter or digit", "rename the file")
    parts = _divide(source)
    title = _title(source, parts)
    related = _related(source, {part.title for part in parts})
    editorial = _editorial(source, {part.title for part in parts})
    sections = tuple(
        _section(identifier, part, part.title in editorial, related.get(part.title, ()))
        for part in parts
    )
    if not any(section.passages for section in sections):
        raise source.error("the document has headings but no text", "write text below them")
    return Document(
        id=identifier,
        title=title,
        address=next(iter(source.metadata.get("address", ())), None),
        sections=sections,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading and the markup below it."""

    id: str
    title: str
    level: int
    flow: Flow


def _divide(source: Source) -> list[_Part]:
    """Return a document's headings with what stands under each."""
    _check_source_headings(source)
    headings = list(_HEADING.finditer(source.html))
    if not headings:
        raise source.error(
            "the document has no heading", "write one above each section, as in '## Hip flexors'"
        )
    before = read_flow(sanitise(source.html[: headings[0].start()])).text
    if before:
        raise source.error(
            "text stands before the first heading",
            "write a heading above it",
            line=source.line_of(before.split("\n")[0][:20]),
        )
    parts: list[_Part] = []
    ends = [heading.start() for heading in headings[1:]] + [len(source.html)]
    for heading, end in zip(headings, ends, strict=True):
        title = read_flow(sanitise(_TAG.sub("", heading.group(2)))).text.strip()
        part = _Part(
            id=slugify(title, "-"),
            title=title,
            level=int(heading.group(1)),
            flow=read_flow(sanitise(source.html[heading.end() : end])),
        )
        _check_part(source, part, parts)
        parts.append(part)
    _check_emptiness(source, parts)
    return parts


def _check_source_headings(source: Source) -> None:
    fenced = False
    for number, line in enumerate(source.text.splitlines(), start=1):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        heading = _SOURCE_HEADING.match(line)
        if heading is not None and not fenced and not (heading.group(1) or "").strip("# \t"):
            raise source.error("heading has no text", "add a title or delete the line", line=number)


def _check_part(source: Source, part: _Part, earlier: Sequence[_Part]) -> None:
    if not part.id:
        raise source.error(
            f"heading {part.title!r} has no letter or digit",
            "name what stands under it",
            line=source.line_of(part.title),
        )
    if any(part.id == other.id for other in earlier):
        raise source.error(
            f"heading {part.title!r} stands twice in the document",
            "give each section a heading of its own",
            line=source.line_of(part.title, occurrence=2),
        )


def _check_emptiness(source: Source, parts: Sequence[_Part]) -> None:
    followers: list[_Part | None] = [*parts[1:], None]
    for part, follower in zip(parts, followers, strict=True):
        if not part.flow.text and (follower is None or follower.level <= part.level):
            raise source.error(
                f"nothing stands under heading {part.title!r}",
                "write text below it or delete it",
                line=source.line_of(part.title),
            )


def _section(
    document_id: str, part: _Part, editorial: bool, related: tuple[Related, ...]
) -> Section:
    cuts = cut_passages(part.flow)
    passages = tuple(
        _passage(document_id, part, cut, number) for number, cut in enumerate(cuts, start=1)
    )
    wraps = [
        Wrap(
            cut.start,
            cut.end,
            opening=f'<span class="passage" id="{passage.anchor}">',
            reopening='<span class="passage">',
            closing="</span>",
        )
        for cut, passage in zip(cuts, passages, strict=True)
    ]
    return Section(
        id=part.id,
        title=part.title,
        level=part.level,
        editorial=editorial,
        html=part.flow.wrap(wraps),
        passages=passages,
        related=related,
    )


def _passage(document_id: str, part: _Part, cut: Cut, number: int) -> Passage:
    return Passage(
        id=f"{document_id}/{part.id}/{number}",
        document_id=document_id,
        section_id=part.id,
        number=number,
        kind=cut.kind,
        text=part.flow.text[cut.start : cut.end],
        sentences=cut.sentences,
        html=part.flow.cut(cut.start, cut.end),
        anchor=f"{part.id}-{number}",
    )


def _check_metadata(source: Source) -> None:
    if re.match(r"---\s*\n", source.text) and not re.search(
        r"^(?:---|\.\.\.)\s*$", source.text[3:], re.M
    ):
        raise source.error("the metadata has no end", "close it with a line of three hyphens (---)")
    for key, lines in source.metadata.items():
        line = source.line_of(f"{key}:")
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            raise source.error(f"unknown metadata {key!r}", f"use one of {known}", line=line)
        if key in ("title", "address", "search") and (len(lines) != 1 or not lines[0]):
            raise source.error(f"metadata {key!r} takes one value", "write one line", line=line)
    for key in ("address", "search"):
        for address in source.metadata.get(key, ()):
            _check_address(source, address)
    for template in source.metadata.get("search", ()):
        if "{query}" not in template:
            raise source.error(
                "metadata 'search' has no {query}",
                "write {query} where the words go",
                line=source.line_of("search:"),
            )


def _check_address(source: Source, address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise source.error(
            f"{address!r} is no web address",
            "write it in full, as in https://example.com/article/",
            line=source.line_of(address),
        )


def _title(source: Source, parts: Sequence[_Part]) -> str:
    stated = source.metadata.get("title")
    if stated:
        return stated[0]
    first = [part for part in parts if part.level == 1]
    if len(first) == 1 and first[0] is parts[0]:
        return first[0].title
    raise source.error(
        "the document has no title", "write 'title: …' at its top, or begin with one '# Title'"
    )


def _editorial(source: Source, headings: set[str]) -> frozenset[str]:
    named = frozenset(source.metadata.get("editorial", ())) - {""}
    for title in sorted(named - headings):
        raise _unknown_heading(source, "editorial", title)
    return named


def _unknown_heading(source: Source, key: str, title: str) -> CorpusError:
    return source.error(
        f"metadata {key!r} names {title!r}, which is no heading",
        "write the heading as it stands in the document",
        line=source.line_of(title),
    )


def _related(source: Source, headings: set[str]) -> dict[str, tuple[Related, ...]]:
    """Return the readings of each heading: lines of 'heading | title' or '… | address'."""
    found: dict[str, tuple[Related, ...]] = {}
    for line in filter(None, source.metadata.get("related", ())):
        heading, *rest = (piece.strip() for piece in line.split("|"))
        if not 1 <= len(rest) <= 2 or not all(rest):
            raise source.error(
                f"cannot read the related reading {line!r}",
                "write 'heading | title' or 'heading | title | address'",
                line=source.line_of(line),
            )
        if heading not in headings:
            raise _unknown_heading(source, "related", heading)
        found[heading] = (*found.get(heading, ()), _reading(source, *rest))
    return found


def _reading(source: Source, title: str, address: str | None = None) -> Related:
    if address is not None:
        _check_address(source, address)
        return Related(title, address, "direct")
    site = urlsplit(next(iter(source.metadata.get("address", ())), "")).hostname
    query = f'"{title}"' + (f" site:{site}" if site else "")
    template = next(iter(source.metadata.get("search", ())), _SEARCH)
    return Related(title, template.replace("{query}", quote_plus(query)), "search")
