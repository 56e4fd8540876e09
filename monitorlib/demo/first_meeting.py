"""Whether a release keeps what truth.toml promises of the first meeting."""

from collections.abc import Callable

from monitorlib.demo.specification import FirstMeeting, Promise
from monitorlib.grades import LEVEL_WORDS
from monitorlib.released import Content, Row

_WORDS = {
    "clear": ("improved", "slightly_improved"),
    "hint": ("hint_improved",),
    "disappointment": ("deteriorated", "slightly_deteriorated", "hint_deteriorated"),
    "same": LEVEL_WORDS,
}


def kept(meeting: FirstMeeting, content: Content) -> dict[Promise, tuple[str, ...]]:
    """Each promise with the leefgebieden that keep it; none where it is broken.

    Looked at are the professional's scores: the words of the page and the answers that may leave with them.
    """
    views = [v for v in content.views if (v.instrument, v.rater) == (meeting.instrument, "professional")]
    rows = [row for view in views for row in view.rows]
    return {each: _where(each, rows) for each in meeting.promise}


def _where(promise: Promise, rows: list[Row]) -> tuple[str, ...]:
    keeps = _answered(promise) if promise.check else _worded(promise)
    return tuple(row.leefgebied for row in rows if row.leefgebied in promise.leefgebieden and keeps(row))


def _worded(promise: Promise) -> Callable[[Row], bool]:
    words = _WORDS[promise.kind]
    return lambda row: row.verdict in words


def _answered(promise: Promise) -> Callable[[Row], bool]:
    wanted = (promise.check, promise.kind)
    return lambda row: wanted in {(check.check, check.answer) for check in row.checks}
