"""The clinic's own business and small talk.

In: a question's words. Out: a message, or nothing.
"""
