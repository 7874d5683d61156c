"""The reader of the corpus folder: files to documents, and what is odd in them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.documents.findings import Finding, Findings
from bot.documents.folder import find_files, identify, title_from_name
from bot.documents.sections import build_document
from bot.documents.source.markdown_file import read_source
from bot.errors import CorpusError, place_of
from bot.records import Document

_log = logging.getLogger(__name__)

# Told how many files of how many are read.
Progress = Callable[[int, int], None]


def _in_silence(done: int, whole: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A corpus folder, read."""

    documents: tuple[Document, ...]
    """The documents, by path."""
    findings: tuple[Finding, ...]
    """What is odd in their files; they are served all the same."""


def read_documents(folder: Path, *, progress: Progress = _in_silence) -> tuple[Document, ...]:
    """Return every document of a folder and its subfolders, by path.

    How many findings there are is logged; read_folder returns them.

    :raise CorpusError: when the folder or a file in it cannot be used.
    """
    reading = read_folder(folder, progress=progress)
    if reading.findings:
        _log.info(
            "%s: %d findings in documents; 'python -m bot check' lists them",
            folder,
            len(reading.findings),
        )
    return reading.documents


def read_folder(folder: Path, *, progress: Progress = _in_silence) -> Reading:
    """Return every document of a folder and its subfolders, and what is odd in them.

    :param progress: told how many files of how many are read.
    :raise CorpusError: when the folder, or a file in it, cannot be used. The message has a line
        for every file that cannot.
    """
    paths, importable = _find(folder)
    documents: dict[str, Document] = {}
    titles: dict[str, Path] = {}
    findings: list[Finding] = []
    errors: list[str] = []
    for done, path in enumerate(paths, start=1):
        told = Findings(path, findings)
        try:
            document = _read_file(path, folder, documents, told)
        except CorpusError as error:
            errors.append(str(error))
            continue
        if document is not None:
            _compare_title(document, titles, told)
            documents[document.id] = document
        progress(done, len(paths))
    if errors:
        raise CorpusError("\n".join(errors))
    for path in importable:
        Findings(path, findings).tell(1, "is not read", f"bring it in: python -m bot import {path}")
    if not documents:
        raise CorpusError("\n".join(map(str, findings)))
    return Reading(tuple(documents.values()), tuple(findings))


def read_file(path: Path, folder: Path) -> tuple[Document | None, tuple[Finding, ...]]:
    """Return the document of one file of a folder, None where it has no text, and its findings.

    :raise CorpusError: when the file cannot be used.
    """
    told = Findings(path, [])
    return _read_file(path, folder, {}, told), tuple(told.found)


def _find(folder: Path) -> tuple[list[Path], list[Path]]:
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder; name the folder that holds the documents")
    try:
        paths, importable = find_files(folder)
    except OSError as error:
        raise CorpusError(
            f"{folder}: cannot be read ({error.strerror}); allow reading it"
        ) from error
    if not paths:
        raise CorpusError(f"{folder}: holds no document; put a Markdown file (.md) into it")
    return paths, importable


def _read_file(
    path: Path, folder: Path, earlier: dict[str, Document], told: Findings
) -> Document | None:
    try:
        source = read_source(path)
    except RecursionError as error:
        raise CorpusError(
            f"{place_of(path)}: quotations, lists or tags stand too deep in one another; "
            "look for a long run of '>' or '-' and shorten it"
        ) from error
    told.found.extend(source.findings)
    if source.metadata.is_draft:
        told.tell(1, "is a draft and not read", "delete 'draft' or 'published' at its top")
        return None
    identifier = base = identify(path, folder) or "document"
    number = 2
    while identifier in earlier:
        identifier = f"{base}-{number}"
        number += 1
    if identifier != base:
        finding = f"another file has the name {base!r} too, so this one is {identifier!r}"
        told.tell(1, finding, "rename one of them")
    document = build_document(
        source, identifier=identifier, fallback=title_from_name(path, folder), findings=told
    )
    if document is None:
        told.tell(1, "holds no text and is not read", "write text or delete the file")
    return document


def _compare_title(document: Document, titles: dict[str, Path], told: Findings) -> None:
    other = titles.setdefault(document.title.casefold(), told.path)
    if other != told.path:
        finding = f"the title {document.title!r} is that of {other.name} too"
        told.tell(1, finding, "give each document a title of its own")
