"""Answers questions from the documents of a folder, word for word, with citations."""
