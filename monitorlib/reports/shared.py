"""What of a release and of a team's notes may be told to whom. Standard library only.

`team` sees its own release. `organisation` sees less of the numbers (the export profile of the workspace: no
checks, start scores or pictures) and none of the team's own words, except agreements that the team chose to
share.
"""

from monitorlib.disclosure.rules import export_profile
from monitorlib.release.beside import coarser_content
from monitorlib.released import Content
from monitorlib.sessions import Notes
from monitorlib.workspace import EXPORT_LIMITS, Limits

SHARED_WITH = ("organisation", "others")


def content_for(content: Content, audience: str, limits: Limits = EXPORT_LIMITS) -> Content:
    """The released numbers that this audience may see; `limits` of the workspace for what leaves the room."""
    if audience == "team":
        return content
    return coarser_content(content, export_profile(content.min_residents, limits.k, limits.m), audience)


def notes_for(notes: Notes, audience: str) -> Notes:
    """What was written that this audience may see."""
    if audience == "team":
        return notes
    shared = notes.actions if shares_agreements(notes) else ()
    return Notes(actions=shared, revision=notes.revision)


def shares_agreements(notes: Notes) -> bool:
    """Whether the team chose, in the meeting, to share its agreements outside the team."""
    return notes.meeting.get("set_share", "") in SHARED_WITH
