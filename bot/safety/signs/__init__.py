"""Certain signs: combinations of everyday words, told in signs.toml.

In: the words of a sentence. Out: what it names, and which signs several sentences fulfil.
"""
