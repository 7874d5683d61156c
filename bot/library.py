"""Everything that a corpus folder holds, read once and kept until a file of it changes."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from bot.answering.citations import Citations
from bot.answering.glossary import Glossary, load_glossary
from bot.answering.suggestions import Suggestions, load_suggestions
from bot.answering.wording import load_wording
from bot.errors import IndexFileError
from bot.language.spelling import Speller
from bot.language.text import STOP_WORDS, words
from bot.learning.model import Model as LearnedModel
from bot.learning.model import Weights, learn
from bot.practice.clinic import Clinic, load_clinic
from bot.practice.talk import Talk, load_talk
from bot.records import Document
from bot.retrieval.large.index_file import fingerprint, load_ranker, save_ranker
from bot.retrieval.large.ranking import Ranker
from bot.retrieval.large.stored import load_stored, save_stored
from bot.retrieval.passage_index import FIELD_WEIGHTS, Shelf, read_shelf
from bot.safety.notices import Notices, load_notices
from bot.understanding.confidence import Confidence, load_confidence
from bot.understanding.curriculum import read_lessons
from bot.understanding.information import WordWeights, load_word_weights
from bot.understanding.sentences import load_sentence_kinds
from bot.understanding.thesaurus import Thesaurus, load_thesaurus

# Where what was read is kept, inside the corpus folder.
INDEX = ".index"
# What ships with the bot and holds for every corpus.
DEFAULTS = Path(__file__).with_name("defaults")
# Packages whose next release may read the same files otherwise.
_READ_WITH = ("markdown", "nh3", "sentencex", "Stemmer")

_log = logging.getLogger(__name__)

# Told what is being done, and how much of how much is done.
Progress = Callable[[str, int, int], None]


def in_silence(task: str, done: int, whole: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Library:
    """The documents and everything beside them."""

    documents: tuple[Document, ...]
    """In the order of their files."""
    shelf: Shelf
    """What a ranking needs to know of the passages."""
    ranker: Ranker
    """Ranks them."""
    model: LearnedModel
    """What was learned from examples."""
    thesaurus: Thesaurus
    """Words that mean the same."""
    word_weights: WordWeights
    """How much each word says."""
    speller: Speller
    """Knows the words of the documents and of the examples."""
    confidence: Confidence
    """How sure an answer is."""
    citations: Citations
    """Shows passages."""
    suggestions: Suggestions
    """Questions to offer."""
    glossary: Glossary
    """Definitions of technical words."""
    clinic: Clinic
    """The practice."""
    talk: Talk
    """Lines of small talk."""
    notices: Notices | None
    """Safety notices; None when a clinic has switched them off."""
    wording: Mapping[str, str]
    """The bot's own sentences in one language."""

    @property
    def titles(self) -> dict[str, str]:
        """The title of each document by its id."""
        return {document.id: document.title for document in self.documents}


def load_library(
    folder: Path,
    *,
    language: str = "en",
    region: str | None = None,
    progress: Progress = in_silence,
) -> Library:
    """Return the library of a folder; documents, ranking and model kept from before or read anew.

    What was kept is used only when every file of the folder, and the bot itself, are the same
    as then; when it cannot be kept, the next start is slower and nothing else.

    :raise CorpusError: when something in the folder cannot be used.
    """
    made_from = fingerprint_of(folder, region)
    core = _load_core(folder / INDEX, made_from)
    if core is None:
        core = _read_core(folder, progress)
        _keep_core(core, folder, made_from, region)
    documents = core.documents
    clinic = load_clinic(folder / "clinic.toml", DEFAULTS / "practice.toml")
    thesaurus = load_thesaurus(folder / "thesaurus.toml")
    return Library(
        documents=documents,
        shelf=core.shelf,
        ranker=core.ranker,
        model=LearnedModel(core.weights),
        thesaurus=thesaurus,
        word_weights=load_word_weights(DEFAULTS / "word-frequencies.tsv"),
        speller=build_speller(documents, thesaurus, core.weights),
        confidence=load_confidence(DEFAULTS / "confidence.toml"),
        citations=Citations(documents, load_sentence_kinds(folder / "sentences.toml", documents)),
        suggestions=load_suggestions(folder / "suggestions.toml", documents),
        glossary=load_glossary(folder / "glossary.toml"),
        clinic=clinic,
        talk=load_talk(DEFAULTS / "talk.toml", folder / "talk.toml"),
        notices=load_safety(folder, clinic, region=region),
        wording=load_wording(language),
    )


def load_safety(
    folder: Path, clinic: Clinic | None = None, *, region: str | None = None
) -> Notices | None:
    """Return what ships with what a folder's notices.toml changes; None when it is switched off.

    :raise CorpusError: when a file of it cannot be used.
    """
    if clinic is None:
        clinic = load_clinic(folder / "clinic.toml", DEFAULTS / "practice.toml")
    return load_notices(
        DEFAULTS / "notices",
        folder / "notices.toml",
        region=region or clinic.region,
        clinic_phone=clinic.phone or None,
    )


@dataclass(frozen=True, slots=True)
class _Core:
    """What takes long to read and is kept."""

    documents: tuple[Document, ...]
    shelf: Shelf
    ranker: Ranker
    weights: Weights


def _read_core(folder: Path, progress: Progress) -> _Core:
    # Python-Markdown and its kin are needed for this alone, which most starts are spared.
    from bot.documents.reader import read_documents

    documents = read_documents(folder, progress=partial(progress, "reading"))
    shelf, fields = read_shelf(documents)
    ranker = Ranker.build(fields, weights=FIELD_WEIGHTS, progress=partial(progress, "ranking"))
    kinds = load_sentence_kinds(folder / "sentences.toml", documents)
    return _Core(documents, shelf, ranker, learn(read_lessons(folder, DEFAULTS, documents, kinds)))


def _load_core(index: Path, made_from: str) -> _Core | None:
    try:
        documents, shelf, weights = load_stored(index / "library", tuple, made_from=made_from)
        return _Core(documents, shelf, load_ranker(index / "ranking", made_from=made_from), weights)
    except (IndexFileError, OSError) as reason:
        _log.debug("%s; reading the corpus", reason)
        return None


def _keep_core(core: _Core, folder: Path, made_from: str, region: str | None) -> None:
    index = folder / INDEX
    try:
        # A file that was written meanwhile may have been read before or after.
        if fingerprint_of(folder, region) == made_from:
            kept = (core.documents, core.shelf, core.weights)
            save_stored(kept, index / "library", made_from=made_from)
            save_ranker(core.ranker, index / "ranking", made_from=made_from)
    except (IndexFileError, OSError) as reason:
        _log.info("%s; the next start reads the corpus anew", reason)


def build_speller(documents: Sequence[Document], thesaurus: Thesaurus, weights: Weights) -> Speller:
    """Return a speller that knows the words of the documents, the thesaurus and the examples."""
    field = {
        word
        for document in documents
        for section in document.sections
        for text in (section.title, *(passage.text for passage in section.passages))
        for word in words(text)
    }
    everyday = {f for f in weights.features if " " not in f and not f.startswith("~")}
    return Speller((field | thesaurus.words) - STOP_WORDS, everyday | STOP_WORDS | {"not"})


def fingerprint_of(folder: Path, region: str | None) -> str:
    """Return a digest of all that a library is read from: files, bot, packages and Python."""
    code = sorted(Path(__file__).parent.rglob("*.py"))
    found = [find_spec(name) for name in _READ_WITH]
    packages = [Path(one.origin) for one in found if one is not None and one.origin is not None]
    parts: list[str | bytes] = [sys.version, region or ""]
    for path in (*code, *packages):
        stamp = path.stat()
        parts.append(f"{path.name} {stamp.st_mtime_ns} {stamp.st_size}")
    for path in sorted([*folder.rglob("*"), *DEFAULTS.rglob("*")]):
        if path.is_file() and INDEX not in path.parts and not path.name.startswith("."):
            parts += [path.name, path.read_bytes()]
    return fingerprint(parts)
