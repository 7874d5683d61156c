"""python -m bot import: files and folders to documents of the corpus; it asks nothing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.command.importing.html import read_html, read_word, read_wordpress
from bot.command.importing.markdown import read_markdown
from bot.command.importing.page import Page, to_markdown
from bot.documents.folder import SUFFIXES, find_files, title_from_name
from bot.documents.reader import read_file
from bot.documents.sections import slug_of
from bot.errors import CorpusError
from bot.files.whole_file import write_document

DONE, FAILED = 0, 2

_READERS: dict[str, Callable[[Path], Iterator[Page]]] = {
    **dict.fromkeys(SUFFIXES, read_markdown),
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_word,
    ".xml": read_wordpress,
}


def main(given: Sequence[str], corpus: Path) -> int:
    """Run the command and return its exit code: 0, or 2 when a file could not be brought in."""
    parser = argparse.ArgumentParser(
        prog="python -m bot import",
        description="Bring Markdown, text, HTML, Word (.docx) and WordPress (.xml) files in.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE|FOLDER")
    parser.add_argument("--to", type=Path, default=corpus, help="the folder of documents")
    parser.add_argument(
        "--replace", action="store_true", help="write over documents of the same name"
    )
    options = parser.parse_args(given)
    code = DONE
    for path, relative in _files(options.paths):
        try:
            for line in bring_in(path, relative, options.to, replace=options.replace):
                print(line)
        except CorpusError as error:
            print(error, file=sys.stderr)
            code = FAILED
    return code


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Yield each file with the path that it gets in the corpus folder."""
    for path in paths:
        if not path.is_dir():
            yield path, Path(path.name)
            continue
        documents, importable = find_files(path)
        for file in sorted([*documents, *importable]):
            yield file, file.relative_to(path)


def bring_in(path: Path, relative: Path, corpus: Path, *, replace: bool = False) -> Iterator[str]:
    """Write the pages of a file into the corpus folder; yield lines that say what was done.

    :param relative: the path in the corpus folder; its ending becomes .md.
    :raise CorpusError: when the file cannot be read.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(_READERS))
        raise CorpusError(f"{path}: is no document that can be brought in; use one of: {known}")
    if not path.is_file():
        raise CorpusError(f"{path}: no such file; name a file or a folder")
    pages = 0
    for page in reader(path):
        pages += 1
        if not page.text.strip():
            yield f"{path}: holds no text; left out"
            continue
        target = corpus / relative.with_suffix(".md")
        if page.name is not None:
            target = target.with_name(f"{slug_of(page.name) or f'page-{pages}'}.md")
        yield from _write(path, page, target, corpus, replace)
    if not pages:
        yield f"{path}: holds nothing that is published; left out"


def _write(path: Path, page: Page, target: Path, corpus: Path, replace: bool) -> Iterator[str]:
    if page.title is None and "\n# " not in f"\n{page.text}":
        page = Page(title_from_name(target, corpus), page.address, page.text)
    written = to_markdown(page)
    # Whatever lies there may be no text at all.
    if target.is_file() and target.read_bytes() != written.encode() and not replace:
        yield f"{path}: {target} is there already; left as it is (--replace writes over it)"
        return
    write_document(target, written)
    document, findings = read_file(target, corpus)
    if document is None:
        yield f"{path} → {target}: holds no text below its headings"
    else:
        passages = sum(len(section.passages) for section in document.sections)
        counts = f"{len(document.sections)} sections, {passages} passages"
        yield f"{path} → {target}: “{document.title}”, {counts}"
    for finding in findings:
        yield f"  {finding}"
