"""The release: what may leave the wall. `publish` writes it, `read` is all that a viewer needs of it.

This file imports nothing, so that `monitorlib.release.read` stays light.
"""

TABLE_FORMATS = ("csv", "xlsx")  # in which `exports` writes tables; here, as every command line names them
