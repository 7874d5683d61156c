"""Text, TOML and kept files: read and written with errors that name file, line and remedy."""
