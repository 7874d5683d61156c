"""One file as people have it: front matter, clean lines, headings, lists, markup.

In: the text of a file. Out: its metadata, and parts of sanitised HTML with their lines.
"""
