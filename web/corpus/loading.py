"""The corpus, read into a state that requests can be answered from."""

from __future__ import annotations

import time
from pathlib import Path

from bot import Chatbot
from bot.answering.glossary import load_glossary
from bot.answering.offering.body_map import BodyMap, load_body_map
from bot.errors import CorpusError
from bot.language.languages import load_language, understood
from bot.loading.learned import own_in
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
        # An interface may speak a language that the bot does not understand.
        language = settings.bot_language if settings.bot_language in understood() else "en"
        chatbot = Chatbot.load(folder, language=language, cache=settings.cache)
        state = State(
            settings=settings,
            chatbot=chatbot,
            body_maps=_load_body_maps(folder),
            terms=_load_terms(folder),
            look=load_look(folder, chatbot.clinic),
            wordings=load_wordings(folder / "wording.toml"),
            corpus=hash_corpus(folder),
        )
        if read_stamp(folder) == before:
            state.chatbot.ask(TRIAL)
            return state
        time.sleep(0.2)
    raise CorpusError(f"{folder}: changes while it is read; wait until it is copied whole")


def _load_body_maps(folder: Path) -> dict[str, BodyMap]:
    """Return the map of a folder as each language labels it; none when it brings none."""
    path = folder / "map.toml"
    maps = {code: load_body_map(path, own / "map.toml") for code, own in _parts(folder)}
    return {code: body_map for code, body_map in maps.items() if body_map is not None}


def _load_terms(folder: Path) -> dict[str, Terms]:
    """Return what explains the words of the documents, which are English, in each language."""
    return {code: Terms(load_glossary(own / "glossary.toml")) for code, own in _parts(folder)}


def _parts(folder: Path) -> list[tuple[str, Path]]:
    """Return the part of a corpus folder for each language that is understood."""
    return [(code, own_in(folder, load_language(code))) for code in understood()]
