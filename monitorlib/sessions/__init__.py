"""The session log: what a team expected, recognised, noted and agreed. SQLite in the workspace, or a database.

Everything that is typed is one *field* of one *subject* in one *meeting*; it is safe when `write` returns.
Light: SQLAlchemy only, and Alembic in the one moment that the tables have to be made or changed; the
viewer's kernel imports this room.
"""

from monitorlib.sessions.fields import (
    LONGEST_NOTE,
    MEETING,
    NOT_IN_DATA,
    WORDS,
    Topic,
    new_action,
    new_explanation,
    screen_name,
)
from monitorlib.sessions.log import Changes, Place, SessionLog, Written
from monitorlib.sessions.meetings import Action, Change, Explanation, FollowUp, Meeting, Notes
from monitorlib.sessions.phones import Phones
from monitorlib.sessions.rounds import FEWEST_ANSWERS, Asked, Counts, Question, Round

__all__ = [
    "FEWEST_ANSWERS",
    "LONGEST_NOTE",
    "MEETING",
    "NOT_IN_DATA",
    "WORDS",
    "Action",
    "Asked",
    "Change",
    "Changes",
    "Counts",
    "Explanation",
    "FollowUp",
    "Meeting",
    "Notes",
    "Phones",
    "Place",
    "Question",
    "Round",
    "SessionLog",
    "Topic",
    "Written",
    "new_action",
    "new_explanation",
    "screen_name",
]
