"""A conversation → at most one notice, what the person may answer, and what may be shown.

In: everything that a person said, oldest first. Out: a :class:`~bot.safety.judging.Judgement`.

* ``signs`` and ``grammar``: combinations of everyday words that are certain (signs.toml)
* ``gauge``: what was learned from example sentences says how probable a danger is
* ``judging``: certain → alarm, probable → one question, else nothing; and what stays
* ``notices``, ``regions``, ``card``: the texts, the numbers to call, the standing card
"""
