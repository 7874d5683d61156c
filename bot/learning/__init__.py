"""What is learned from example sentences: texts → features → scores for each intent.

In: example files (Markdown) and a question's words. Out: one score an intent. Nothing here knows
what an intent is for; understanding, safety and practice say what the scores mean.
"""
