"""The reader of the corpus folder: Markdown files to documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

from bot.documents.headings import Part, divide
from bot.documents.html_flow import Wrap
from bot.documents.markdown_file import Source, check_address, read_source, slug_of
from bot.documents.passages import Cut, cut_passages
from bot.errors import CorpusError
from bot.records import Document, Passage, Related, Section

_SEARCH = "https://duckduckgo.com/?q={query}"


def read_documents(
    folder: Path, *, progress: Callable[[int, int], None] = lambda done, whole: None
) -> tuple[Document, ...]:
    """Return every document of a folder, by file name.

    progress is told how many files of how many are read.

    :raise CorpusError: when the folder or a file in it cannot be used.
    """
    paths = _find_files(folder)
    documents: dict[str, Document] = {}
    titles: dict[str, Path] = {}
    for done, path in enumerate(paths, start=1):
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
        progress(done, len(paths))
    return tuple(documents.values())


def _find_files(folder: Path) -> list[Path]:
    """Return the Markdown files of a folder, by name."""
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
    return paths


def read_document(source: Source) -> Document:
    """Return a source as a document of sections and passages.

    :raise CorpusError: when its headings or what its metadata says of them cannot be used.
    """
    identifier = slug_of(source.path.stem)
    if not identifier:
        raise source.error("the file name has no letter or digit", "rename the file")
    parts = divide(source)
    title = _title(source, parts)
    related = _related(source, {part.title for part in parts})
    editorial = _editorial(source, {part.title for part in parts})
    taken = frozenset(part.id for part in parts)
    sections = tuple(
        _section(identifier, part, part.title in editorial, related.get(part.title, ()), taken)
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


def _section(
    document_id: str,
    part: Part,
    editorial: bool,
    related: tuple[Related, ...],
    taken: frozenset[str],
) -> Section:
    cuts = cut_passages(part.flow)
    passages = tuple(
        _passage(document_id, part, cut, number, taken) for number, cut in enumerate(cuts, start=1)
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


def _passage(document_id: str, part: Part, cut: Cut, number: int, taken: frozenset[str]) -> Passage:
    anchor = f"{part.id}-{number}"
    if anchor in taken:
        # "Week" has a first passage and "Week 1" is a heading too; no slug has two hyphens.
        anchor = f"{part.id}--{number}"
    return Passage(
        id=f"{document_id}/{part.id}/{number}",
        document_id=document_id,
        section_id=part.id,
        number=number,
        kind=cut.kind,
        text=part.flow.text[cut.start : cut.end],
        sentences=cut.sentences,
        html=part.flow.cut(cut.start, cut.end),
        anchor=anchor,
    )


def _title(source: Source, parts: Sequence[Part]) -> str:
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
        check_address(source, address)
        return Related(title, address, "direct")
    site = urlsplit(next(iter(source.metadata.get("address", ())), "")).hostname
    query = f'"{title}"' + (f" site:{site}" if site else "")
    template = next(iter(source.metadata.get("search", ())), _SEARCH)
    return Related(title, template.replace("{query}", quote_plus(query)), "search")
