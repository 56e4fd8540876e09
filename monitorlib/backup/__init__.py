"""A whole workspace in one file, made while it is in use, and put back as a new one.

The file holds rows of residents (pseudonyms), so it is for its owner only and belongs inside the wall. The key of
the pseudonyms is not in it: that lies outside the workspace.
"""
