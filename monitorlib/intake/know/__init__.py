"""What is known before a file is opened: words for fields, leefgebieden, moments and dates, profiles and rules.

In: one text, a name or a cell (or a column of them), and what a profile tells. Out: what it may mean: a field, a
leefgebied, a moment, a day, a score, an identity that must not enter. No file of an export is touched here.
"""
