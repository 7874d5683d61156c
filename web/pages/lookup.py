"""The therapist's lookup: dense rows of the same ranking that answers a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import Blueprint, Response, request

from bot.answering.citations import text_fragment
from bot.errors import QuestionError
from bot.language.languages import ENGLISH
from bot.records import AnswerPassage, Document, Kind, Passage, Section
from web.corpus.state import current_state
from web.pages.keywords import find_words
from web.pages.rendering import current_wording, render_page

blueprint = Blueprint("lookup", __name__)

MOST_ROWS = 10
# Without words the techniques are listed; a library has more than anybody scrolls.
MOST_BROWSED = 200
_KINDS: tuple[Kind, ...] = ("technique", "explanation")


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as a therapist scans it."""

    kind: Kind
    # The sentence that answers, verbatim.
    sentence: str
    # The whole passage, for copying.
    text: str
    document_title: str
    section_title: str
    # "document/section", for the filter.
    section: str
    # Address of the passage on the reader page, and at the source where there is one.
    url: str
    source_url: str | None
    # Muscles that the passage names.
    muscles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, as the address says it."""

    words: str
    # "document/section", or empty for all.
    section: str
    # A kind, or empty for both.
    kind: str

    @classmethod
    def from_address(cls) -> Search:
        """Return the search of this request; what is not known counts as not given."""
        kind = request.args.get("kind", "")
        return cls(
            words=request.args.get("q", "").strip(),
            section=request.args.get("section", ""),
            kind=kind if kind in _KINDS else "",
        )

    def keeps(self, row: Row) -> bool:
        """Tell whether a row passes the filters."""
        return self.section in ("", row.section) and self.kind in ("", row.kind)


@blueprint.get("/lookup")
def lookup() -> Response:
    """Return the lookup page with what its address asks for."""
    search = Search.from_address()
    documents = current_state().chatbot.documents
    return render_page(
        "lookup.html",
        search=search,
        documents=documents,
        keys=request.args.get("keys") != "off",
        **find_rows(search),
    )


@blueprint.get("/lookup/rows")
def rows() -> Response:
    """Return the rows alone, as a fragment of the lookup page."""
    search = Search.from_address()
    return render_page("rows.html", search=search, **find_rows(search))


def find_rows(search: Search) -> dict[str, Any]:
    """Return what ``rows.html`` shows: rows, how many were ranked, a message and a notice.

    Filters choose among the passages that the bot ranks best, :data:`MOST_ROWS` at most.
    Without words the rows are the techniques of all documents, in their order.
    """
    if not search.words:
        browsed = islice(_browse(search), MOST_BROWSED)
        return {"rows": list(browsed), "ranked": 0, "message": "", "answer": None, "read_as": ()}
    try:
        found = find_words(current_state().chatbot, search.words, limit=MOST_ROWS)
    except QuestionError as error:
        message = current_wording().get(f"question.{error.code}", str(error))
        return {"rows": [], "ranked": 0, "message": message, "answer": None, "read_as": ()}
    kept = [row for row in map(_answer_row, found.passages) if search.keeps(row)]
    # Techniques first; a stable sort keeps the ranking within each kind.
    kept.sort(key=lambda row: _KINDS.index(row.kind))
    return {
        "rows": kept,
        "ranked": len(found.passages),
        "message": "" if found.passages else found.answer.message,
        "answer": found.answer,
        "read_as": found.read_as,
    }


def _answer_row(passage: AnswerPassage) -> Row:
    citation = passage.citation
    return Row(
        kind=passage.kind,
        sentence=" ".join(passage.text[start:end] for start, end in passage.highlights),
        text=passage.text,
        document_title=citation.document_title,
        section_title=citation.section_title,
        section=f"{citation.document_id}/{citation.section_id}",
        url=citation.url,
        source_url=citation.source_url,
        muscles=_named_muscles(passage.text),
    )


def _browse(search: Search) -> Iterator[Row]:
    kind = search.kind or "technique"
    for document in current_state().chatbot.documents:
        for section in document.sections:
            if search.section in ("", f"{document.id}/{section.id}"):
                for passage in section.passages:
                    if passage.kind == kind:
                        yield _browsed_row(document, section, passage)


def _browsed_row(document: Document, section: Section, passage: Passage) -> Row:
    sentence = passage.text[slice(*passage.sentences[0])]
    source = f"{document.address}#:~:text={text_fragment(sentence)}" if document.address else None
    return Row(
        kind=passage.kind,
        sentence=sentence,
        text=passage.text,
        document_title=document.title,
        section_title=section.title,
        section=f"{document.id}/{section.id}",
        url=f"/read/{document.id}#{passage.anchor}",
        source_url=source,
        muscles=_named_muscles(passage.text),
    )


def _named_muscles(text: str) -> tuple[str, ...]:
    """Return the muscles of the corpus's map that a text names, in the map's order."""
    body_map = current_state().body_maps.get(ENGLISH.code)
    if body_map is None:
        return ()
    return tuple(
        muscle
        for muscle in body_map.muscles
        if re.search(rf"\b{re.escape(muscle)}\b", text, re.IGNORECASE)
    )
