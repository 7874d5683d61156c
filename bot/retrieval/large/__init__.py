"""What only a large library needs: the same ranking for thousands to millions of passages.

In: terms with weights. Out: the same scores as bot.retrieval.bm25, to the last bit. README.md
beside this file tells how, and what it buys.
"""
