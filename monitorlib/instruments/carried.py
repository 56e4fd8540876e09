"""A table from a workspace remembers where that keeps its own instruments, so that nobody says it again."""

from pathlib import Path

from monitorlib.instruments import Instruments, read_instruments

FOLDER = "instruments"  # the key in a table's attrs


def carries(frame, folder: str | Path):
    """The same table, marked with the folder of its workspace's own instruments; pandas hands that on."""
    frame.attrs[FOLDER] = str(folder)
    return frame


def instruments_behind(frame, given: Instruments | None = None) -> Instruments:
    """The `given` instruments, or the shipped ones with those of the workspace that a table came from."""
    if given is not None:
        return given
    folder = frame.attrs.get(FOLDER)
    return read_instruments(None if folder is None else Path(folder))
