"""The one place where the web asks the bot, so that every answer is counted alike."""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from bot.records import Answer
from bot.stages import timed_stages
from web.corpus.state import current_state
from web.request.observing import OUTCOME, STAGES

# What counts for an owner, where it does, among the application's extensions.
GAPS = "chatbot.gaps"
METRICS = "chatbot.metrics"


def answer_question(question: Any, *, counted: bool = True, **options: Any) -> Answer:
    """Return the bot's answer; its outcome goes to the log, the metrics and the gaps.

    Only the question that a request is about is counted, not those that led to it.

    :raise QuestionError: when a field is outside the contract.
    """
    chatbot = current_state().chatbot
    if counted and METRICS in current_app.extensions:
        with timed_stages() as seconds:
            answer = chatbot.ask(question, **options)
        request.environ[STAGES] = tuple(seconds.items())
    else:
        answer = chatbot.ask(question, **options)
    if counted:
        request.environ[OUTCOME] = answer.outcome
        gaps = current_app.extensions.get(GAPS)
        if gaps is not None:
            gaps.count_answer(chatbot, answer, options.get("history", ()))
    return answer
