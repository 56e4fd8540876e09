"""`monitor audit` and `monitor verify`: who did what, and whether every release comes out the same once more."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, as_typed, counted
from monitorlib.workspace import Workspace

if TYPE_CHECKING:
    from monitorlib.trail.checking import Checked
    from monitorlib.trail.lines import Line

HELP = Text(
    "Laat zien wie wat deed in deze werkmap, en wanneer.", "Show who did what in this workspace, and when."
)


def audit_command(say: Speaker) -> Callable:
    """The command `audit`."""

    def audit(
        workspace: Annotated[Path, options.workspace(say)],
        as_json: Annotated[bool, options.as_json(say)] = False,
    ) -> None:
        from monitorlib.trail.checking import read_lines

        place = Workspace.open(workspace)
        lines = read_lines(place)
        for number, line in enumerate(lines, start=1):
            say.plain(_as_json(line) if as_json else _in_words(number, line, lines, say.language))
        if as_json:
            return
        if not lines:
            say(_NO_TRAIL)
        elif lines[-1] is not None:
            say(_BEFOREHAND)
            say(_END, end=f"{lines[-1].n}:{lines[-1].hash}")
        if not tell_of_trail(say, place):
            raise typer.Exit(1)

    return audit


def tell_of_trail(say: Speaker, place: Workspace) -> bool:
    """Tell whether the trail is as it was written, also by what the seals say of it; whether it is."""
    from monitorlib.trail.checking import checked

    found = checked(place, _witnesses(place))
    for problem in found.problems:
        say(_TRAIL_WRONG, problem=problem)
    _tell(say, found)
    return not found.problems


def _tell(say: Speaker, found: "Checked") -> None:
    if found.half:
        say(_HALF)
    if found.lines and not found.problems:
        say(counted(found.lines, *_RIGHT))


def _witnesses(place: Workspace):
    """What each seal says of the trail; a seal that is refused is told of elsewhere."""
    from monitorlib.foundation.errors import UserError
    from monitorlib.release.history import all_periods
    from monitorlib.release.keys import releases_of
    from monitorlib.release.seal import place_of, read_seal
    from monitorlib.trail.checking import Witness

    releases = releases_of(place)
    for period in all_periods(place):
        try:
            end = read_seal(releases, period).witness
        except UserError:
            continue
        if end:
            who = Text(f"het zegel van {place_of(period)}", f"the seal of {place_of(period)}")
            yield Witness(who, end)


def _in_words(number: int, line: "Line | None", lines: list, language: str) -> str:
    from monitorlib.trail.checking import told

    if line is None:
        return f"{number}. {_NO_LINE[language]}"
    before = lines[number - 2] if number > 1 else None
    back = f" {_CLOCK[language]}" if before is not None and line.at < before.at else ""
    return f"{number}. {_moment(line.at)} {_shown(line.account)}: {told(line)[language]}{back}"


def _moment(at: str) -> str:
    """A moment as the clock on this computer's wall told it."""
    try:
        return datetime.fromisoformat(at).astimezone(UTC).strftime("%d-%m-%Y %H:%M UTC")
    except ValueError:
        return "?"


def _shown(account: str) -> str:
    """A name of an account; one with other signs than letters does not reach the terminal as they are."""
    return account if account.isprintable() else repr(account)


def _as_json(line: "Line | None") -> str:
    return json.dumps(None if line is None else vars(line), ensure_ascii=False)


_NO_TRAIL = Text("Er is nog niets genoteerd.", "Nothing was noted yet.")
_NO_LINE = Text("(geen leesbare regel)", "(no readable line)")
_CLOCK = Text("(de klok liep terug)", "(the clock went back)")
_BEFOREHAND = Text(
    "Elke regel is geschreven vlak voordat het gebeurde.", "Each line was written just before it happened."
)
_END = Text(
    "Laatste regel: {end}. Bewaar dit elders: dan is later te zien of er regels af zijn.",
    "Last line: {end}. Keep this elsewhere: then it can be seen later whether lines were cut off.",
)
_TRAIL_WRONG = Text(
    "Het spoor (wie deed wat) klopt niet: {problem}.", "The trail (who did what) is not right: {problem}."
)
_HALF = Text(
    "De laatste regel is half: een computer stopte onder het schrijven. De volgende opdracht haalt hem weg.",
    "The last line is half: a computer stopped while writing. The next command takes it off.",
)
_RIGHT = (
    Text("Het spoor (wie deed wat) klopt: {n} regel.", "The trail (who did what) is right: {n} line."),
    Text("Het spoor (wie deed wat) klopt: {n} regels.", "The trail (who did what) is right: {n} lines."),
)


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
            raise _nothing(place, team)
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


def _nothing(place: Workspace, team: str | None) -> UserError:
    from monitorlib.release.keys import releases_of
    from monitorlib.release.read import released_teams
    from monitorlib.release.sealing import nothing_of

    known = [each.team for each in released_teams(releases_of(place))]
    if known and (team is None or team in known):
        return UserError(
            Text("Daarvan is niets vrijgegeven.", "Nothing was released of that."),
            Text("Kijk naar --team en --period.", "Look at --team and --period."),
        )
    return nothing_of(place, team or "", known)


def _told(say: Speaker, place: Workspace, file: Path) -> bool | None:
    """Tell of one release whether it comes out the same; whether it does, None where nobody can know any more."""
    from monitorlib.release.door import rebuilt
    from monitorlib.release.forgotten import forgotten_in, place_of_release
    from monitorlib.release.keys import releases_of
    from monitorlib.release.read import read_release

    name = "/".join(file.parts[-3:])
    try:
        release = read_release(releases_of(place), file)
        forgotten = place_of_release(file) in forgotten_in(place)
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
