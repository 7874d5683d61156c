"""What a page shows of a passage: the sentence that answers, and the words around it."""

from __future__ import annotations

from html import escape

from flask import Blueprint

from bot.records import AnswerPassage
from web.corpus.state import current_state
from web.corpus.terms import term_id
from web.pages.rendering import page_language

blueprint = Blueprint("quoting", __name__)
blueprint.add_app_template_filter(term_id)


@blueprint.app_template_filter("said")
def said(passage: AnswerPassage) -> str:
    """Return the sentence that answers, word for word.

    Of two sentences that do not follow one another, an ellipsis stands for what is between.

    >>> # highlights (0, 10) and (30, 40) give "First one. … Third one."
    """
    pieces: list[str] = []
    end = 0
    for start, stop in passage.highlights:
        if pieces and passage.text[end:start].strip():
            pieces.append("…")
        pieces.append(passage.text[start:stop])
        end = stop
    return " ".join(pieces) or passage.text


@blueprint.app_template_filter("said_explained")
def said_explained(passage: AnswerPassage) -> str:
    """Return the same as markup, its technical words as buttons that explain them."""
    return explained(escape(said(passage), quote=False))


@blueprint.app_template_filter("explained")
def explained(html: str) -> str:
    """Return markup of the documents with the technical words in it as buttons."""
    return current_state().terms[page_language()].explain(html)


@blueprint.app_template_filter("unmarked")
def unmarked(passage: AnswerPassage) -> str:
    """Return a passage's markup without marks: only the open card shows what answers."""
    return passage.html.replace("<mark>", "").replace("</mark>", "")
