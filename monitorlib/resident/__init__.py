"""The resident's own page: what was registered about one person, given back to that person. Inside the wall.

Only rows of that person are read, and nothing made here goes on to another room: the command line alone opens it.
`person` finds who a client number is, `panels` lays the views of one leefgebied side by side, `content` is the
page as parts, `page` and `document` write it, `rights` are the person's rights.
"""

COPY_FORMATS = ("json", "xlsx")  # in which `rights` hands over all that is stored
