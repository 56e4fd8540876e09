"""A table of text to meaning: which column holds what, of which instrument, at which moments and days.

In: an `Export` and a `Profile`. Out: a `Mapping` (a field for every column, how sure, and what is to be asked) and
CELLS, every score on a line of its own. A value that is stored is still the word of the file.
"""
