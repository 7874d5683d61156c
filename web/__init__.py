"""The web: pages, the JSON interface and the widget over the bot."""
