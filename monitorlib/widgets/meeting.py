"""The meeting's page: choose a team, period and instrument; see, discuss and note. Reads releases only."""

import os
from dataclasses import dataclass
from pathlib import Path

import ipywidgets as w
from IPython.display import display

from monitorlib import pages
from monitorlib.errors import UserError
from monitorlib.release.read import ReleasedTeam, newest_releases, read_figure, released_teams
from monitorlib.released import Release, Row, View
from monitorlib.sessions import Place, SessionLog
from monitorlib.texts import Text
from monitorlib.widgets.faults import tell_faults_in_words
from monitorlib.workspace import Workspace, open_workspace

TEAM_VARIABLE = "MONITOR_TEAM"
LANGUAGE_VARIABLE = "MONITOR_LANGUAGE"

LABELS = {
    "team": Text("Team", "Team"),
    "period": Text("Periode", "Period"),
    "view": Text("Instrument", "Instrument"),
    "leefgebied": Text("Leefgebied", "Life domain"),
}
TALK = Text("Bespreek één leefgebied", "Discuss one life domain")
NAMES = Text(
    "Schrijf geen namen of andere gegevens van inwoners op.",
    "Do not write down names or other details of residents.",
)
SAVED = Text("Bewaard.", "Saved.")
NOTHING_YET = Text(
    "Er is nog geen team vrijgegeven. Vraag uw databeheerder om: monitor publish --workspace MAP --all",
    "No team has been released yet. Ask your data manager for: monitor publish --workspace DIR --all",
)
NO_SUCH_TEAM = Text(
    "Van team '{team}' is niets vrijgegeven. Vraag uw databeheerder.",
    "Nothing has been released of team '{team}'. Ask your data manager.",
)


def meeting() -> None:
    """Show the meeting of the workspace that MONITOR_WORKSPACE names; of one team where MONITOR_TEAM is set."""
    workspace = open_workspace()
    language = os.environ.get(LANGUAGE_VARIABLE, "nl")
    tell_faults_in_words(workspace.path / "logs" / "viewer.log", language)
    try:
        display(_page(workspace, language))
    except UserError as error:
        display(_message(error.message(language)))


def _page(workspace: Workspace, language: str) -> w.Widget:
    wanted = os.environ.get(TEAM_VARIABLE, "")
    teams = [team for team in released_teams(workspace.release) if wanted in ("", team.team)]
    if not teams:
        told = NO_SUCH_TEAM.fill(team=wanted) if wanted else NOTHING_YET
        return _message(told[language])
    return Meeting(teams, SessionLog(workspace.session_log), language).box


def _message(text: str) -> w.HTML:
    return w.HTML(f'<p class="ml-message" role="alert">{pages.escape(text)}</p>')


class Meeting:
    """The state of one page: what is chosen, and the parts that follow from it."""

    def __init__(self, teams: list[ReleasedTeam], log: SessionLog, language: str) -> None:
        self._log, self._language = log, language
        self._releases: dict[str, Release] = {}
        self._loading = False
        self._team = self._choice("team", [(team.team, team.folder) for team in teams])
        self._period = self._choice("period", [])
        self._view = self._choice("view", [])
        self._leefgebied = self._choice("leefgebied", [])
        self._notice, self._headline, self._figure = w.HTML(), w.HTML(), w.HTML()
        self._table, self._story, self._origin, self._saved = w.HTML(), w.HTML(), w.HTML(), w.HTML()
        self._problem = w.HTML()
        self._shown: Shown | None = None
        self._recognised = w.ToggleButtons(
            description=pages.QUESTIONS["recognised"][language],
            options=[(text[language], name) for name, text in pages.RECOGNISED.items()],
            value=None,
        )
        self._notes = {name: self._note(name) for name in ("note", "agreement")}
        self._listen()
        self.box = self._laid_out()
        self._act(self._team_chosen)

    def _choice(self, name: str, options: list) -> w.Dropdown:
        return w.Dropdown(description=LABELS[name][self._language], options=options)

    def _note(self, name: str) -> w.Textarea:
        return w.Textarea(description=pages.QUESTIONS[name][self._language], continuous_update=True, rows=3)

    def _laid_out(self) -> w.VBox:
        language = self._language
        choices = w.HBox([self._team, self._period, self._view])
        talk = w.HTML(f'<h2 class="ml-talk">{TALK[language]}</h2>')
        names = w.HTML(f'<p class="ml-small">{NAMES[language]}</p>')
        discussion = w.VBox([self._recognised, *self._notes.values(), names, self._saved])
        parts = {
            "ml-choices": choices,
            "ml-overview": w.VBox([self._headline, self._figure, self._table]),
            "ml-discuss": w.VBox([talk, self._leefgebied, self._story, discussion]),
        }
        for name, part in parts.items():
            part.add_class(name)
        page = w.VBox([self._notice, choices, self._problem, *list(parts.values())[1:], self._origin])
        page.add_class("ml-page")
        return page

    def _listen(self) -> None:
        chosen = {
            self._team: self._team_chosen,
            self._period: self._period_chosen,
            self._view: self._view_chosen,
            self._leefgebied: self._leefgebied_chosen,
        }
        for widget, act in chosen.items():
            widget.observe(lambda _change, act=act: self._loading or self._act(act), "value")
        fields = {"recognised": self._recognised, **self._notes}
        for question, widget in fields.items():
            widget.observe(lambda change, question=question: self._save(question, change["new"]), "value")

    def _act(self, act) -> None:
        """Do what a choice asks for; when a release cannot be shown, say so and show nothing of another."""
        try:
            act()
        except UserError as error:
            self._show_nothing(error.message(self._language))
        else:
            self._problem.value = ""

    def _show_nothing(self, why: str) -> None:
        self._shown = None
        for part in (self._headline, self._figure, self._table, self._story, self._origin, self._saved):
            part.value = ""
        self._allow_notes(False)
        self._problem.value = f'<p class="ml-message" role="alert">{pages.escape(why)}</p>'

    def _allow_notes(self, allowed: bool) -> None:
        for field in (self._recognised, *self._notes.values(), self._leefgebied):
            field.disabled = not allowed

    def _team_chosen(self) -> None:
        self._releases = {}
        releases = newest_releases(Path(self._team.value))
        self._releases = {release.content.period.id: release for release in releases}
        self._offer(
            self._period,
            [(r.content.period.label[self._language], r.content.period.id) for r in releases],
        )
        self._period_chosen()

    def _period_chosen(self) -> None:
        views = self._releases[self._period.value].content.views
        self._offer(
            self._view, [(pages.view_name(v, self._language), (v.instrument, v.rater)) for v in views]
        )
        self._view_chosen()

    def _view_chosen(self) -> None:
        release, language = self._releases[self._period.value], self._language
        view = next(v for v in release.content.views if (v.instrument, v.rater) == self._view.value)
        picture = self._picture(release, view)
        self._shown = Shown(release, view)
        content = release.content
        self._notice.value = pages.notice(content, language)
        self._headline.value = pages.headline(content, view, language)
        self._figure.value = picture
        self._table.value = pages.overview(view, language) + pages.table(content, view, language)
        self._origin.value = pages.origin(release, language)
        self._offer(self._leefgebied, [(row.label[language], row.leefgebied) for row in view.rows])
        self._leefgebied_chosen()

    def _leefgebied_chosen(self) -> None:
        shown = self._shown
        row = next(row for row in shown.view.rows if row.leefgebied == self._leefgebied.value)
        kept = self._log.answers(shown.place(row))
        self._story.value = pages.story(shown.release.content, shown.view, row, self._language)
        with _Quiet(self):
            recognised = kept.get("recognised")
            self._recognised.value = recognised if recognised in pages.RECOGNISED else None
            for name, widget in self._notes.items():
                widget.value = kept.get(name, "")
        self._saved.value = ""
        shown.row = row
        self._allow_notes(True)

    def _offer(self, widget: w.Dropdown, options: list) -> None:
        """New options, keeping the choice where it is still on offer."""
        kept = widget.value
        values = [value for _label, value in options]
        with _Quiet(self):
            widget.options = options
            widget.value = kept if kept in values else values[0]

    def _save(self, question: str, answer: str | None) -> None:
        """Keep a note under what is on the screen, never under what was chosen but could not be shown."""
        if self._loading or self._shown is None or self._shown.row is None:
            return
        try:
            self._log.save(self._shown.place(self._shown.row), question, answer or "")
        except UserError as error:
            self._saved.value = f'<p role="alert">{pages.escape(error.message(self._language))}</p>'
        else:
            self._saved.value = f'<p role="status">{SAVED[self._language]}</p>'

    def _picture(self, release: Release, view: View) -> str:
        drawn = release.figure(view, self._language)
        if drawn is None:
            return ""
        return pages.figure(read_figure(Path(self._team.value), release, drawn.file), drawn.alt)


@dataclass
class Shown:
    """What is on the screen now: a release, a view of it, and the leefgebied that is discussed."""

    release: Release
    view: View
    row: Row | None = None

    def place(self, row: Row) -> Place:
        """Where notes about a leefgebied are kept."""
        content = self.release.content
        return Place(content.team, content.period.id, self.view.instrument, self.view.rater, row.leefgebied)


class _Quiet:
    """While the page fills itself, its own changes are no choices and no notes."""

    def __init__(self, page: Meeting) -> None:
        self._page = page

    def __enter__(self) -> None:
        self._before, self._page._loading = self._page._loading, True

    def __exit__(self, *_error) -> None:
        self._page._loading = self._before
