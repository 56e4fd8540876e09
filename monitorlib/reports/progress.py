"""What a team agreed over its meetings, with the figure of the leefgebied then and now. Released numbers only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitorlib import wording
from monitorlib.foundation.texts import Text, counted
from monitorlib.pages import view_name
from monitorlib.released import Release, Row, View
from monitorlib.reports import words as w
from monitorlib.reports.elements import Columns, Heading, Paragraph, Part
from monitorlib.sessions import Action, Topic
from monitorlib.wording import verdicts

TITLE = Text("Voortgang van de afspraken – {team}", "Progress of the agreements – {team}")
NOTHING_YET = Text(
    "Dit team heeft nog geen afspraken gemaakt. Dat kan in de teamreflectie, bij stap 7: Verbeteren.",
    "This team has made no agreements yet. That can be done in the team reflection, at step 7: Improve.",
)
SUMMARY = Text(
    "{all}: {done} gedaan, {going_on}, {dropped} gestopt, {open} nog niet besproken.",
    "{all}: {done} done, {going_on}, {dropped} dropped, {open} not discussed yet.",
)
AGREEMENTS = Text("{n} afspraak", "{n} agreement"), Text("{n} afspraken", "{n} agreements")
GOING_ON = Text("{n} loopt", "{n} going on"), Text("{n} lopen", "{n} going on")
HELD = Text("Bijeenkomst van {day} over {period}", "Meeting of {day} about {period}")
COLUMNS = Columns(
    (
        *w.BEFORE_COLUMNS.heads[:2],
        Text("Wie en wanneer", "Who and by when"),
        Text("Wat we hoopten te zien", "What we hoped to see"),
        Text("Cijfer toen", "Figure then"),
        Text("Cijfer nu", "Figure now"),
        w.BEFORE_COLUMNS.heads[2],
    )
)
SAME_PERIOD = Text("Er is nog geen nieuwe periode.", "There is no new period yet.")
NO_FIGURE = Text("Hier is geen cijfer van vrijgegeven.", "No figure of this has been released.")
CAUTION = Text(
    "Twee cijfers naast elkaar zijn nog geen trend. Ze zeggen niet dat de afspraak de oorzaak is.",
    "Two figures side by side are no trend yet. They do not say that the agreement is the cause.",
)


@dataclass(frozen=True)
class Progress:
    """A team's actions (oldest first) and its newest releases by period; `newest` is the period of "now"."""

    team: str
    actions: tuple[Action, ...]
    releases: Mapping[str, Release]
    newest: str


def progress_parts(progress: Progress, language: str) -> tuple[Part, ...]:
    """Newest meeting first; one table a meeting, one row an action."""
    title = Heading(TITLE.fill(team=progress.team)[language])  # below the page's own title
    if not progress.actions:
        return (title, Paragraph(NOTHING_YET[language]))
    statuses = [action.status for action in progress.actions]
    told = Paragraph(_summary(statuses)[language])
    meetings = {action.meeting.id: action.meeting for action in reversed(progress.actions)}
    tables = [part for each in meetings for part in _meeting_parts(progress, each, language)]
    return (title, told, Paragraph(CAUTION[language]), *tables)


def _summary(statuses: list[str]) -> Text:
    """How many agreements there are, and how many of them in each state."""
    told = {status: statuses.count(status) for status in w.STATUS}
    told["going_on"] = counted(told["going_on"], *GOING_ON)
    return SUMMARY.fill(all=counted(len(statuses), *AGREEMENTS), **told)


def _meeting_parts(progress: Progress, meeting: str, language: str) -> Iterator[Part]:
    actions = [action for action in progress.actions if action.meeting.id == meeting]
    held = actions[0].meeting
    day = wording.day(held.started_on.isoformat(), language)
    release = progress.releases.get(held.period)
    period = release.content.period.label[language] if release else held.period
    yield Heading(HELD.fill(day=day, period=period)[language], 3)
    rows = tuple(_row(progress, action, language) for action in actions)
    yield COLUMNS.table(rows, language)


def _row(progress: Progress, action: Action, language: str) -> tuple[str, ...]:
    kind = w.KINDS[action.kind][language] if action.kind in w.KINDS else ""
    by = wording.day(action.by_when.isoformat(), language) if action.by_when else ""
    then, now = _figures(progress, action, language)
    return (
        f"{action.text} ({kind})" if kind else action.text,
        _about(progress, action.topic, language),
        ", ".join(filter(None, (action.who, by))) or w.NOTHING,
        action.expected or w.NOTHING,
        then,
        now,
        _story(action, language),
    )


def _about(progress: Progress, topic: Topic | None, language: str) -> str:
    if topic is None:
        return w.NOTHING
    for release in progress.releases.values():
        found = _find(release, topic)
        if found is not None:
            return f"{found[1].label[language]}, {view_name(found[0], language)}"
    return topic.leefgebied


def _figures(progress: Progress, action: Action, language: str) -> tuple[str, str]:
    """The released sentence of the period that the meeting was about, and of the newest period."""
    if action.topic is None:
        return w.NOTHING, w.NOTHING
    releases = [progress.releases.get(period) for period in (action.meeting.period, progress.newest)]
    found = [_find(release, action.topic) if release is not None else None for release in releases]
    then, now = (_figure(*each, language) for each in zip(releases, found, strict=True))
    if action.meeting.period == progress.newest:
        return then, SAME_PERIOD[language]
    other = wording.another_border(*(each and each[0] for each in found), language)
    return then, " ".join(filter(None, (now, other)))


def _figure(release: Release | None, found: tuple[View, Row] | None, language: str) -> str:
    if found is None:
        return NO_FIGURE[language]
    view, row = found
    minimum = release.content.min_residents
    how_sure = verdicts.verdict_sentence(row, minimum, language) if view.kind == "shifts" else ""
    said = " ".join(filter(None, (wording.row_sentence(row, view.kind, minimum, language), how_sure)))
    return f"{release.content.period.label[language]}: {said}"


def _find(release: Release, topic: Topic) -> tuple[View, Row] | None:
    for view in release.content.views:
        if (view.instrument, view.rater) == (topic.instrument, topic.rater):
            for row in view.rows:
                if row.leefgebied == topic.leefgebied:
                    return view, row
    return None


def _story(action: Action, language: str) -> str:
    """What each meeting said of it, oldest first, a line each."""
    lines = []
    for each in action.follow_ups:
        word = w.STATUS[each.status][language] if each.status else ""
        day = wording.day(each.meeting.started_on.isoformat(), language)
        lines.append(f"{day}: {'. '.join(filter(None, (word, each.text)))}")
    return "\n".join(lines) or w.STATUS["open"][language]
