"""Everything that a corpus folder holds, and what ships with the bot beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.answering.citations import Citations
from bot.answering.glossary import Glossary, load_glossary
from bot.answering.offering.suggestions import Suggestions, load_suggestions
from bot.answering.wording import load_wording
from bot.language.languages import ENGLISH, Language, load_language
from bot.language.spelling import Speller
from bot.language.text import STOP_WORDS, stem
from bot.learning.model import Model as LearnedModel
from bot.learning.model import Weights
from bot.loading.core import Core
from bot.loading.learned import DEFAULTS, own_in, shipped_in
from bot.practice.clinic import Clinic, load_clinic
from bot.practice.talk import Talk, load_talk
from bot.records import Document
from bot.retrieval.passage_index import PassageIndex
from bot.retrieval.ranker import Ranker
from bot.safety.notices.loading import Notices, load_notices
from bot.understanding.confidence import Confidence, load_confidence
from bot.understanding.information import HeardWeights, WordWeights, load_word_weights
from bot.understanding.sentences import load_sentence_kinds
from bot.understanding.thesaurus import Thesaurus, load_thesaurus


@dataclass(frozen=True, slots=True)
class Library:
    """The documents and everything beside them."""

    language: Language
    """The language of the questions."""
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
    speller: Speller | None
    """Knows the words of the documents and of the examples; None where only examples do."""
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

    def knows(self, word: str) -> bool:
        """Tell whether a word is one of the language: others are not echoed."""
        if self.speller is not None:
            return self.speller.knows(word)
        return self.model.knows(stem(word, self.language))

    @property
    def titles(self) -> dict[str, str]:
        """The title of each document by its id."""
        return {document.id: document.title for document in self.documents}


def library_in(code: str, core: Core, *, region: str | None = None) -> Library:
    """Return the library of a core for questions in one of the languages that are understood.

    :raise CorpusError: when something in the folder cannot be used.
    """
    language, folder, documents = load_language(code), core.folder, core.indexed.documents
    shipped, own = shipped_in(language), own_in(core.folder, language)
    clinic = load_clinic(folder / "clinic.toml", shipped / "practice.toml", own / "clinic.toml")
    thesaurus = load_thesaurus(own / "thesaurus.toml", language)
    weights = core.weights(code)
    confidence = (own / "confidence.toml", shipped / "confidence.toml")
    kinds = load_sentence_kinds(folder / "sentences.toml", documents)
    word_weights, speller = _words_in(language, core.indexed.index.words | thesaurus.words, weights)
    return Library(
        language=language,
        documents=documents,
        index=core.indexed.index,
        ranker=core.indexed.ranker,
        model=LearnedModel(weights),
        thesaurus=thesaurus,
        word_weights=word_weights,
        speller=speller,
        confidence=load_confidence(next(path for path in confidence if path.exists())),
        citations=Citations(documents, kinds),
        suggestions=load_suggestions(own / "suggestions.toml", documents),
        glossary=load_glossary(own / "glossary.toml", language),
        clinic=clinic,
        talk=load_talk(shipped / "talk.toml", own / "talk.toml"),
        notices=load_safety(folder, clinic, region=region, language=language),
        wording=load_wording(shipped / "wording.toml"),
    )


def load_safety(
    folder: Path,
    clinic: Clinic | None = None,
    *,
    region: str | None = None,
    language: Language = ENGLISH,
) -> Notices | None:
    """Return what ships with what a folder's notices.toml changes; None when it is switched off.

    :raise CorpusError: when a file of it cannot be used.
    """
    shipped, own = shipped_in(language), own_in(folder, language)
    if clinic is None:
        clinic = load_clinic(folder / "clinic.toml", shipped / "practice.toml")
    spoken = (shipped / "notices.toml", own / "notices.toml")
    return load_notices(
        DEFAULTS / "notices",
        folder / "notices.toml",
        region=region or clinic.region,
        clinic_phone=clinic.phone or None,
        language=language,
        spoken=() if language is ENGLISH else spoken,
    )


def _words_in(
    language: Language, field: frozenset[str], weights: Weights
) -> tuple[WordWeights, Speller | None]:
    """Return what the words of a language say, and who mends them; none does but in English.

    For English alone the words of search queries were counted, and is there a list of all words.
    """
    if language is not ENGLISH:
        return HeardWeights(weights.sizes_of_stems(), language), None
    counted = load_word_weights(DEFAULTS / "word-frequencies.tsv")
    return counted, _build_speller(field, counted.words, weights)


def _build_speller(field: frozenset[str], common: frozenset[str], weights: Weights) -> Speller:
    """Return a speller that knows the words of the field and those that examples are made of."""
    heard = weights.stems()
    everyday = {word for word in common if stem(word) in heard} | STOP_WORDS | {"not"}
    return Speller(field - STOP_WORDS, everyday, heard - common)
