"""The interface for programs: JSON questions and answers, errors, OpenAPI."""
