"""Passages ranked for a query by BM25.

In: terms with weights. Out: hits by falling score.
"""
