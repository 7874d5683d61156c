"""What a reply says: its kind, its sentences, quotations with citations, what to ask next.

In: what was understood, and the passages found. Out: an `Answer`.
"""
