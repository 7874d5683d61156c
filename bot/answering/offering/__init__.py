"""What may be asked next: suggestions after a reply, and places on a map of the body.

In: what was understood, and the corpus's own suggestions. Out: questions to offer.
"""
