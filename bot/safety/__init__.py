"""A conversation → at most one notice, what the person may answer, and what may be shown.

In: everything that a person said, oldest first. Out: a :class:`~bot.safety.judging.Judgement`.

* ``signs``: combinations of everyday words that are certain (signs.toml)
* ``gauge``: what was learned from example sentences says how probable a danger is
* ``thresholds``: from which scores on
* ``judging``: certain → alarm, probable → one question, else nothing
* ``turns``, ``standing``: a turn as sentences; what stays for the conversation
* ``notices``, ``advice``, ``regions``: the texts, their forms, the numbers to call
"""
