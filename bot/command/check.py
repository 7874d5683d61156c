"""A corpus folder to a report for its owner: what is in it, and what to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import TextIO, TypeVar

from bot.answering.offering.body_map import BodyMap, load_body_map
from bot.chatbot import Chatbot
from bot.command.question_forms import propose_questions
from bot.documents.passages import FEWEST_WORDS, LONGEST
from bot.documents.reader import Reading, read_folder
from bot.errors import CorpusError, place_of
from bot.records import Document, Passage

_MOST_QUESTIONS = 3
# What a person who chose a suggestion should get.
_GOOD = ("answer", "unsure", "clinic")

_Read = TypeVar("_Read")


def report(folder: Path, stream: TextIO) -> None:
    """Write what a corpus holds and what its owner may want to mend.

    :raise CorpusError: when the corpus cannot be served; a line for each file that is at fault.
    """
    reading, body_map, chatbot = _read(folder)
    warnings = list(map(str, reading.findings))
    for document in reading.documents:
        _report_document(document, chatbot, stream)
        warnings += _passage_warnings(document)
    warnings += _unanswered(folder, chatbot, body_map)
    warnings += _lonely_examples(folder, reading.documents)
    notices = len(chatbot.notices.advice) if chatbot.notices else 0
    print(f"safety notices: {notices}", file=stream)
    if not notices:
        warnings.append("safety is switched off: signs that need a doctor will not be noticed")
    without = [document.id for document in reading.documents if document.address is None]
    if without:
        finding = "no passage links to its source, since they have no address"
        warnings.append(f"{', '.join(without)}: {finding}; write 'address: https://…' at the top")
    for warning in warnings:
        print(f"warning: {warning}", file=stream)
    print(f"{len(warnings)} warning{'' if len(warnings) == 1 else 's'}", file=stream)


def _read(folder: Path) -> tuple[Reading, BodyMap | None, Chatbot]:
    """Return the folder as every part of the product reads it; all faults are told at once."""
    faults: list[str] = []

    def attempt(read: Callable[[], _Read]) -> _Read | None:
        try:
            return read()
        except CorpusError as error:
            faults.extend(str(error).split("\n"))
            return None

    reading = attempt(lambda: read_folder(folder))
    body_map = attempt(lambda: load_body_map(folder / "map.toml"))
    chatbot = attempt(lambda: Chatbot.load(folder))
    if faults or reading is None or chatbot is None:
        raise CorpusError("\n".join(dict.fromkeys(faults)))
    return reading, body_map, chatbot


def _report_document(document: Document, chatbot: Chatbot, stream: TextIO) -> None:
    passages = _passages(document)
    lengths = sorted(map(_length, passages))
    techniques = sum(passage.kind == "technique" for passage in passages)
    print(f"{document.id}: {document.title}", file=stream)
    print(
        f"  {len(document.sections)} sections, {len(passages)} passages ({techniques} techniques), "
        f"words a passage {lengths[0]} to {lengths[-1]}, median {median(lengths):.0f}",
        file=stream,
    )
    for section in document.sections:
        counts = ", ".join(
            f"{_length(passage)} {passage.kind[0].upper()}" for passage in section.passages
        )
        editorial = " (editorial heading)" if section.editorial else ""
        print(f"  {section.id}{editorial}: {counts or 'no text of its own'}", file=stream)
        for reading in section.related:
            print(f"    related: {reading.title} ({reading.link})", file=stream)
    for question in _best_questions(document, chatbot):
        print(f"  answers: {question}", file=stream)


def _best_questions(document: Document, chatbot: Chatbot) -> list[str]:
    """Return the questions, made of its headings, that a document answers most surely."""
    found: list[tuple[float, str]] = []
    for section in document.sections:
        for question in propose_questions(document, section)[:1]:
            answer = chatbot.ask(question)
            if answer.passages and answer.passages[0].citation.section_id == section.id:
                found.append((-answer.confidence, question))
    return [question for _, question in sorted(found)[:_MOST_QUESTIONS]]


def _passages(document: Document) -> list[Passage]:
    return [passage for section in document.sections for passage in section.passages]


def _length(passage: Passage) -> int:
    return len(passage.text.split())


def _passage_warnings(document: Document) -> Iterator[str]:
    for passage in _passages(document):
        length = _length(passage)
        if length > LONGEST:
            yield f"{passage.id}: {length} words; a phone reads better up to {LONGEST}"
        elif length < FEWEST_WORDS // 4:
            words = "1 word" if length == 1 else f"{length} words"
            yield f"{passage.id}: only {words}; it says little by itself"


def _unanswered(folder: Path, chatbot: Chatbot, body_map: BodyMap | None) -> Iterator[str]:
    """Yield the suggestions and the places of the body map that nothing answers."""
    suggestions = chatbot.suggestions
    offered = [*suggestions.first, *(one for s in suggestions.sections.values() for one in s.next)]
    files = {"suggestions.toml": [one.question for one in offered]}
    if body_map is not None:
        regions = [region for figure in body_map.figures for region in figure.regions]
        files["map.toml"] = [region.question for region in regions]
    for name, questions in files.items():
        path = folder / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        for question in dict.fromkeys(questions):
            outcome = chatbot.ask(question).outcome
            if outcome not in _GOOD:
                line = text.count("\n", 0, max(text.find(question), 0)) + 1
                place = f"{place_of(path, line)}: " if text else ""
                yield f'{place}"{question}" gets "{outcome}"; ask what the documents answer'


def _lonely_examples(folder: Path, documents: tuple[Document, ...]) -> Iterator[str]:
    """Yield the folders of examples that belong to no document."""
    examples = folder / "examples"
    known = {document.id for document in documents}
    for path in sorted(examples.iterdir()) if examples.is_dir() else ():
        if path.is_dir() and path.name not in known:
            remedy = f"name it as one of: {', '.join(sorted(known))}"
            yield f"{place_of(path)}: no document has this id, so nothing learns from it; {remedy}"
