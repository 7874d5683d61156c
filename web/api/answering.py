"""The one place where the web asks the bot, so that every answer is counted alike."""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from bot.records import Answer
from web.corpus.state import current_state
from web.request.observing import OUTCOME

GAPS = "chatbot.gaps"
# What begins to measure the stages of an answer: it returns what is told when each one ends.
STAGES = "chatbot.stages"


def answer_question(question: Any, *, counted: bool = True, **options: Any) -> Answer:
    """Return the bot's answer; its outcome goes to the log, the metrics and the gaps.

    Only the question that a request is about is counted, not those that led to it.

    :raise QuestionError: when a field is outside the contract.
    """
    chatbot = current_state().chatbot
    begin = current_app.extensions.get(STAGES)
    if begin is not None:
        options["mark"] = begin()
    answer = chatbot.ask(question, **options)
    if counted:
        request.environ[OUTCOME] = answer.outcome
        gaps = current_app.extensions.get(GAPS)
        if gaps is not None:
            gaps.count_answer(chatbot, answer, options.get("history", ()))
    return answer
