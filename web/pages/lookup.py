"""The therapist's lookup: dense rows, those that hold the typed words before those they mean."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from flask import Blueprint, Response, request

from bot.errors import QuestionError
from bot.lookup.finding import look_up
from bot.lookup.found import Found
from bot.records import Kind
from web.corpus.state import current_state
from web.pages.rendering import current_wording, render_page
from web.pages.rows import Row, Search, answer_row, browsed_row

blueprint = Blueprint("lookup", __name__)

MOST_ROWS = 20
# Without words the techniques are listed; a library has more than anybody scrolls.
MOST_BROWSED = 200
_KINDS: tuple[Kind, ...] = ("technique", "explanation")


@blueprint.get("/lookup")
def lookup() -> Response:
    """Return the lookup page with what its address asks for."""
    search = _search_of_address()
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
    search = _search_of_address()
    documents = current_state().chatbot.documents
    return render_page("rows.html", search=search, documents=documents, **find_rows(search))


def _search_of_address() -> Search:
    """Return the search of this request; what is not known counts as not given."""
    kind = request.args.get("kind", "")
    return Search(
        words=request.args.get("q", "").strip(),
        section=request.args.get("section", ""),
        kind=kind if kind in _KINDS else "",
    )


def find_rows(search: Search) -> dict[str, Any]:
    """Return what ``rows.html`` shows: rows, how many there are, what is said, and a notice.

    Filters choose among all that is found. Without words the rows are the techniques of all
    documents in their order, with a section all of that section.
    """
    if not search.words:
        browsed = list(islice(_browse(search), MOST_BROWSED))
        return _shown(browsed, found=len(browsed))
    try:
        found = look_up(current_state().chatbot, search.words)
    except QuestionError as error:
        message = current_wording().get(f"question.{error.code}", str(error))
        return _shown([], found=0, message=message)
    rows = [answer_row(each, found.words) for each in found.rows]
    kept = [row for row in rows if search.keeps(row)]
    return _shown(
        kept[:MOST_ROWS],
        found=len(found.rows),
        message="" if found.rows else found.answer.message,
        notice=found.notice,
        read_as=found.read_as,
        doubt=_doubt(found),
    )


def _shown(rows: list[Row], *, found: int, **values: Any) -> dict[str, Any]:
    ours = {"message": "", "notice": None, "read_as": (), "doubt": ""}
    return {**ours, "rows": rows, "found": found, **values}


def _doubt(found: Found) -> str:
    """Return what is said above rows that are the nearest rather than what was looked for."""
    if not found.is_doubtful:
        return ""
    nearest = found.rows[0].passage.citation.section_title
    wording = current_wording()
    if not found.unnamed:
        return wording("lookup.unsure", nearest=nearest)
    named = ", ".join(f"“{name}”" for name in found.unnamed)
    return wording("lookup.unnamed", words=named, nearest=nearest)


def _browse(search: Search) -> Iterator[Row]:
    """Yield the techniques of all documents; of a chosen section what it explains as well."""
    kinds = [search.kind] if search.kind else _KINDS if search.section else _KINDS[:1]
    for kind in kinds:
        for document in current_state().chatbot.documents:
            for section in document.sections:
                if search.section in ("", f"{document.id}/{section.id}"):
                    for passage in section.passages:
                        if passage.kind == kind:
                            yield browsed_row(document, section, passage)
