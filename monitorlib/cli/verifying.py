"""`monitor verify`: every release is worked out once more from its own version of the data, and compared."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from monitorlib.cli import options
from monitorlib.cli.audit import tell_of_trail
from monitorlib.cli.speaking import Speaker
from monitorlib.errors import UserError, choose_from
from monitorlib.texts import Text, as_typed, counted
from monitorlib.workspace import Workspace


def verify_command(say: Speaker) -> Callable:
    """The command `verify`."""

    def verify(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str | None, options.team(say, _TEAM)] = None,
        period: Annotated[str | None, options.period(say, _PERIOD)] = None,
    ) -> None:
        place = Workspace.open(workspace)
        trail = tell_of_trail(say, place)
        files = list(_sealed(place, team, period))
        if not files:
            raise UserError(
                Text("Daarvan is niets vrijgegeven.", "Nothing was released of that."), _next(place, team)
            )
        told = [_told(say, place, file) for file in files]
        right = [each for each in told if each is not None]
        say(counted(len(right), *_COUNTED, right=sum(right)) if right else _NOTHING)
        if not (all(right) and trail):
            say(_WRONG, place=as_typed(workspace))
            raise typer.Exit(1)
        say(_NEXT, place=as_typed(workspace))

    return verify


def _sealed(place: Workspace, team: str | None, period: str | None) -> Iterator[Path]:
    """The releases that a seal lists, of all or of one team and period."""
    from monitorlib.release.history import all_periods
    from monitorlib.release.keys import releases_of
    from monitorlib.release.read import sealed_files, team_folder_name

    for folder in all_periods(place):
        of_team = team is None or folder.parent.name == team_folder_name(team)
        if of_team and period in (None, folder.name):
            yield from sealed_files(releases_of(place), folder)


def _next(place: Workspace, team: str | None) -> Text:
    from monitorlib.release.keys import releases_of
    from monitorlib.release.read import released_teams

    known = [each.team for each in released_teams(releases_of(place))]
    if team is None or team in known or not known:
        return Text("Kijk naar --team en --period.", "Look at --team and --period.")
    return choose_from(team, known)


def _told(say: Speaker, place: Workspace, file: Path) -> bool | None:
    """Tell of one release whether it comes out the same; whether it does, None where nobody can know any more."""
    from monitorlib.release.door import rebuilt
    from monitorlib.release.forgotten import forgotten_in, place_of
    from monitorlib.release.keys import releases_of
    from monitorlib.release.read import read_release

    name = "/".join(file.parts[-3:])
    try:
        release = read_release(releases_of(place), file)
        forgotten = place_of(file) in forgotten_in(place)
        same = None if forgotten else rebuilt(place, release) == release.content
    except UserError as error:
        say(_CANNOT, file=name, why=error.message(say.language))
        return False
    told = {"team": release.content.team, "period": release.content.period.id, "number": file.stem}
    say(_GONE if forgotten else _SAME if same else _DIFFERS, **told, code=release.manifest.code)
    return same


_SAME = Text("{team}, {period}, nummer {number}: klopt", "{team}, {period}, number {number}: right")
_DIFFERS = Text(
    "{team}, {period}, nummer {number}: komt nu anders uit (gemaakt met versie {code}). De instellingen, de "
    "instrumenten of het programma veranderden sindsdien.",
    "{team}, {period}, number {number}: comes out otherwise now (made by version {code}). Settings, instruments "
    "or program changed since.",
)
_GONE = Text(
    "{team}, {period}, nummer {number}: niet meer na te rekenen, want een inwoner die meetelde is vergeten",
    "{team}, {period}, number {number}: can no longer be worked out, as a resident whom it counted was forgotten",
)
_CANNOT = Text("{file}: niet na te rekenen. {why}", "{file}: cannot be worked out again. {why}")
_NOTHING = Text(
    "Geen van deze vrijgaven is nog na te rekenen; dat is geen fout.",
    "None of these releases can be worked out any more; that is no fault.",
)
_COUNTED = (
    Text("{right} van {n} vrijgave klopt.", "{right} of {n} release is right."),
    Text("{right} van {n} vrijgaven kloppen.", "{right} of {n} releases are right."),
)
_TEAM = Text("Alleen dit team. Zonder: alle.", "This team only. Without: all.")
_PERIOD = Text("Alleen deze periode. Zonder: alle.", "This period only. Without: all.")
_NEXT = Text("Verder: monitor session --workspace {place}", "Next: monitor session --workspace {place}")
_WRONG = Text(
    "Verder: opnieuw vrijgeven met monitor publish --workspace {place} --all --force, of terugnemen met "
    "monitor withdraw.",
    "Next: release once more with monitor publish --workspace {place} --all --force, or take back with "
    "monitor withdraw.",
)
