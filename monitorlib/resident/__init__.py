"""The resident's own page: what was registered about one person, given back to that person. Inside the wall.

Only rows of that person are read (`rows`), and nothing made here goes on to another room: the command line alone
opens it. `person` finds who a client number is, `panels` lays the views of one leefgebied side by side, `content`
is the page as parts, `page`, `paper` and `document` write it, `export` and `forgetting` are the person's rights.
"""
