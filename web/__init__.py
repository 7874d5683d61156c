"""The web: pages, the JSON interface and the widget over the bot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

BODY_LIMIT = 16 * 1024


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Return the application; ``config`` stands over the environment's ``CHATBOT_*``.

    Keys without that prefix go to Flask's own configuration.

    :raise ConfigError: when a setting cannot be used.
    :raise CorpusError: when the corpus cannot be used.
    """
    # Imported here, so that `import web` costs next to nothing.
    from bot import Chatbot
    from web import api, assets, embed, errors, lookup, pages, reader, security
    from web.body_map import load_body_map
    from web.config import PREFIX, read_settings
    from web.state import State, hold_state

    settings = read_settings(config)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config.update({k: v for k, v in (config or {}).items() if not k.startswith(PREFIX)})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    state = State(
        settings=settings,
        assets=assets.load_assets(),
        chatbot=Chatbot.load(settings.corpus, language=settings.bot_language),
        body_map=load_body_map(Path(settings.corpus) / "map.toml"),
    )
    hold_state(app, state)
    for room in (api, assets, pages, reader, lookup, embed):
        app.register_blueprint(room.blueprint)
    errors.register_errors(app)
    app.after_request(security.pack_response)
    app.wsgi_app = security.protect(app.wsgi_app)  # type: ignore[assignment]
    return app
