"""Who did what in a workspace, and when: one line each, chained by hashes, inside the wall.

A line is on disk before what it tells takes place: killed between the two leaves a line too many, never one too
few. It names an account of the computer or of the hub, a team, a period, a number; never a resident, and nothing
that somebody typed. No viewer's kernel imports this room.
"""

from monitorlib.trail.lines import (
    BACKED_UP,
    CASELOAD,
    EXPORTED,
    FORGOT,
    GAP,
    IMPORTED,
    MENDED,
    OPENED,
    RELEASED,
    REPORTED,
    RESIDENT_DATA,
    RESIDENT_PAGE,
    RESTORED,
    UNDID,
    WITHDREW,
    Line,
    trail_folder,
)
from monitorlib.trail.writing import newest, note

__all__ = [
    "BACKED_UP",
    "CASELOAD",
    "EXPORTED",
    "FORGOT",
    "GAP",
    "IMPORTED",
    "MENDED",
    "OPENED",
    "RELEASED",
    "REPORTED",
    "RESIDENT_DATA",
    "RESIDENT_PAGE",
    "RESTORED",
    "UNDID",
    "WITHDREW",
    "Line",
    "newest",
    "note",
    "trail_folder",
]
