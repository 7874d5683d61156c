"""Everything that a corpus folder holds, read once and kept until a file of it changes."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from bot.answering.suggestions import Suggestions, load_suggestions
from bot.errors import IndexFileError
from bot.language.spelling import Speller
from bot.language.text import STOP_WORDS, words
from bot.practice.clinic import Clinic, load_clinic
from bot.practice.small_talk import SmallTalk, load_small_talk
from bot.records import Document
from bot.retrieval.large.index_file import fingerprint, load_ranker, save_ranker
from bot.retrieval.large.ranking import Ranker
from bot.retrieval.large.stored import load_stored, save_stored
from bot.retrieval.passage_index import FIELD_WEIGHTS, Shelf, read_shelf
from bot.safety.notices import Notices, load_notices
from bot.understanding.confidence import Model, load_model
from bot.understanding.vocabulary import Vocabulary, find_covered, load_vocabulary

# Where what was read is kept, inside the corpus folder.
INDEX = ".index"
# Packages whose next release may read the same files otherwise.
_READ_WITH = ("markdown", "nh3", "sentencex", "Stemmer")

_log = logging.getLogger(__name__)

# Told what is being done, and how much of how much is done.
Progress = Callable[[str, int, int], None]


def in_silence(task: str, done: int, whole: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Library:
    """The documents and everything beside them; all of it but the documents may be empty."""

    documents: tuple[Document, ...]
    shelf: Shelf
    vocabulary: Vocabulary
    # Outside phrases of the vocabulary that the documents have all the same.
    covered: frozenset[str]
    speller: Speller
    notices: Notices | None
    clinic: Clinic
    talk: SmallTalk
    suggestions: Suggestions
    model: Model


def load_library(
    folder: Path, *, region: str | None = None, progress: Progress = in_silence
) -> tuple[Library, Ranker]:
    """Return the library of a folder and its ranker, kept from before or read anew.

    What was kept is used only when every file of the folder, and the bot itself, are the same
    as then; when it cannot be kept, the next start is slower and nothing else.

    :raise CorpusError: when something in the folder cannot be used.
    """
    index = folder / INDEX
    made_from = ""
    try:
        made_from = fingerprint_of(folder, region)
        return (
            load_stored(index / "library", Library, made_from=made_from),
            load_ranker(index / "ranking", made_from=made_from),
        )
    except (IndexFileError, OSError) as reason:
        _log.debug("%s; reading the corpus", reason)
    library, fields = read_library(folder, region=region, progress=progress)
    ranker = Ranker.build(fields, weights=FIELD_WEIGHTS, progress=partial(progress, "ranking"))
    try:
        # A file that was written meanwhile may have been read before or after.
        if fingerprint_of(folder, region) == made_from:
            save_stored(library, index / "library", made_from=made_from)
            save_ranker(ranker, index / "ranking", made_from=made_from)
    except (IndexFileError, OSError) as reason:
        _log.info("%s; the next start reads the corpus anew", reason)
    return library, ranker


def read_library(
    folder: Path, *, region: str | None = None, progress: Progress = in_silence
) -> tuple[Library, list[list[list[str]]]]:
    """Return the library of a folder, read from its files, and the fields to rank by.

    :raise CorpusError: when something in the folder cannot be used.
    """
    # Python-Markdown and its kin are needed for this alone, which most starts are spared.
    from bot.documents.reader import read_documents

    documents = read_documents(folder, progress=partial(progress, "reading"))
    shelf, fields = read_shelf(documents)
    clinic = load_clinic(folder / "clinic.toml")
    vocabulary = load_vocabulary(folder / "vocabulary.toml", folder / "everyday-words.txt")
    library = Library(
        documents=documents,
        shelf=shelf,
        vocabulary=vocabulary,
        covered=find_covered(vocabulary, (passage.text for passage in shelf.passages)),
        speller=build_speller(documents, vocabulary),
        notices=_notices(folder / "notices.toml", clinic, region),
        clinic=clinic,
        talk=load_small_talk(folder / "small_talk.toml"),
        suggestions=load_suggestions(folder / "suggestions.toml", documents),
        model=load_model(folder / "confidence.toml"),
    )
    return library, fields


def build_speller(documents: Sequence[Document], vocabulary: Vocabulary) -> Speller:
    """Return a speller that knows the words of the documents and of the vocabulary."""
    field = {
        word
        for document in documents
        for section in document.sections
        for text in (section.title, *(passage.text for passage in section.passages))
        for word in words(text)
    }
    # What lies outside is as good a reading as an everyday word, but no better.
    everyday = vocabulary.everyday_words | vocabulary.outside_words | STOP_WORDS | {"not"}
    return Speller((field | vocabulary.words) - everyday, everyday)


def fingerprint_of(folder: Path, region: str | None) -> str:
    """Return a digest of all that a library is read from: files, bot, packages and Python."""
    code = sorted(Path(__file__).parent.rglob("*.py"))
    found = [find_spec(name) for name in _READ_WITH]
    packages = [Path(one.origin) for one in found if one is not None and one.origin is not None]
    parts: list[str | bytes] = [sys.version, region or ""]
    for path in (*code, *packages):
        stamp = path.stat()
        parts.append(f"{path.name} {stamp.st_mtime_ns} {stamp.st_size}")
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            parts += [path.name, path.read_bytes()]
    return fingerprint(parts)


def _notices(path: Path, clinic: Clinic, region: str | None) -> Notices | None:
    if not path.exists():
        return None
    return load_notices(path, region=region or clinic.region, clinic_phone=clinic.phone or None)
