"""The files of a corpus folder that are documents, and what each is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.documents.sections import slug_of

SUFFIXES = frozenset((".md", ".markdown", ".mdown", ".mkd", ".mdx", ".txt"))
# What "python -m bot import" turns into documents.
IMPORTABLE = frozenset((".html", ".htm", ".docx", ".xml"))
# Files for people who look after the folder, in any case of letters.
_NOT_DOCUMENTS = frozenset("readme license licence changelog contributing requirements".split())
# Folders beside the documents: questions that people ask, what is said in other languages,
# packages of a site generator.
_NOT_FOLDERS = frozenset(("examples", "languages", "node_modules"))
# A file with one of these names stands for its folder.
_FOR_FOLDER = frozenset(("index", "_index"))
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-(?=.)")


def find_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the documents of a folder and its subfolders, and the files that could be imported.

    Both by path. Hidden files, README files and the folder of examples are neither.
    """
    documents: list[Path] = []
    importable: list[Path] = []
    for path in sorted(_walk(folder, folder), key=lambda path: path.parts):
        suffix = path.suffix.lower()
        if suffix in SUFFIXES and path.stem.lower() not in _NOT_DOCUMENTS:
            documents.append(path)
        elif suffix in IMPORTABLE:
            importable.append(path)
    return documents, importable


def _walk(folder: Path, top: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if not path.is_dir():
            yield path
        elif not (path.name in _NOT_FOLDERS and folder == top) and not path.is_symlink():
            yield from _walk(path, top)


def identify(path: Path, folder: Path) -> str:
    """Return a document's id: its path in the folder as it stands in addresses.

    "knee/runners-knee.md" is "knee-runners-knee", "knee/index.md" is "knee"; empty when no part
    has a letter or digit.
    """
    return "-".join(filter(None, map(slug_of, _names(path, folder))))


def title_from_name(path: Path, folder: Path) -> str:
    """Return a title made of a file's name: "2024-05-01-runners-knee.md" is "Runners knee"."""
    name = _DATE.sub("", _names(path, folder)[-1])
    words = " ".join(re.split(r"[-_\s]+", name)).strip()
    return words[:1].upper() + words[1:] or path.name


def _names(path: Path, folder: Path) -> list[str]:
    *folders, _ = path.relative_to(folder).parts
    if path.stem.lower() in _FOR_FOLDER and folders:
        return folders
    return [*folders, path.stem]
