"""The web: pages, the JSON interface and the widget over the bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
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


def _operate(app: Flask, settings: Settings) -> None:
    """Add what an owner needs on the open internet: limits, counts, a log and real addresses."""
    from web.operating.request_log import log_request
    from web.request.limits import limit_requests
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
    observe(app, observers)
    app.before_request(check_host)
    limit_requests(app, settings.rate_limit, settings.rate_limit_storage)
    app.wsgi_app = stand_behind(  # type: ignore[assignment]
        app.wsgi_app, settings.trusted_proxies
    )
