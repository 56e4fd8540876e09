"""What of a release and of a team's notes may be told to whom. Standard library only.

`team` sees its own release. `organisation` sees less of the numbers (the export profile: cells of at least
EXPORT_CELL, no blocks, no checks, no pictures) and none of the team's own words, except agreements that the
team chose to share.
"""

from dataclasses import replace

from monitorlib.released import Content, Row, View
from monitorlib.sessions import Notes

AUDIENCES = ("team", "organisation")
EXPORT_RESIDENTS = 10  # decision 55: the export profile of docs/architecture.md, "The walls"
EXPORT_CELL = 5
SHARED_WITH = ("organisation", "others")


def content_for(content: Content, audience: str) -> Content:
    """The released numbers that this audience may see."""
    if audience == "team":
        return content
    return replace(content, views=tuple(map(_coarser_view, content.views)), funnels=(), audience=audience)


def notes_for(notes: Notes, audience: str) -> Notes:
    """What was written that this audience may see."""
    if audience == "team":
        return notes
    shared = notes.actions if shares_agreements(notes) else ()
    return Notes(actions=shared, revision=notes.revision)


def shares_agreements(notes: Notes) -> bool:
    """Whether the team chose, in the meeting, to share its agreements outside the team."""
    return notes.meeting.get("set_share", "") in SHARED_WITH


def _coarser_view(view: View) -> View:
    measured = view.n_measured
    left_out = None if measured is None or view.n_again is None else measured - view.n_again
    hidden = left_out is not None and 0 < left_out < EXPORT_RESIDENTS
    rows = tuple(map(_coarser_row, view.rows))
    return replace(view, rows=rows, blocks=(), n_measured=None if hidden else measured)


def _coarser_row(row: Row) -> Row:
    """The same table when every cell is large enough, else only how many; never what gives a cell back."""
    told = replace(row, blocks=None, checks=(), could_improve=None)
    if row.n is not None and row.n < EXPORT_RESIDENTS:
        return replace(
            told, n=None, counts=None, interval=None, mean_shift=None, p_class=None, verdict="too_few"
        )
    if row.counts is None or min(row.counts.values()) >= EXPORT_CELL:
        return told
    return replace(told, counts=None, interval=None, mean_shift=None, p_class=None, verdict="uncertain")
