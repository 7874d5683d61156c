"""Would a test notice? One small change at a time to the code, and the tests that run the line.

A mutant is a module with one change: a comparison, a boolean, a sum, a constant, a return, a
negation, or a statement left out. It is killed when a direct test fails, or takes too long; a
mutant that survives is a line that could be wrong without a test to tell. Direct tests of
`bot/safety/signs/grammar.py` are those of `tests/bot/test_grammar.py`, `test_signs.py` and
`test_safety.py`: judged questions and figures do not count.

    python -m tests.mutants bot/safety --sample 150 --seed 1

`changes` makes mutants, `running` runs the tests in forks of one process, `__main__` prints.
"""
