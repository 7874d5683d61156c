"""What a question asks for, and how sure that is.

In: words. Out: a query, what was found, a confidence.
"""
