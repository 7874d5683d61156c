"""The corpus, read into a state that requests can be answered from."""

from __future__ import annotations

import time
from pathlib import Path

from bot import Chatbot
from bot.answering.body_map import load_body_map
from bot.errors import CorpusError
from web.corpus.files import hash_corpus, read_stamp
from web.corpus.look import load_look
from web.corpus.state import State
from web.corpus.terms import Terms
from web.corpus.wording import load_wordings
from web.settings.config import Settings

_TRIES = 3
# Answered by every chatbot that works, whatever its documents are about.
TRIAL = "Why does it hurt?"


def load_state(settings: Settings) -> State:
    """Return everything that a request may need, read from one and the same corpus.

    :raise CorpusError: when the corpus cannot be used, or does not stop changing.
    """
    folder = Path(settings.corpus)
    for _ in range(_TRIES):
        before = read_stamp(folder)
        chatbot = Chatbot.load(folder, language=settings.bot_language, cache=settings.cache)
        state = State(
            settings=settings,
            chatbot=chatbot,
            body_map=load_body_map(folder / "map.toml"),
            terms=Terms(chatbot.library.glossary),
            look=load_look(folder, chatbot.clinic),
            wordings=load_wordings(folder / "wording.toml"),
            corpus=hash_corpus(folder),
        )
        if read_stamp(folder) == before:
            state.chatbot.ask(TRIAL)
            return state
        time.sleep(0.2)
    raise CorpusError(f"{folder}: changes while it is read; wait until it is copied whole")
