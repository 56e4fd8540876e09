"""The report as a list of parts (headings, paragraphs, tables, pictures), the same for every format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from monitorlib import wording
from monitorlib.foundation.texts import Text
from monitorlib.pages import counts_in_words, view_name
from monitorlib.release.words import all_together
from monitorlib.released import Content, Release, Row, View
from monitorlib.reports import words as w
from monitorlib.reports.elements import Heading, Paragraph, Part, Picture
from monitorlib.reports.phones import phone_parts
from monitorlib.reports.shared import content_for, notes_for, shares_agreements
from monitorlib.sessions import NOT_IN_DATA, Action, Explanation, Meeting, Notes, Round, Topic
from monitorlib.wording import verdicts
from monitorlib.workspace import EXPORT_LIMITS, Limits


@dataclass(frozen=True)
class Material:
    """What a report is made of: a release, its pictures by file name, and the meeting about it, if any.

    `limits`: how small what leaves the room may be, as the workspace chose. `rounds`: what the room was asked on
    its phones.
    """

    release: Release
    for_whom: tuple[str, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    meeting: Meeting | None = None
    notes: Notes = field(default_factory=Notes)
    earlier: tuple[Action, ...] = ()
    limits: Limits = EXPORT_LIMITS
    rounds: tuple[Round, ...] = ()


def title(material: Material, language: str) -> str:
    """The report's title: team and period."""
    content = material.release.content
    return f"{w.TITLE[language]} – {content.team}, {content.period.label[language]}"


def report_parts(material: Material, audience: str, language: str) -> tuple[Part, ...]:
    """The report for one audience (`team` or `organisation`), top to bottom."""
    content = content_for(material.release.content, audience, material.limits)
    notes = notes_for(material.notes, audience)
    said = _Said(content, language)
    parts: list[Part] = [
        Heading(title(material, language), 1),
        *_opening(material, content, audience, language),
    ]
    parts += _figures(material, content, audience, language)
    if audience == "team":
        parts += _cards(material, content, language)
        parts += [*said.seen(notes), *phone_parts(material.rounds, content, language)]
        parts += [*said.explained(notes), *said.valued(notes)]
        parts += said.before(material.earlier, material.meeting)
    parts += said.agreed(notes, audience == "team" or shares_agreements(material.notes))
    if notes.meeting.get("appointment"):
        parts.append(Paragraph(w.NEXT_TIME.fill(when=notes.meeting["appointment"])[language]))
    parts += [Heading(w.LIMITS[language]), *(Paragraph(line[language]) for line in w.LIMIT_LINES)]
    return (*parts, Paragraph(origin(material.release, language), small=True))


def _opening(material: Material, content: Content, audience: str, language: str) -> Iterator[Part]:
    if content.notice is not None:
        yield Paragraph(content.notice[language])
    if material.release.outdated:
        yield Paragraph(wording.OUTDATED[language])
    yield Paragraph((w.TEAM_ONLY if audience == "team" else w.FOR_ORGANISATION)[language])
    if material.meeting is None:
        yield Paragraph(w.NO_MEETING[language])
    else:
        day = wording.day(material.meeting.started_on.isoformat(), language)
        yield Paragraph(w.HELD.fill(day=day)[language])
    yield Heading(w.WHY[language])
    told = {
        "purpose": _listed(content.purpose, w.PURPOSES, language),
        "whom": _listed(material.for_whom, w.WHOM, language),
    }
    yield Paragraph(w.WHY_LINE.fill(**told)[language])


def _listed(names: tuple[str, ...], known: dict[str, Text], language: str) -> str:
    return ", ".join(known[name][language] if name in known else name for name in names) or w.NOTHING


def _figures(material: Material, content: Content, audience: str, language: str) -> Iterator[Part]:
    yield Heading(w.FIGURES[language])
    for view in content.views:
        yield Heading(view_name(view, language), 3)
        measured = wording.measured_sentence(view, content.min_residents, language)
        yield Paragraph(measured)
        if all(row.n is None for row in view.rows):
            yield from _why_nothing(view, content.min_residents, measured, language)
            continue
        yield from same_means(view, language)
        if audience == "team":
            yield from _together(view, content.margin, language)
        drawn = material.release.figure(view, language)
        if audience == "team" and drawn is not None and drawn.file in material.figures:
            yield Picture(material.figures[drawn.file], drawn.alt, view)
        rows = tuple(figure_row(view, row, content.min_residents, language) for row in view.rows)
        keys = tuple(row.leefgebied for row in view.rows)
        yield w.FIGURE_COLUMNS.table(rows, language, keys)


def _cards(material: Material, content: Content, language: str) -> Iterator[Part]:
    """The cards of own notebooks, each as it first stands on the screen."""
    if content.cards:
        yield Heading(w.OWN_CARDS[language])
    for card in content.cards:
        yield Heading(card.title[language], 3)
        yield Paragraph(card.text[language])
        drawn = material.release.card_picture(card, 0, language)
        if drawn is not None and drawn.file in material.figures:
            yield Picture(material.figures[drawn.file], drawn.alt)
        if card.choices:
            values = ", ".join(card.variants[0].values)
            yield Paragraph(w.CHOSEN.fill(values=values)[language], small=True)


def _together(view: View, margin: float, language: str) -> Iterator[Paragraph]:
    """The answer of all leefgebieden together, where there is one."""
    found = all_together(view, margin) if view.kind == "shifts" else None
    if found is not None:
        word, told = verdicts.WORDS[found.word][language], verdicts.together_sentence(found, language)
        yield Paragraph(f"{verdicts.TOGETHER[language]}: {word}. {told}")


def _why_nothing(view: View, minimum: int, measured: str, language: str) -> Iterator[Paragraph]:
    """Why no leefgebied can be shown: once, instead of a table and a picture that say it for each."""
    told = wording.row_sentence(view.rows[0], view.kind, minimum, language) if view.rows else ""
    if told and told != measured:
        yield Paragraph(told)


def same_means(view: View, language: str) -> Iterator[Paragraph]:
    """What "the same" means in this view, where that has to be said."""
    told = wording.unchanged_sentence(view, language)
    if told:
        yield Paragraph(told)


def figure_row(view: View, row: Row, minimum: int, language: str) -> tuple[str, ...]:
    """A leefgebied under FIGURE_COLUMNS: its name, residents, counts, how sure, and the word."""
    n = w.NOTHING if row.n is None else str(row.n)
    counts = wording.row_sentence(row, view.kind, minimum, language)
    if row.counts is not None:
        counts = counts_in_words(row, language)
    sure = wording.interval_sentence(row, language) or w.NOTHING
    return (row.label[language], n, counts, sure, _outcome(view, row, language))


def _outcome(view: View, row: Row, language: str) -> str:
    return verdicts.verdict_word(row, language) if view.kind == "shifts" else w.NOTHING


def origin(release: Release, language: str) -> str:
    """Which release this is, of which data, and whose instruments."""
    manifest, content = release.manifest, release.content
    told = Text(
        "Vrijgave {number} van {day}; versie {version} van de gegevens. {cited}",
        "Release {number} of {day}; version {version} of the data. {cited}",
    )
    day = wording.day(manifest.created[:10], language)
    cited = " ".join(sorted({view.citation for view in content.views}))
    cited = " ".join(filter(None, (cited, wording.unchanged_sources(content.views, language))))
    filled = told.fill(number=manifest.number, day=day, version=content.data_version, cited=cited)
    return filled[language]


class _Said:
    """The parts that tell what the team wrote, with the names of the leefgebieden of one release."""

    def __init__(self, content: Content, language: str) -> None:
        self._language = language
        self._rows = {
            Topic(view.instrument, view.rater, row.leefgebied): (view, row)
            for view in content.views
            for row in view.rows
        }

    def _name(self, topic: Topic | None) -> str:
        if topic is None:
            return w.NOTHING
        return self._rows[topic][1].label[self._language] if topic in self._rows else topic.leefgebied

    def _word(self, words: dict[str, Text], name: str) -> str:
        return words[name][self._language] if name in words else w.NOTHING

    def seen(self, notes: Notes) -> Iterator[Part]:
        topics = [topic for topic in self._rows if notes.about(topic)]
        if not topics:
            return
        rows = tuple(self._seen_row(topic, notes.about(topic)) for topic in topics)
        yield Heading(w.SEEN[self._language])
        keys = tuple(topic.leefgebied for topic in topics)
        yield w.SEEN_COLUMNS.table(rows, self._language, keys)

    def _seen_row(self, topic: Topic, told: dict[str, str]) -> tuple[str, ...]:
        expected = self._word(w.EXPECTED, told.get("expected", ""))
        recognised = self._word(w.YES_PARTLY_NO, told.get("recognised", ""))
        note = "\n".join(told[name] for name in ("note", "agreement") if name in told)
        outcome = _outcome(*self._rows[topic], self._language)
        return (self._name(topic), expected, outcome, recognised, note or w.NOTHING)

    def explained(self, notes: Notes) -> Iterator[Part]:
        told = [each for each in notes.explanations if each.text]
        if told:
            rows = tuple((e.text, self._name(e.topic), self._checked(e)) for e in told)
            yield Heading(w.EXPLAINED[self._language])
            yield w.EXPLAINED_COLUMNS.table(rows, self._language)

    def _checked(self, explanation: Explanation) -> str:
        if explanation.check in ("", NOT_IN_DATA):
            return (w.NOT_IN_DATA if explanation.check else w.NOT_LINKED)[self._language]
        _view, row = self._rows.get(explanation.topic, (None, None))
        checks = {check.check: check for check in (row.checks if row is not None else ())}
        if explanation.check not in checks:
            return w.NOT_LINKED[self._language]
        check = checks[explanation.check]
        return f"{check.label[self._language]}: {self._word(w.ANSWERS, check.answer)}"

    def valued(self, notes: Notes) -> Iterator[Part]:
        written = (
            (w.WOULD_SEE, "would_see"),
            (w.ASKED, "whom"),
            (w.VALUED, "valuation"),
            (w.STORIES, "story"),
        )
        for heading, field_name in written:
            whole = notes.meeting.get(field_name, "")
            told = [whole] if whole else []
            told += [
                f"{self._name(topic)}: {notes.about(topic)[field_name]}"
                for topic in notes.topics
                if field_name in notes.about(topic)
            ]
            if told:
                yield Heading(heading[self._language])
                yield from map(Paragraph, told)

    def before(self, earlier: tuple[Action, ...], meeting: Meeting | None) -> Iterator[Part]:
        if not earlier or meeting is None:
            return
        rows = tuple((a.text, self._name(a.topic), *self._now(a, meeting)) for a in earlier)
        yield Heading(w.BEFORE[self._language])
        yield w.BEFORE_COLUMNS.table(rows, self._language)

    def _now(self, action: Action, meeting: Meeting) -> tuple[str, str]:
        now = next((each for each in action.follow_ups if each.meeting.id == meeting.id), None)
        if now is None:
            return self._word(w.STATUS, action.status), w.NOTHING
        return self._word(w.STATUS, now.status or action.status), now.text or w.NOTHING

    def agreed(self, notes: Notes, shared: bool) -> Iterator[Part]:
        yield Heading(w.AGREED[self._language])
        if not notes.actions:
            yield Paragraph((w.NOTHING_AGREED if shared else w.NOT_SHARED)[self._language])
            return
        rows = tuple(map(self._agreed_row, notes.actions))
        yield w.AGREED_COLUMNS.table(rows, self._language)

    def _agreed_row(self, action: Action) -> tuple[str, ...]:
        when = wording.day(action.by_when.isoformat(), self._language) if action.by_when else w.NOTHING
        return (
            self._word(w.KINDS, action.kind),
            action.text,
            self._name(action.topic),
            action.who or w.NOTHING,
            when,
            action.expected or w.NOTHING,
            self._word(w.YES_PARTLY_NO, action.in_our_hands),
        )
