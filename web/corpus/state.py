"""What the application holds while it runs: one frozen record, swapped as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, current_app, g

if TYPE_CHECKING:
    from bot import Chatbot
    from bot.answering.offering.body_map import BodyMap
    from web.corpus.look import Look
    from web.corpus.terms import Terms
    from web.corpus.wording import Wording
    from web.settings.config import Settings

_KEY = "chatbot"


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a request may need; nothing of a person."""

    settings: Settings
    """What the deployment chose."""
    chatbot: Chatbot
    """What answers."""
    body_maps: Mapping[str, BodyMap]
    """The corpus's map of the body, by language; empty when it brings none."""
    wordings: Mapping[str, Wording]
    """What the interface says, by language."""
    terms: Mapping[str, Terms]
    """Technical words, explained where they stand, by language."""
    look: Look
    """What the clinic's pages have of their own: colours and a picture."""
    corpus: str
    """Hash of the files that all of it was read from."""


def hold_state(app: Flask, state: State) -> None:
    """Make a state the current one; requests under way finish with the one they began with."""
    app.extensions[_KEY] = state


def current_state() -> State:
    """Return the state that this request began with."""
    state: State | None = g.get(_KEY)
    if state is None:
        state = g.chatbot = state_of(current_app)
    return state


def state_of(app: Flask) -> State:
    """Return the state that the application's next request will begin with."""
    state: State = app.extensions[_KEY]
    return state
