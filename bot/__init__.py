"""Answers questions from the documents of a folder, word for word, with citations."""

from bot.chatbot import Chatbot
from bot.errors import BotError, CorpusError, EvaluationError, OptionError, QuestionError
from bot.records import Answer

__all__ = [
    "Answer",
    "BotError",
    "Chatbot",
    "CorpusError",
    "EvaluationError",
    "OptionError",
    "QuestionError",
]
