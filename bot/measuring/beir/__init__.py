"""The ranking alone, measured on public test collections.

In: a folder in BEIR's form. Out: nDCG@10, MRR@10 and Recall@100.
"""
