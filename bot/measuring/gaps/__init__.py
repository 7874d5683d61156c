"""What people could not find: counts of outcomes and of single words, never of sentences.

In: answers. Out: counts in a file or in Redis, and a list of what to write next.
"""
