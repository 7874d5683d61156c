"""The JSON interface: one question in, one answer out, as the contract says."""

from __future__ import annotations

import json
from dataclasses import fields
from operator import attrgetter
from typing import Any

from flask import Blueprint, Response, abort, request

from bot.errors import QuestionError
from bot.records import (
    Action,
    Answer,
    AnswerPassage,
    Citation,
    Notice,
    Reading,
    Related,
    Suggestion,
)
from web.answering import answer_question
from web.errors import error_body

blueprint = Blueprint("api", __name__, url_prefix="/api")

_OPTIONS = ("history", "audience", "limit")


@blueprint.post("/ask")
def ask() -> Response:
    """Return the answer to a question as JSON.

    :raise 400: when the body is not a JSON object of the contract's fields.
    :raise 413: when it is over 16 KiB.
    :raise 415: when it is not sent as ``application/json``.
    """
    if request.mimetype != "application/json":
        return error_body("unsupported_media_type", "Send the question as application/json.", 415)
    raw = request.get_data(cache=False)
    if request.content_length is None and len(raw) >= (request.max_content_length or len(raw) + 1):
        # Sent in pieces, without a length to refuse it by: what is over the limit is not read.
        abort(413)
    body = _read_body(raw)
    given = {name: body[name] for name in _OPTIONS if name in body}
    limit = given.get("limit")
    if isinstance(limit, float) and limit.is_integer():
        # In JSON 3.0 is a whole number as well.
        given["limit"] = int(limit)
    # The bot checks types and ranges for every caller alike; a missing question is None there.
    question: Any = body.get("question")
    answer = answer_question(question, **given)
    return Response(encode_answer(answer), mimetype="application/json")


def encode_answer(answer: Answer) -> str:
    """Return an answer as JSON text: the same object as its ``to_dict()``, in ASCII.

    Records are unfolded by the encoder as it meets them, which saves a copy of each.
    """
    return _encoder.encode(answer)


def _read_body(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    # A body of thousands of brackets exhausts the parser's stack.
    except (ValueError, RecursionError):
        raise QuestionError(
            "not_json", 'The body is not JSON; send an object such as {"question": "…"}.'
        ) from None
    if not isinstance(body, dict):
        raise QuestionError(
            "not_an_object", 'The body must be a JSON object such as {"question": "…"}.'
        )
    return body


_RECORDS = (
    Action, Answer, AnswerPassage, Citation, Notice, Reading, Related, Suggestion,
)  # fmt: skip
_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in _RECORDS}
_READERS = {kind: attrgetter(*names) for kind, names in _NAMES.items()}


def _unfold(record: Any) -> dict[str, Any]:
    kind = type(record)
    return dict(zip(_NAMES[kind], _READERS[kind](record), strict=True))


_encoder = json.JSONEncoder(default=_unfold, separators=(",", ":"))
