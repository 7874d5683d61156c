"""Errors as people and programs meet them: a kind page, or the one JSON body."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import get_args

from flask import Flask, Response, current_app, jsonify, make_response, request
from werkzeug.exceptions import HTTPException

from bot.contract import Code
from bot.errors import QuestionError
from web.request.observing import name_of_request

API = "/api/"
_PAGE = "chatbot.error_page"

_log = logging.getLogger(__name__)

# What a program may do about it; nothing of the request is repeated.
_CODES = {
    400: ("bad_request", "The request cannot be read; send a JSON object with a question."),
    404: ("not_found", "There is nothing at this address; questions go to POST /api/ask."),
    405: ("method_not_allowed", "This address takes other methods; the Allow header names them."),
    413: ("body_too_large", "The body is over 16 KiB; send a shorter question or history."),
    415: ("unsupported_media_type", "Send the question as application/json."),
    431: ("headers_too_large", "The headers are over 16 KiB; send fewer or shorter ones."),
    429: ("too_many_requests", "Too many requests; wait as long as Retry-After says."),
    500: ("internal_error", "Something went wrong on our side; please try again."),
}
# What is refused before the bot is asked.
_REQUEST_CODES = ("not_json", "not_an_object", "field_unknown")
# Headers of an error that its reader needs.
_KEPT_HEADERS = ("Allow", "Retry-After")


def known_codes() -> tuple[str, ...]:
    """Return every code that an error may have, as the description lists them."""
    of_statuses = (code for code, _ in _CODES.values())
    return (*get_args(Code), *_REQUEST_CODES, *of_statuses)


def error_body(code: str, message: str, status: int, *, param: str | None = None) -> Response:
    """Return the one JSON error body of the interface.

    :param param: the field of the request that is at fault, if it is a single one.
    """
    error = {"code": code, "message": message, "param": param, "request_id": name_of_request()}
    return make_response(jsonify({"error": error}), status)


def register_errors(app: Flask, page: Callable[[int], Response]) -> None:
    """Make the application answer every error in its own words.

    ``page`` returns what a person is shown for a status.
    """
    app.extensions[_PAGE] = page
    app.register_error_handler(QuestionError, _question_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def _question_error(error: QuestionError) -> Response:
    return error_body(error.code, str(error), 400, param=error.param)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        # A redirect of the router is an HTTPException as well.
        return make_response(error.get_response(request.environ))
    response = _body(status)
    for name in _KEPT_HEADERS:
        value = error.get_response().headers.get(name)
        if value is not None:
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    # The trace goes to the log, which is the owner's; the words of a person are not in it.
    _log.error("%s on %s", type(error).__name__, request.endpoint, exc_info=error)
    return _body(500)


def _body(status: int) -> Response:
    if request.path.startswith(API):
        code, message = describe_error(status)
        return error_body(code, message, status)
    page: Callable[[int], Response] = current_app.extensions[_PAGE]
    return page(status)


def describe_error(status: int) -> tuple[str, str]:
    """Return the code and the message of a status, as the one JSON error body has them."""
    return _CODES.get(status, _CODES[400 if status < 500 else 500])
