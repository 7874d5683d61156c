"""What a few typed words find: rows, and what has to be said beside them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.records import Answer, AnswerPassage, Notice, Reading


@dataclass(frozen=True, slots=True)
class Row:
    """A passage that was found."""

    passage: AnswerPassage
    """The passage, the sentence marked that has most of the words."""
    holds: bool
    """Whether it holds every word that was typed; else it is meant by them."""
    lines: tuple[str, ...]
    """All steps of a technique, in order; of an explanation the sentence that answers."""
    place: tuple[str, ...]
    """Position, site and angles that a technique names."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a few words find."""

    answer: Answer
    """What the bot answers to them."""
    rows: tuple[Row, ...]
    """Best first."""
    words: tuple[str, ...]
    """The words that were looked for, as they are read."""
    read_as: tuple[Reading, ...]
    """How words were read."""
    notice: Notice | None
    """What safety says to them."""
    unnamed: tuple[str, ...]
    """What of the text the documents do not name, though rows are shown."""

    @property
    def is_doubtful(self) -> bool:
        """Whether the rows are the nearest rather than what was looked for."""
        if not self.rows or self.rows[0].holds:
            return False
        return bool(self.unnamed) or self.answer.outcome == "unsure"
