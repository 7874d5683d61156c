"""The command in a person's own shell: a name for it, and what Tab offers."""
