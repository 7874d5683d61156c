"""Frozen records that pass between the rooms: from documents to answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

Kind = Literal["technique", "explanation"]
Audience = Literal["client", "therapist"]
Outcome = Literal["answer", "unsure", "no_answer", "urgent", "clinic", "chat"]
Level = Literal["emergency", "urgent", "ask", "routine"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Related:
    """Further reading that a section names."""

    title: str
    # Its address, or the address of a web search for its title.
    url: str
    # "direct" when the address is the reading's own, "search" when it is a search.
    link: Literal["direct", "search"]


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is ranked and shown: consecutive sentences of one section."""

    # "document/section/number".
    id: str
    document_id: str
    section_id: str
    # 1 for the first passage of its section.
    number: int
    kind: Kind
    # Verbatim words; white space is folded, paragraphs stand apart by a blank line.
    text: str
    # [start, end) character offsets in text, one a sentence.
    sentences: tuple[Span, ...]
    # Sanitised markup of the same words.
    html: str
    # The anchor of the passage on the reader page.
    anchor: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading."""

    # Slug of the heading, unique in its document.
    id: str
    title: str
    # 1 for a first-level heading, 2 for one nested in it, and so on.
    level: int
    # Headings that it stands under, outermost first; the document's title is none of them.
    parents: tuple[str, ...]
    # True when the heading is the editor's, not the author's.
    editorial: bool
    # Sanitised markup; each passage stands in spans of class "passage", the first with its anchor.
    html: str
    passages: tuple[Passage, ...]
    related: tuple[Related, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file of the corpus."""

    id: str
    title: str
    # Where the original stands on the web, if it does.
    address: str | None
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a word of the question was understood."""

    said: str
    meant: str
    # "everyday word", "spelling" or "carried over".
    why: str


@dataclass(frozen=True, slots=True)
class Action:
    """What a person can do at once: a telephone number or a page."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The clinic's safety advice; never part of the article."""

    id: str
    level: Level
    title: str
    text: str
    action: Action | None
    # The answers to offer; each is sent as the next question. Empty where nothing is to choose.
    choices: tuple[Suggestion, ...]
    source_url: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a passage stands."""

    document_id: str
    document_title: str
    section_id: str
    section_title: str
    passage_id: str
    # Local address of the passage on the reader page.
    url: str
    # Address of the sentence at the source, or None when the document has no address.
    source_url: str | None


@dataclass(frozen=True, slots=True)
class AnswerPassage:
    """A passage as it is shown in an answer."""

    # 1 for the best.
    rank: int
    score: float
    kind: Kind
    text: str
    html: str
    # Offsets in text of the sentences that answer.
    highlights: tuple[Span, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that a person may want to ask next."""

    label: str
    question: str


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """One reply; the page, the widget, the terminal and the JSON caller show the same."""

    outcome: Outcome
    message: str
    question: str
    # 0 to 1, comparable across questions.
    confidence: float
    read_as: tuple[Reading, ...]
    notice: Notice | None
    passages: tuple[AnswerPassage, ...]
    related: tuple[Related, ...]
    suggestions: tuple[Suggestion, ...]
    # The language of the message, the notice and the suggestions; passages are never translated.
    language: str = "en"

    def __repr__(self) -> str:
        """Return what a person looks for in a debugger; the passages are named, not written out."""
        notice = self.notice.id if self.notice is not None else None
        passages = [each.citation.passage_id for each in self.passages]
        return (
            f"Answer(outcome={self.outcome!r}, confidence={self.confidence}, "
            f"question={self.question!r}, notice={notice!r}, passages={passages})"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's object: plain dictionaries, lists and scalars."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(record: Any) -> Any:
    if is_dataclass(record):
        return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}
    if isinstance(record, tuple | list):
        return [_plain(item) for item in record]
    if isinstance(record, Mapping):
        return {key: _plain(value) for key, value in record.items()}
    return record
