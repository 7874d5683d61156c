"""Pages from templates: the one place that knows the visitor's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, make_response, render_template, request

from bot.language.languages import understood
from bot.records import Document
from web.api.answering import GAPS
from web.corpus.state import current_state
from web.corpus.wording import Wording, choose_language, languages
from web.pages.assets import shared_assets


def render_page(template: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page or a fragment, from a template that is given the wording as ``t``.

    Every address in a page is made by ``asset``, ``local`` or ``site_url``, so that it holds under
    any path.
    """
    state = current_state()
    wording = current_wording()
    voice = state.chatbot.voice(page_language())
    html = render_template(
        template,
        t=wording,
        site=state.chatbot.clinic.name or wording("site.name"),
        clinic=state.chatbot.clinic,
        card=voice.safety_card,
        look=state.look,
        terms=state.terms[voice.language.code],
        bot_language=voice.language.code,
        voice_of=state.chatbot.voice,
        wordings=state.wordings,
        languages=list(state.wordings.values()),
        asset=asset_address,
        local=local_address,
        site_url=public_address,
        counting=GAPS in current_app.extensions,
        reader=_reader(state.chatbot.documents),
        **values,
    )
    return make_response(html, status)


def _reader(documents: Sequence[Document]) -> str:
    """Return where to read: the document itself when there is only one, else the list."""
    return f"/read/{documents[0].id}" if len(documents) == 1 else "/read/"


def current_wording() -> Wording:
    """Return the wording for the visitor of this request."""
    accepted = [tag for tag, quality in request.accept_languages if quality > 0]
    state = current_state()
    asked = request.args.get("lang")
    return state.wordings[choose_language(asked, state.settings.language, accepted)]


def page_language() -> str:
    """Return the language to speak to the visitor: the page's own, where the bot understands it."""
    language = current_wording().language
    return language if language in understood() else current_state().chatbot.language


def asset_address(name: str) -> str:
    """Return the address of a static file, below the path that the application is mounted at."""
    return request.script_root + shared_assets().url(name)


def local_address(address: str) -> str:
    """Return an address of this site that keeps the language the visitor has asked for.

    An address is given from the root of the application, which may be mounted below a path.
    """
    asked = request.args.get("lang", "")
    path, mark, fragment = f"{request.script_root}{address}".partition("#")
    if asked not in languages():
        return f"{path}{mark}{fragment}"
    return f"{path}{'&' if '?' in path else '?'}lang={asked}{mark}{fragment}"


def public_address(address: str) -> str:
    """Return an address of this site as anybody reaches it, with scheme and host.

    >>> # "/read/hip" gives "https://clinic.example/chat/read/hip" where it is mounted at /chat
    """
    return f"{request.host_url.rstrip('/')}{request.script_root}{address}"
