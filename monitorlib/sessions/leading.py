"""Which screen leads a meeting: a field of the meeting itself, kept by that screen for as long as it is there."""

from datetime import datetime

from monitorlib.sessions.meetings import Notes

LEAD = "set_lead"  # the screen that leads the meeting, and when it was last heard of
LEAD_SECONDS = 90


def leader(notes: Notes, moment: datetime) -> str:
    """The screen that leads the meeting; "" when none does, or when it was not heard of for LEAD_SECONDS.

    One that was heard of later than now tells that a clock was set back; it does not lead until that moment comes.
    """
    screen, _, heard = notes.meeting.get(LEAD, "").partition("|")
    try:
        gone = abs((moment - datetime.fromisoformat(heard)).total_seconds()) > LEAD_SECONDS
    except (ValueError, TypeError):  # no moment, or one without a time zone
        gone = True
    return "" if gone else screen


def was_left(notes: Notes, moment: datetime) -> bool:
    """Whether the screen that led the meeting went to another one, or is gone; False where none ever led."""
    return LEAD in notes.meeting and not leader(notes, moment)


def nobody(now: str) -> str:
    """What stands in the field when the screen that led went on to another meeting."""
    return f"|{now}"
