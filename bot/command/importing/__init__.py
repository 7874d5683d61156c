"""Brings documents in: Markdown, text, HTML, Word and WordPress files to clean Markdown.

In: files and folders. Out: Markdown files in the corpus folder, and lines that say what was done.
"""
