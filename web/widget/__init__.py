"""The widget: the panel in a frame, the script's releases, the page that explains it."""
