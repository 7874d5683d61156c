"""The files of a folder → documents → sections → passages; nothing else reads them.

In: a folder, as people have it. Out: `Document` records, and findings: what is odd in the files.
source/ reads one file; this floor cuts it into sections and passages.
"""
