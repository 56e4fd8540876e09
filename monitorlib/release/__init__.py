"""The release: what may leave the wall. `publish` writes it, `read` is all that a viewer needs of it.

This file imports nothing, so that `monitorlib.release.read` stays light.
"""
