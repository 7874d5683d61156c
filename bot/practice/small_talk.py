"""Small talk: greetings, thanks, and questions about the program itself."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from bot.files.toml_file import read_toml
from bot.language.phrases import CueBook, Phrase, read_cue, read_lists, stems_of
from bot.language.text import Wording

# The number of cues that add nothing; larger than the number of any reply.
_FILLER = sys.maxsize


@dataclass(frozen=True, slots=True)
class SmallTalkReply:
    """What is said to a line of small talk."""

    id: str
    message: str


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """The replies, and the phrases that call for each."""

    # In the order of the file: where several fit, the first is given.
    replies: tuple[SmallTalkReply, ...]
    # Cues numbered as the replies, and the fillers under a number beyond all of them.
    book: CueBook


def find_small_talk(wording: Wording, small_talk: SmallTalk) -> SmallTalkReply | None:
    """Return the reply to small talk, or None when a question says anything beyond it."""
    found = small_talk.book.make_up(wording.stems)
    first = min(found, default=_FILLER)
    return None if first == _FILLER else small_talk.replies[first]


def load_small_talk(path: Path) -> SmallTalk:
    """Return the small talk of a file; without a file, none.

    :raise CorpusError: when something in the file cannot be used.
    """
    if not path.exists():
        return SmallTalk((), CueBook([]))
    top = read_toml(path)
    top.allow(("words", "replies"))
    lists = read_lists(top.table("words"))
    skipped = stems_of(lists.get("skipped", ()))
    replies: list[SmallTalkReply] = []
    cues: list[tuple[int, list[list[Phrase]]]] = []
    for name, table in top.table("replies").tables().items():
        table.allow(("said", "answer"))
        answer = table.text("answer")
        if not answer:
            raise table.error("has no answer", 'say something, as in answer = "Hello."')
        for text in table.texts("said"):
            parts = read_cue(table, "said", text, lists=lists, skipped=skipped)
            cues.append((len(replies), parts))
        replies.append(SmallTalkReply(name, answer))
    cues.extend((_FILLER, [[phrase]]) for phrase in lists.get("fillers", ()))
    return SmallTalk(tuple(replies), CueBook(cues, skipped=skipped))
