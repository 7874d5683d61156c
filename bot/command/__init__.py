"""The command line: ask, converse, check, explain, evaluate.

In: arguments and a terminal. Out: text and an exit code.
"""
