"""A conversation → at most one notice, what the person may answer, and what may be shown.

In: everything that a person said, oldest first. Out: a :class:`~bot.safety.judging.Judgement`.

* ``signs``: combinations of everyday words that are certain (signs.toml)
* ``gauge``: what was learned from example sentences says how probable a danger is
* ``thresholds``: from which scores on
* ``raising``: certain → alarm, probable → one question, else nothing
* ``judging``: what stands after a conversation, in one language or several
* ``turns``, ``standing``: a turn as sentences; what stays for the conversation
* ``notices``: the texts in all their forms, the standing card, the numbers to call
"""
