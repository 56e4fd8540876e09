"""`monitor audit`: who did what in a workspace, in plain words."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.texts import Text, counted
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
            say(_NOTHING)
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
        say(_WRONG, problem=problem)
    _tell(say, found)
    return not found.problems


def _tell(say: Speaker, found: "Checked") -> None:
    if found.half:
        say(_HALF)
    if found.lines and not found.problems:
        say(counted(found.lines, *_RIGHT))


def _witnesses(place: Workspace):
    """What each seal says of the trail; a seal that is refused is told of elsewhere."""
    from monitorlib.errors import UserError
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
    from monitorlib.trail.words import told

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


_NOTHING = Text("Er is nog niets genoteerd.", "Nothing was noted yet.")
_NO_LINE = Text("(geen leesbare regel)", "(no readable line)")
_CLOCK = Text("(de klok liep terug)", "(the clock went back)")
_BEFOREHAND = Text(
    "Elke regel is geschreven vlak voordat het gebeurde.", "Each line was written just before it happened."
)
_END = Text(
    "Laatste regel: {end}. Bewaar dit elders: dan is later te zien of er regels af zijn.",
    "Last line: {end}. Keep this elsewhere: then it can be seen later whether lines were cut off.",
)
_WRONG = Text(
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
