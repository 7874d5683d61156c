"""The widget: its script, the panel that it opens, and the page that shows an owner how."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from web.corpus.state import current_state
from web.pages.assets import YEAR
from web.pages.chat import render_chat
from web.pages.rendering import public_address, render_page
from web.request.security import content_policy
from web.settings.readers import LANGUAGE_AUTO
from web.widget.releases import (
    OPTIONS,
    Script,
    load_releases,
    newest_script,
    newest_version,
    write_line,
)

blueprint = Blueprint("embed", __name__)

# A mended widget reaches every page within the hour; a server that is away is bridged for a week.
HOUR = "public, max-age=3600, stale-while-revalidate=86400, stale-if-error=604800"
API = "/api/ask"
# What a script of those sites may read beside the reply.
_EXPOSED = "ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"


@blueprint.get("/widget.js")
def newest() -> Response:
    """Return the newest script, with what the clinic says of itself as defaults."""
    response = _script_response(newest_script(**_defaults()), HOUR)
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/widget/<version>.js")
def release(version: str) -> Response:
    """Return one release; it never changes, so pages may pin it by its integrity.

    :raise 404: when there is no such release.
    """
    script = load_releases().get(version)
    if script is None:
        abort(404)
    return _script_response(script, YEAR)


@blueprint.route("/embed", methods=["GET", "POST"])
def embed() -> Response:
    """Return the conversation as a panel for the frame of an allowed site.

    ``from`` in the address is the origin that the panel speaks with; any other hears nothing.
    """
    site = request.args.get("from", "")
    own = site in (f"http://{request.host}", f"https://{request.host}")
    origins = current_state().settings.embed_origins
    # The owner's page shows the panel on this very origin; nobody else asks for that.
    ancestors = "'self'" if own else " ".join(origins) or "'none'"
    kept = {name: request.args[name] for name in ("lang", "from") if name in request.args}
    response = render_chat(
        "embed.html",
        here=f"{request.script_root}/embed?{urlencode(kept)}",
        site_origin=site if own or site in origins else "",
    )
    response.headers["Content-Security-Policy"] = content_policy(frame_ancestors=ancestors)
    # For sites that isolate themselves (COEP): the frame says that it does so, too.
    response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/widget")
def widget_page() -> Response:
    """Return the owner's page: options, the line to paste, and the widget itself."""
    chosen = {
        option.name: request.args[option.name].strip()
        for option in OPTIONS
        if request.args.get(option.name, "").strip() not in ("", option.default)
    }
    home = public_address("")
    version = newest_version()
    pinned = {**_as_attributes(_defaults()), **chosen}
    # The page has no element of the site's own; what goes into one is shown in its own frame.
    shown = {**chosen, "target": "#preview"} if "target" in chosen else chosen
    response = render_page(
        "widget.html",
        options=OPTIONS,
        chosen=chosen,
        home=home,
        origins=current_state().settings.embed_origins,
        line=write_line(f"{home}/widget.js", chosen),
        pinned=write_line(
            f"{home}/widget/{version}.js",
            pinned,
            integrity=load_releases()[version].integrity,
        ),
        shown=write_line(f"{request.script_root}/widget.js", shown, shown=True),
    )
    response.headers["Content-Security-Policy"] = f"{content_policy()}; frame-src 'self'"
    return response


@blueprint.after_app_request
def share_answers(response: Response) -> Response:
    """Let the embedding sites read the API's replies; nobody's cookies go with the request."""
    origin = request.environ.get("HTTP_ORIGIN")
    if origin is None or request.path != API:
        return response
    headers = response.headers
    headers["Vary"] = "Accept-Encoding, Origin"
    if origin in current_state().settings.embed_origins:
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Expose-Headers"] = _EXPOSED
        if request.method == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = "GET, POST"
            headers["Access-Control-Allow-Headers"] = "Content-Type"
            headers["Access-Control-Max-Age"] = "7200"
    return response


def _script_response(script: Script, keep: str) -> Response:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(script.packed if packed else script.plain, mimetype="text/javascript")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = keep
    # Anybody may load it, also with an integrity check, which needs CORS.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _defaults() -> dict[str, str]:
    state = current_state()
    language = state.settings.language
    return {
        "phone": state.chatbot.clinic.phone,
        "language": "" if language == LANGUAGE_AUTO else language,
    }


def _as_attributes(defaults: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in defaults.items() if value}
