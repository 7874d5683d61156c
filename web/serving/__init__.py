"""Running it: settings, limits, security, reloading, logs, health."""
