"""Words that are typed to look something up, to the passages that hold them.

In come a few words, often half of one; out go rows: first the passages that hold all the words,
then those that are meant by them, and what has to be said about doubt.
"""
