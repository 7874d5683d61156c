"""What safety says: notices in all their forms, the standing card, the numbers to call.

In: bot/defaults/notices and a clinic's own notices.toml. Out: :class:`~.loading.Notices`.
"""
