"""Answers and rows as text: for any terminal, any width and any encoding, a pipe included.

In come answers and rows, out go lines; what a stream cannot show is written in plain letters.
"""
