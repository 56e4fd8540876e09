"""Bytes to one table of text: what a file is, where its table begins and ends, and what became of every line.

In: a path, and what is known beforehand (`Known`, `Beforehand`). Out: an `Export`, in which every value is still
the text that stands in the file; or a UserError that says why there is none.
"""
