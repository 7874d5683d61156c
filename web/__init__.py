"""The web: pages, the JSON interface and the widget over the bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from web.serving.config import Settings

BODY_LIMIT = 16 * 1024


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Return the application; ``config`` stands over the environment's ``CHATBOT_*``.

    Keys without that prefix go to Flask's own configuration.

    :raise ConfigError: when a setting cannot be used.
    :raise CorpusError: when the corpus cannot be used.
    """
    # Imported here, so that `import web` costs next to nothing.
    from web.api import ask as api
    from web.api import errors, openapi
    from web.pages import assets, chat, documents, lookup, quoting
    from web.serving import health, security
    from web.serving.config import PREFIX, read_settings
    from web.serving.reloading import load_state
    from web.serving.shortcut import shorten
    from web.serving.state import hold_state
    from web.widget import embed

    settings = read_settings(config)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config.update({k: v for k, v in (config or {}).items() if not k.startswith(PREFIX)})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    hold_state(app, load_state(settings, assets.load_assets()))
    for room in (api, assets, chat, documents, lookup, quoting, embed, health, openapi):
        app.register_blueprint(room.blueprint)
    errors.register_errors(app)
    app.after_request(security.pack_response)
    app.wsgi_app = security.protect(shorten(app))  # type: ignore[assignment]
    _operate(app, settings)
    return app


def _operate(app: Flask, settings: Settings) -> None:
    """Add what an owner needs on the open internet: limits, counts, a log and real addresses."""
    from web.serving.limits import limit_requests
    from web.serving.observing import Observer, observe
    from web.serving.request_log import log_request

    observers: list[Observer] = [log_request]
    if settings.metrics:
        from web.serving.metrics import serve_metrics

        observers.append(serve_metrics(app))
    if settings.gaps:
        from web.serving.gaps import count_gaps

        count_gaps(app, settings.gaps)
    # Before the limits, so that a refused request has a name in the log as well.
    observe(app, observers)
    limit_requests(app, settings.rate_limit, settings.rate_limit_storage)
    if settings.trusted_proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        number = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=number, x_host=number
        )
