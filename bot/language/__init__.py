"""Words of a text: sentences, tokens, stems, spelling.

In: text. Out: words with their places.
"""
