"""Markdown files → documents → sections → passages; nothing else reads them.

In: a folder. Out: `Document` records and warnings.
"""
