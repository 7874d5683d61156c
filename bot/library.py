"""Everything that a corpus folder holds, and what ships with the bot beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.answering.citations import Citations
from bot.answering.glossary import Glossary, load_glossary
from bot.answering.suggestions import Suggestions, load_suggestions
from bot.answering.wording import load_wording
from bot.core import DEFAULTS, Progress, in_silence, load_core
from bot.language.spelling import Speller
from bot.language.text import STOP_WORDS, stem
from bot.learning.model import Model as LearnedModel
from bot.learning.model import Weights
from bot.practice.clinic import Clinic, load_clinic
from bot.practice.talk import Talk, load_talk
from bot.records import Document
from bot.retrieval.passage_index import PassageIndex
from bot.retrieval.ranker import Ranker
from bot.safety.notices import Notices, load_notices
from bot.understanding.confidence import Confidence, load_confidence
from bot.understanding.information import WordWeights, load_word_weights
from bot.understanding.sentences import load_sentence_kinds
from bot.understanding.thesaurus import Thesaurus, load_thesaurus


@dataclass(frozen=True, slots=True)
class Library:
    """The documents and everything beside them."""

    documents: tuple[Document, ...]
    """In the order of their files."""
    index: PassageIndex
    """What has to be known of the passages beside their scores."""
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
    cache: str | Path | None = None,
    progress: Progress = in_silence,
) -> Library:
    """Return the library of a folder.

    The region (GB, US, …) chooses the emergency numbers; by default the clinic's own. What takes
    long is kept in the folder cache, as bot.core.load_core says; all else is read anew each time.

    :raise CorpusError: when something in the folder cannot be used.
    """
    core = load_core(folder, cache=cache, progress=progress)
    documents = core.indexed.documents
    clinic = load_clinic(folder / "clinic.toml", DEFAULTS / "practice.toml")
    thesaurus = load_thesaurus(folder / "thesaurus.toml")
    word_weights = load_word_weights(DEFAULTS / "word-frequencies.tsv")
    return Library(
        documents=documents,
        index=core.indexed.index,
        ranker=core.indexed.ranker,
        model=LearnedModel(core.weights),
        thesaurus=thesaurus,
        word_weights=word_weights,
        speller=_build_speller(
            core.indexed.index.words | thesaurus.words, word_weights.words, core.weights
        ),
        confidence=load_confidence(_own_or_default(folder, "confidence.toml")),
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


def _own_or_default(folder: Path, name: str) -> Path:
    """Return a corpus folder's own file, or where it has none, the one that ships."""
    own = folder / name
    return own if own.exists() else DEFAULTS / name


def _build_speller(field: frozenset[str], common: frozenset[str], weights: Weights) -> Speller:
    """Return a speller that knows the words of the field and those that examples are made of."""
    heard = weights.stems()
    everyday = {word for word in common if stem(word) in heard} | STOP_WORDS | {"not"}
    return Speller(field - STOP_WORDS, everyday, heard - common)
