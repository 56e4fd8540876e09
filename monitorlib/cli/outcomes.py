"""What is told while teams are released and when it is done: a bar, a line a team, or JSON for programs."""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitorlib.cli.speaking import Speaker
from monitorlib.cli.wishes import Wish
from monitorlib.foundation.texts import Text, as_typed, counted
from monitorlib.release.read import team_folder_name
from monitorlib.workspace import Workspace
from monitorlib.workspace.cells import as_it_was_given, shows_people
from monitorlib.workspace.notebooks import own_notebooks, scratch_notebooks

if TYPE_CHECKING:
    from monitorlib.cli.publishing import Published
    from monitorlib.foundation.errors import UserError
    from monitorlib.runs.crew import Ended, Step


class Following:
    """How far it is: told of every notebook that begins and every team that ends."""

    def __init__(self, say: Speaker, total: int, steps: int, progress) -> None:
        self._say, self._total, self._steps, self._bar = say, total, steps + 1, progress  # one more: the door
        self._task = progress.add_task("", total=total * self._steps)
        self._begun, self._failed, self._done = {}, 0, 0
        self._start = time.monotonic()

    def step(self, step: "Step") -> None:
        """A notebook begins."""
        at = self._begun[step.wish] = self._begun.get(step.wish, -1) + 1
        self._show(f"{step.wish.team} {step.wish.period}: {step.notebook}", 1 if at else 0)

    def ended(self, ended: "Ended") -> None:
        """A team is released, or is not."""
        self._done += 1
        self._failed += ended.error is not None
        left = self._steps - max(self._begun.pop(ended.wish, 0), 0)
        told = _NOT_DONE if ended.error else _DONE
        self._show(told.fill(team=ended.wish.team, period=ended.wish.period)[self._say.language], left)
        if not self._say.err.is_terminal:
            self._say.wrong(f"[{self._done}/{self._total}] {self._line(ended)}")

    def _line(self, ended: "Ended") -> str:
        told = _NOT_DONE if ended.error else _DONE
        words = told.fill(team=ended.wish.team, period=ended.wish.period)[self._say.language]
        seconds = (time.monotonic() - self._start) / self._done * (self._total - self._done)
        return f"{words}, {_LEFT.fill(time=_clock(seconds))[self._say.language]}" if seconds else words

    def _show(self, words: str, advance: int) -> None:
        counted = _COUNTED.fill(done=self._done, total=self._total, failed=self._failed)[self._say.language]
        self._bar.update(self._task, advance=advance, description=f"{counted}  {words}")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


class Told:
    """Words for a person."""

    def __init__(self, say: Speaker, workspace: Workspace) -> None:
        self._say, self._place = say, workspace

    @contextmanager
    def following(self, total: int, steps: int) -> Iterator[Following]:
        """A bar on a terminal, a line a team elsewhere."""
        with self._say.progress() as progress:
            yield Following(self._say, total, steps, progress)

    def at_the_end(
        self, wishes: list[Wish], left: list[Wish], still: list[Wish], outcome: "Published"
    ) -> None:
        """What each team got, what waits, and what to do next."""
        waiting = [*outcome.waiting, *still]
        self._table(outcome)
        old = len(wishes) - len(left) - len(still)
        self._say(_MADE, new=counted(len(outcome.released), *_RELEASES), old=counted(old, *_CURRENT))
        self._waiting(waiting)
        self._borders(wishes)
        for wish, error in outcome.failed.items():
            self._say.wrong(f"{wish.team}, {wish.period}: {error.message(self._say.language)}")
        if outcome.failed:
            teams = {wish.team for wish in wishes}
            which = f"--team {as_typed(teams.pop())}" if len(teams) == 1 else "--all"
            again = _AGAIN.fill(n=len(outcome.failed), which=which, path=as_typed(self._place.path))
            self._say.wrong(again[self._say.language])
        elif outcome.released:
            self._say(_NEXT, path=as_typed(self._place.path))

    def _table(self, outcome: "Published") -> None:
        for wish in sorted({*outcome.released, *outcome.failed}, key=lambda wish: (wish.team, wish.period)):
            got = what_it_got(self._place, wish, outcome)
            self._say(Text("{line}", "{line}"), line=f"{wish.team}, {wish.period}: {got[self._say.language]}")

    def _waiting(self, waiting: list[Wish]) -> None:
        from monitorlib.cli.publishing import is_shown
        from monitorlib.release.settling import waits_for_good

        for wish in waiting:
            told = _WAITS if is_shown(self._place, wish) else _WAITS_UNSEEN
            if waits_for_good(self._place, wish):
                told = _CLOSED
            self._say(told, team=wish.team, period=wish.period)

    def _borders(self, wishes: list[Wish]) -> None:
        from monitorlib.release.borders import kept_borders

        settings = self._place.settings()
        for line in kept_borders(self._place, (settings.period(w.period, w.team) for w in wishes)):
            self._say(Text("{line}", "{line}"), line=line)


def what_it_got(workspace: Workspace, wish: Wish, outcome: "Published") -> Text:
    """In a few words what a team and period got."""
    from monitorlib.cli.publishing import is_shown
    from monitorlib.release.settling import nothing_to_show

    error = outcome.failed.get(wish)
    if error is not None:
        stays = _STAYS if is_shown(workspace, wish) else _NOTHING_YET
        return Text(*(f"{_FAILED[at]}{_where(error)[at]}. {stays[at]}" for at in ("nl", "en")))
    residents = nothing_to_show(workspace, outcome.released[wish])
    if residents is not None:
        return _TOO_FEW.fill(residents=counted(residents, *_RESIDENTS))
    return _RELEASED.fill(number=outcome.released[wish].stem)


def _where(error: "UserError") -> Text:
    from monitorlib.runs import StoppedError

    if not isinstance(error, StoppedError):
        return Text("", "")
    cell = Text("", "") if error.cell is None else Text(f", cel [{error.cell}]", f", cell [{error.cell}]")
    return Text(f", notebook {error.notebook}{cell.nl}", f", notebook {error.notebook}{cell.en}")


_DONE = Text("{team}, {period}: klaar", "{team}, {period}: done")
_NOT_DONE = Text("{team}, {period}: niet gelukt", "{team}, {period}: failed")
_LEFT = Text("nog ongeveer {time}", "about {time} left")
_COUNTED = Text("{done} van {total} klaar, {failed} niet gelukt", "{done} of {total} done, {failed} failed")
_MADE = Text("{new} gemaakt, {old} al actueel.", "{new} made, {old} up to date.")
_RELEASES = Text("{n} vrijgave", "{n} release"), Text("{n} vrijgaven", "{n} releases")
_CURRENT = Text("{n} was", "{n} was"), Text("{n} waren", "{n} were")
_FAILED = Text("niet gelukt", "failed")
_STAYS = Text("Wat er stond, blijft staan", "What was shown stays")
_NOTHING_YET = Text("Er is nog niets te zien", "Nothing is shown yet")
_RELEASED = Text("vrijgegeven, nummer {number}", "released, number {number}")
_TOO_FEW = Text("{residents}: nog niets te tonen", "{residents}: nothing to show yet")
_RESIDENTS = Text("{n} inwoner", "{n} resident"), Text("{n} inwoners", "{n} residents")
_NEXT = Text(
    "Verder: monitor session --workspace {path}",
    "Next: monitor session --workspace {path}",
)
_AGAIN = Text(
    "{n} niet gelukt. Daarna opnieuw, wat klaar is wordt overgeslagen: "
    "monitor publish {which} --workspace {path}",
    "{n} failed. Then once more, what is done is skipped: monitor publish {which} --workspace {path}",
)
_WAITS = Text(
    "{team}, {period}: wat er stond, blijft staan. Wat later is geregistreerd telt mee zodra er genoeg veranderd "
    "is om niemand te herkennen; daar hoeft u niets voor te doen. Staat er een fout in? 'monitor withdraw' haalt "
    "het van het scherm.",
    "{team}, {period}: what was shown stays. What was registered later counts as soon as enough has changed for "
    "nobody to be recognised; there is nothing to do for that. Is it wrong? 'monitor withdraw' takes it off the "
    "screen.",
)
_CLOSED = Text(
    "{team}, {period}: wat er stond, blijft staan. Er komen geen nieuwe cijfers van deze periode: sinds de "
    "vrijgave is een inwoner vergeten, en nieuwe cijfers ernaast zouden laten zien wie dat is. Een volgende "
    "periode gaat gewoon door.",
    "{team}, {period}: what was shown stays. There will be no new figures of this period: since the release a "
    "resident was forgotten, and new figures beside it would show who. A next period goes on as usual.",
)
_WAITS_UNSEEN = Text(
    "{team}, {period}: er is nu niets te zien. Nieuwe cijfers komen zodra er genoeg veranderd is om niemand te "
    "herkennen; probeer het na de volgende import.",
    "{team}, {period}: nothing is shown now. New figures come as soon as enough has changed for nobody to be "
    "recognised; try again after the next import.",
)


class ToldAsJson(Told):
    """A line of JSON for everything that happens, on standard output."""

    def __init__(self, say: Speaker, workspace: Workspace) -> None:
        super().__init__(say, workspace)
        self._told_failed: set[Wish] = set()

    @contextmanager
    def following(self, total: int, steps: int) -> Iterator["ToldAsJson"]:
        """Each notebook and each team is a line."""
        self._line("start", teams=total, notebooks=steps)
        yield self

    def step(self, step: "Step") -> None:
        """A notebook begins."""
        self._line("step", team=step.wish.team, period=step.wish.period, notebook=step.notebook)

    def ended(self, ended: "Ended") -> None:
        """A team is released, or is not."""
        told = {} if ended.error is None else {"error": ended.error.message(self._say.language)}
        state = "failed" if ended.error else "done"
        self._told_failed |= {ended.wish} if ended.error else set()
        self._line(state, team=ended.wish.team, period=ended.wish.period, **told)

    def at_the_end(
        self, wishes: list[Wish], left: list[Wish], still: list[Wish], outcome: "Published"
    ) -> None:
        """What each team got, and how many of each."""
        from monitorlib.release.settling import waits_for_good

        for wish in outcome.released:
            got = what_it_got(self._place, wish, outcome)[self._say.language]
            self._line("got", team=wish.team, period=wish.period, told=got)
        for wish in outcome.failed.keys() - self._told_failed:  # once a team: what failed after it had ended
            error = outcome.failed[wish].message(self._say.language)
            self._line("failed", team=wish.team, period=wish.period, error=error)
        for wish in (*outcome.waiting, *still):
            self._line(
                "waits",
                team=wish.team,
                period=wish.period,
                for_good=waits_for_good(self._place, wish),
            )
        counts = {"released": len(outcome.released), "current": len(wishes) - len(left) - len(still)}
        self._line("end", **counts, waiting=len(outcome.waiting) + len(still), failed=len(outcome.failed))

    def _line(self, event: str, **values: object) -> None:
        self._say.plain(json.dumps({"event": event, **values}, ensure_ascii=False))


def tell_of_notebooks(say: Speaker, place: Workspace, wishes: Iterable[Wish]) -> None:
    """A line a notebook that is a scratch pad, whose card nobody wrote yet, or that showed rows of residents."""
    for notebook in scratch_notebooks(place):
        say(_SCRATCH, name=notebook.name)
    for notebook in own_notebooks(place):
        if as_it_was_given(notebook):
            say(_NOT_WRITTEN, name=notebook.stem, place=as_typed(place.path))
        outputs = (place.runs / team_folder_name(w.team) / w.period / notebook.name for w in wishes)
        if any(shows_people(output) for output in outputs if output.is_file()):
            say(_ROWS_SHOWN, name=notebook.stem, folder=place.runs)


_ROWS_SHOWN = Text(
    "Notebook {name} laat regels van inwoners zien. De uitvoer blijft binnen de muur, in {folder}: stuur die niet "
    "door.",
    "Notebook {name} shows rows of residents. Its output stays inside the wall, in {folder}: do not pass it on.",
)
_NOT_WRITTEN = Text(
    "De kaart van notebook {name} is nog het voorbeeld en gaat niet naar het team. Schrijf hem in de cellen met "
    "het label kaart: monitor lab --workspace {place}",
    "The card of notebook {name} is still the example and does not go to the team. Write it in the cells tagged "
    "kaart: monitor lab --workspace {place}",
)
_SCRATCH = Text(
    "{name} heeft geen cel 'parameters' en draaide niet mee.",
    "{name} has no cell 'parameters' and did not run.",
)
