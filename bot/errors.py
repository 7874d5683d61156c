"""The tree of exceptions: everything that the bot raises on purpose.

Each message is one line that names the place, the finding and the remedy, because it is
shown to the person who can mend it.
"""

from __future__ import annotations

from pathlib import Path

# What is said when the system has no memory left for the documents or for what was learned.
NO_MEMORY = "there is not enough memory; stop other programs, or divide the documents"


class BotError(Exception):
    """Root of all errors that the bot raises on purpose."""


class CorpusError(BotError):
    """Something in the corpus folder cannot be used; the message says where and what to do."""


class QuestionError(BotError):
    """A question, or a field beside it, is outside the contract.

    ``code`` is for programs and stays as it is; ``param`` names the field, or is None where it is
    no single one.
    """

    def __init__(self, code: str, message: str, *, param: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.param = param


class OptionError(BotError):
    """An option of the Python interface has a value that nothing is known of."""


class EvaluationError(BotError):
    """Judged questions or a test collection cannot be read."""


class GapsError(BotError):
    """The counts of what people could not find cannot be read or written."""


class KeptFileError(BotError):
    """A file of what was worked out before cannot be used or written; it can be made anew."""


def place_of(path: Path, line: int = 1) -> str:
    """Return a line of a corpus file as messages name it: "corpus/legs.md:14"."""
    return f"{path.resolve().parent.name}/{path.name}:{line}"
