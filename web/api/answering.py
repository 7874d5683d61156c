"""The one place where the web asks the bot, so that every answer is counted alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, request

from bot.records import Answer
from web.serving.observing import OUTCOME
from web.serving.state import current_state

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from bot import Chatbot

GAPS = "chatbot.gaps"


def answer_question(question: Any, *, counted: bool = True, **options: Any) -> Answer:
    """Return the bot's answer in the request that Flask serves, as ``ask_chatbot`` does."""
    chatbot = current_state().chatbot
    return ask_chatbot(current_app, chatbot, request.environ, question, counted=counted, **options)


def ask_chatbot(
    app: Flask,
    chatbot: Chatbot,
    environ: WSGIEnvironment,
    question: Any,
    *,
    counted: bool = True,
    **options: Any,
) -> Answer:
    """Return the bot's answer; its outcome goes to the log, the metrics and the gaps.

    Only the question that a request is about is counted, not those that led to it.

    :raise QuestionError: when a field is outside the contract.
    """
    answer = chatbot.ask(question, **options)
    if counted:
        environ[OUTCOME] = answer.outcome
        gaps = app.extensions.get(GAPS)
        if gaps is not None:
            gaps.count_answer(chatbot, answer, options.get("history", ()))
    return answer
