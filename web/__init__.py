"""The web: pages, the JSON interface and the widget over the bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from flask import Blueprint

    from web.settings.config import Settings

BODY_LIMIT = 16 * 1024


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Return the application; ``config`` stands over the environment's ``CHATBOT_*``.

    Keys without that prefix go to Flask's own configuration.

    :raise ConfigError: when a setting cannot be used, or a store that it names.
    :raise CorpusError: when the corpus cannot be used.
    """
    # Imported here, so that `import web` costs next to nothing.
    from web.api import ask as api
    from web.api import errors, openapi
    from web.corpus.loading import load_state
    from web.corpus.state import hold_state
    from web.operating import health
    from web.pages import assets, chat, documents, look, lookup, quoting
    from web.request import security
    from web.settings.config import PREFIX, read_settings
    from web.settings.stores import check_stores
    from web.widget import embed

    settings = read_settings(config)
    check_stores(settings)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config.update({k: v for k, v in (config or {}).items() if not k.startswith(PREFIX)})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    hold_state(app, load_state(settings))
    pages = (assets, chat, documents, look, lookup, quoting)
    for room in (api, *pages, embed, health, openapi):
        app.register_blueprint(room.blueprint)
    errors.register_errors(app, chat.error_page)
    app.after_request(security.pack_response)
    app.wsgi_app = security.protect(app.wsgi_app)  # type: ignore[assignment]
    _operate(app, settings)
    return app


def create_blueprint(
    config: Mapping[str, Any] | None = None, *, name: str = "chatbot"
) -> Blueprint:
    """Return the application as a blueprint of another Flask application.

    It has its own settings, routes, errors and headers; of its host it takes the path where it is
    registered, and what the host does before and after each request::

        host.register_blueprint(create_blueprint({"CHATBOT_CORPUS": "corpus"}), url_prefix="/chat")

    A host that checks forms for tokens of its own has to leave out this blueprint.

    :raise ConfigError: as :func:`create_app` does.
    :raise CorpusError: as :func:`create_app` does.
    """
    from flask import Blueprint, request
    from werkzeug.wrappers import Response

    app = create_app(config)
    blueprint = Blueprint(name, __name__)

    def serve(path: str) -> Any:
        environ = dict(request.environ)
        root = request.path.removesuffix(path).rstrip("/").encode().decode("latin-1")
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + root
        environ["PATH_INFO"] = environ.get("PATH_INFO", "").removeprefix(root)
        return Response.from_app(app, environ, buffered=True)

    methods = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    options: dict[str, Any] = {"methods": methods, "provide_automatic_options": False}
    blueprint.add_url_rule("/", "serve", serve, defaults={"path": ""}, **options)
    blueprint.add_url_rule("/<path:path>", "serve", serve, **options)
    return blueprint


def _operate(app: Flask, settings: Settings) -> None:
    """Add what an owner needs on the open internet: limits, counts, a log and real addresses."""
    from web.operating.request_log import log_request
    from web.request.limits import limit_requests
    from web.request.mounting import read_pieces, stand_under
    from web.request.observing import Observer, observe
    from web.request.proxies import stand_behind
    from web.request.security import check_host

    observers: list[Observer] = [log_request]
    if settings.metrics:
        from web.operating.metrics import serve_metrics

        observers.append(serve_metrics(app).count)
    if settings.gaps:
        from web.operating.gaps import count_gaps

        count_gaps(app, settings.gaps)
    # Before the limits, so that a refused request has a name in the log as well.
    observe(app, observers, behind_proxies=settings.trusted_proxies > 0)
    app.before_request(check_host)
    limit_requests(app, settings.rate_limit, settings.rate_limit_storage)
    app.wsgi_app = read_pieces(app.wsgi_app)  # type: ignore[assignment]
    app.wsgi_app = stand_behind(  # type: ignore[assignment]
        stand_under(app.wsgi_app, settings.path), settings.trusted_proxies
    )
