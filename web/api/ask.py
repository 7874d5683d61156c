"""The JSON interface: one question in, one answer out, as the contract says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import orjson
from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import MultiDict

from bot.errors import QuestionError
from bot.records import Answer
from bot.version import find_version
from web.api.answering import answer_question
from web.api.errors import error_body
from web.corpus.state import current_state

blueprint = Blueprint("api", __name__, url_prefix="/api")

_OPTIONS = ("history", "audience", "limit", "language")
_MOST_OF_A_NAME = 40


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
    if "CONTENT_LENGTH" not in request.environ and len(raw) >= (
        request.max_content_length or len(raw) + 1
    ):
        # Sent in pieces, without a length to refuse it by: what is over the limit is not read.
        abort(413)
    question, options = read_question(raw)
    return _reply(question, options)


@blueprint.get("/ask")
def ask_by_address() -> Response:
    """Return the same answer to a question of the address, for links and caches.

    It holds as long as corpus and program stay as they are, which its ``ETag`` stands for: whoever
    has it and asks again gets 304 without a body.

    :raise 400: when a parameter is not one of the contract's fields, or out of range.
    """
    entity = f"{current_state().corpus}-{find_version()}"
    if request.if_none_match.contains_weak(entity):
        response = Response(status=304)
    else:
        response = _reply(*_read_address(request.args))
    response.set_etag(entity, weak=True)
    # Kept by anybody, and never shown without asking whether it still holds.
    response.headers["Cache-Control"] = "no-cache"
    return response


def _reply(question: Any, options: dict[str, Any]) -> Response:
    answer = place_answer(answer_question(question, **options), request.script_root)
    return Response(encode_answer(answer), mimetype="application/json")


def _read_address(given: MultiDict[str, str]) -> tuple[Any, dict[str, Any]]:
    """Return the question of an address and its options; ``history`` may stand there repeatedly."""
    _refuse_unknown(given)
    options: dict[str, Any] = {name: given[name] for name in _OPTIONS if name in given}
    if "history" in given:
        options["history"] = given.getlist("history")
    if re.fullmatch("[0-9]{1,3}", str(options.get("limit", ""))):
        options["limit"] = int(options["limit"])
    return given.get("question"), options


def read_question(raw: bytes) -> tuple[Any, dict[str, Any]]:
    """Return the question of a request's body, and its options.

    The bot checks types and ranges for every caller alike; a missing question is None there.

    :raise QuestionError: when the body is not a JSON object, or has a field that is unknown.
    """
    body = _read_body(raw)
    _refuse_unknown(body)
    options = {name: body[name] for name in _OPTIONS if name in body}
    limit = options.get("limit")
    if isinstance(limit, float) and limit.is_integer():
        # In JSON 3.0 is a whole number as well.
        options["limit"] = int(limit)
    return body.get("question"), options


def _refuse_unknown(given: Iterable[str]) -> None:
    """Refuse a field that the contract does not have: most often a slip of the pen."""
    fields = ("question", *_OPTIONS)
    for name in given:
        if name not in fields:
            # A name, not a text that somebody sends along.
            told = re.sub(r"\W", "?", name)[:_MOST_OF_A_NAME]
            near = get_close_matches(name, fields, n=1)
            remedy = f"did you mean {near[0]}?" if near else f"use {', '.join(fields)}"
            raise QuestionError("field_unknown", f"{told} is not a field; {remedy}", param=told)


def place_answer(answer: Answer, root: str) -> Answer:
    """Return an answer whose local addresses begin with the path that the application is under."""
    if not root:
        return answer
    placed = tuple(
        replace(each, citation=replace(each.citation, url=root + each.citation.url))
        for each in answer.passages
    )
    return replace(answer, passages=placed)


def encode_answer(answer: Answer) -> bytes:
    """Return an answer as JSON in UTF-8: the same object as its ``to_dict()``."""
    return orjson.dumps(answer)


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
