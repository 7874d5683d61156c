"""A corpus folder → all that the bot knows of it; what takes long is kept between two starts.

In: a folder, and what ships with the bot. Out: a `Library` for each language.

* ``core``: documents, index and weights, kept or read anew; ``fingerprint`` tells whether they fit
* ``learned``: what examples teach
* ``library``: everything that one language needs
"""
