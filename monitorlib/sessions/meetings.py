"""What was written in a meeting, as things a page can show: notes, explanations, actions, in words. No database.

The words of what a team chooses are one list for page and report; the codes are those of `fields.WORDS`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monitorlib.foundation.texts import Text
from monitorlib.sessions.fields import MEETING, Topic, day_in, fits, kind_of

EXPECTED = {
    "more_better": Text("meer vooruit", "more improved"),
    "same": Text("ongeveer gelijk", "about the same"),
    "more_worse": Text("meer achteruit", "more deteriorated"),
    "no_idea": Text("geen idee", "no idea"),
}
KINDS = {
    "more": Text("meer doen", "do more"),
    "less": Text("minder doen", "do less"),
    "different": Text("anders doen", "do differently"),
    "keep": Text("behouden", "keep"),
    "expertise": Text("andere kennis of methode", "other expertise or method"),
}
# for whom the organisation looks at its figures (workspace.toml, voor_wie)
WHOM = {
    "inwoner": Text("de inwoner", "the resident"),
    "professional": Text("de professional", "the professional"),
    "organisatie": Text("de organisatie", "the organisation"),
    "financier": Text("de financier", "the funder"),
}


FINISHED = ("done", "dropped")


@dataclass(frozen=True)
class Meeting:
    """One meeting of a team about one period. `revision` counts what was written in it when it was read."""

    id: str
    team: str
    period: str
    started_on: date
    closed: bool
    revision: int


@dataclass(frozen=True)
class Change:
    """One field as it is now; `screen` names the page that wrote it."""

    subject: str
    field: str
    value: str
    screen: str
    revision: int
    first_revision: int


@dataclass(frozen=True)
class Explanation:
    """The team's own explanation; `check` is the name of a check, "not_in_data", or "" for not linked yet."""

    subject: str
    text: str
    check: str
    topic: Topic | None
    answer: str


@dataclass(frozen=True)
class FollowUp:
    """What was said of an action in one meeting: its status then, and a note."""

    meeting: Meeting
    status: str
    text: str


@dataclass(frozen=True)
class Action:
    """What a team agreed to do. `status` is the newest that was said; "open" when nothing was said yet."""

    subject: str
    meeting: Meeting
    kind: str
    text: str
    who: str
    by_when: date | None
    topic: Topic | None
    expected: str
    in_our_hands: str
    status: str
    follow_ups: tuple[FollowUp, ...]


@dataclass(frozen=True)
class Notes:
    """Everything that was written in one meeting; empty fields are left out.

    `unread` counts the fields that hold what would be refused today: they are left out, and stop nobody.
    """

    meeting: dict[str, str] = field(default_factory=dict)
    by_topic: dict[Topic, dict[str, str]] = field(default_factory=dict)
    explanations: tuple[Explanation, ...] = ()
    actions: tuple[Action, ...] = ()
    revision: int = 0
    unread: int = 0

    def about(self, topic: Topic) -> dict[str, str]:
        """The fields of one leefgebied; empty when nothing was written about it."""
        return self.by_topic.get(topic, {})

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The leefgebieden that something was written about, in a fixed order."""
        return tuple(sorted(self.by_topic))


def read_notes(meeting: Meeting, changes: Iterable[Change]) -> Notes:
    """The fields of one meeting put together; in the order in which each subject was first written."""
    changes = list(changes)
    subjects = _by_subject(changes)
    topics = {Topic.of(subject): fields for subject, fields in subjects.items() if fields}
    return Notes(
        subjects.get(MEETING, {}),
        {topic: fields for topic, fields in topics.items() if topic is not None},
        tuple(_explanation(s, f) for s, f in _standing(subjects, "explanation")),
        tuple(
            _action(s, f, meeting, ((meeting, f),)) for s, f in _standing(subjects, "action") if "text" in f
        ),
        meeting.revision,
        sum(not fits(each.subject, each.field, each.value) for each in changes),
    )


def read_actions(written: Iterable[tuple[Meeting, Iterable[Change]]]) -> tuple[Action, ...]:
    """The actions of a team over its meetings (given oldest first), with what later meetings said of them.

    An action is of the meeting in which its text was written. Actions without a text are left out.
    """
    told: dict[str, list[tuple[Meeting, dict[str, str]]]] = {}
    for meeting, changes in written:
        for subject, fields in _by_subject(changes).items():
            if kind_of(subject) == "action":
                told.setdefault(subject, []).append((meeting, fields))
    actions = []
    for subject, parts in told.items():
        agreed = next(((meeting, fields) for meeting, fields in parts if "text" in fields), None)
        if agreed is not None and not any("removed" in fields for _meeting, fields in parts):
            actions.append(_action(subject, agreed[1], agreed[0], parts))
    return tuple(actions)


def _by_subject(changes: Iterable[Change]) -> dict[str, dict[str, str]]:
    """The fields of each subject; one that would be refused today is left out, so that it stops nobody."""
    subjects: dict[str, dict[str, str]] = {}
    for change in sorted(changes, key=lambda each: each.first_revision):
        if not fits(change.subject, change.field, change.value):
            continue
        fields = subjects.setdefault(change.subject, {})
        if change.value:
            fields[change.field] = change.value
    return subjects


def _standing(subjects: dict[str, dict[str, str]], kind: str) -> list[tuple[str, dict[str, str]]]:
    return [(s, f) for s, f in subjects.items() if kind_of(s) == kind and f and "removed" not in f]


def _explanation(subject: str, fields: dict[str, str]) -> Explanation:
    text, check, answer = (fields.get(name, "") for name in ("text", "check", "answer"))
    return Explanation(subject, text, check, Topic.of(fields.get("topic", "")), answer)


def _action(subject: str, fields: dict[str, str], meeting: Meeting, parts: Iterable[Any]) -> Action:
    follow_ups = tuple(
        FollowUp(each, said.get("status", ""), said.get("follow_up", ""))
        for each, said in parts
        if "status" in said or "follow_up" in said
    )
    statuses = [each.status for each in follow_ups if each.status]
    return Action(
        subject,
        meeting,
        fields.get("kind", ""),
        fields["text"],
        fields.get("who", ""),
        day_in(fields.get("by_when", "")),
        Topic.of(fields.get("topic", "")),
        fields.get("expected", ""),
        fields.get("in_our_hands", ""),
        statuses[-1] if statuses else "open",
        follow_ups,
    )
