"""Signs of danger in a question → at most one notice.

In: the words of a conversation. Out: a `Notice`, or nothing.
"""
