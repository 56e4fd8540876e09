"""What can be written in a meeting: the subjects, their fields, and the words that some fields are limited to.

A subject is one text: `meeting`, `topic/<instrument>/<rater>/<leefgebied>`, `explanation/<id>` or
`action/<id>`. Standard library only.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text

LONGEST_NOTE = 10_000  # characters; a page of text is about 3,000
MEETING = "meeting"
NOT_IN_DATA = "not_in_data"

FIELDS = {
    "meeting": {
        "step",
        "minutes",
        "step_started",
        "release",
        "instrument",
        "rater",
        "note",
        "story",
        "valuation",
        "appointment",
    },
    "topic": {"expected", "recognised", "note", "would_see", "whom", "valuation", "story", "agreement"},
    "explanation": {"text", "check", "topic", "answer", "removed"},
    "action": {
        "kind",
        "text",
        "who",
        "by_when",
        "topic",
        "expected",
        "in_our_hands",
        "status",
        "follow_up",
        "removed",
    },
}
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "topic": {
        "expected": ("more_better", "same", "more_worse", "no_idea"),
        "recognised": ("yes", "partly", "no"),
    },
    "action": {
        "kind": ("more", "less", "different", "keep", "expertise"),
        "in_our_hands": ("yes", "partly", "no"),
        "status": ("open", "going_on", "done", "dropped"),
        "removed": ("yes",),
    },
    "explanation": {"removed": ("yes",)},
}
_SETTING = re.compile(r"set_[a-z0-9_]{1,40}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

TOO_LONG = Text(
    f"Deze notitie is te lang (meer dan {LONGEST_NOTE} tekens). Maak haar korter. "
    "Wat er eerder stond, is bewaard.",
    f"This note is too long (more than {LONGEST_NOTE} characters). Make it shorter. "
    "What stood there before is kept.",
)


TOO_MANY = Text(
    "In dit gesprek staat al heel veel. Er past niets nieuws meer bij; wat er staat kunt u nog veranderen.",
    "This meeting holds very much already. Nothing new fits in; what stands there can still be changed.",
)


@dataclass(frozen=True, order=True)
class Topic:
    """One leefgebied as one rater scored it with one instrument: what a meeting talks about."""

    instrument: str
    rater: str
    leefgebied: str

    @property
    def subject(self) -> str:
        """This topic as a subject to write about."""
        if "/" in self.instrument + self.rater:
            raise ValueError("an instrument or rater holds no /")
        return f"topic/{self.instrument}/{self.rater}/{self.leefgebied}"

    @classmethod
    def of(cls, subject: str) -> "Topic | None":
        """The topic of a subject; None when the subject is something else, or empty."""
        parts = subject.split("/", 3)
        return cls(*parts[1:]) if len(parts) == 4 and parts[0] == "topic" else None


def new_action() -> str:
    """A subject for a new action; it exists from the first field that is written."""
    return f"action/{secrets.token_hex(8)}"


def new_explanation() -> str:
    """A subject for a new explanation of the team; it exists from the first field that is written."""
    return f"explanation/{secrets.token_hex(8)}"


def screen_name() -> str:
    """A word by which one open page knows its own changes from those of another screen."""
    return secrets.token_hex(4)


def kind_of(subject: str) -> str:
    """What sort of subject this is; ValueError when it is none."""
    kind, _, rest = subject.partition("/")
    if kind not in FIELDS or len(subject) > 300 or (kind == MEETING) == bool(rest):
        raise ValueError("not a subject of a meeting")
    return kind


def check_field(subject: str, field: str, value: str) -> None:
    """Refuse what does not fit: a UserError for a text that is too long, ValueError for all else (our bug)."""
    kind = kind_of(subject)
    if field not in FIELDS[kind] and not _SETTING.fullmatch(field):
        raise ValueError(f"unknown field of a {kind}: {field[:60]}")
    if len(value) > LONGEST_NOTE:
        raise UserError(TOO_LONG)
    if "\x00" in value:
        raise ValueError(f"{field}: a text holds no NUL")  # PostgreSQL cannot keep it
    words = WORDS.get(kind, {}).get(field)
    if value and words is not None and value not in words:
        raise ValueError(f"{field}: not one of {', '.join(words)}")
    if value and field == "by_when" and day_in(value) is None:
        raise ValueError("by_when: not a day as 2026-03-01")


def fits(subject: str, field: str, value: str) -> bool:
    """Whether a value may stand in this field: the same rule for who writes it and who reads it."""
    try:
        check_field(subject, field, value)
    except (UserError, ValueError):
        return False
    return True


def day_in(value: str) -> date | None:
    """The day of "2026-03-01"; None for a text that is none, or a day that does not exist."""
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        return None
