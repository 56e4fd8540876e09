"""`monitor undo` and `monitor withdraw`: an import or a release is taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.texts import Text, as_typed
from monitorlib.workspace import Workspace


def undo_command(say: Speaker) -> Callable[..., None]:
    """The command `undo`."""

    def undo(workspace: Annotated[Path, options.workspace(say)]) -> None:
        from monitorlib import trail
        from monitorlib.measurements import undo_import

        place = Workspace.open(workspace)
        version = undo_import(place, lambda undone: trail.note(place, trail.UNDID, version=undone))
        say(
            Text(
                "De laatste import is teruggedraaid; dit is versie {version} van de gegevens.",
                "The last import was undone; this is version {version} of the data.",
            ),
            version=version,
        )
        say(_AFTER_UNDO)

    return undo


def withdraw_command(say: Speaker) -> Callable[..., None]:
    """The command `withdraw`."""

    def withdraw(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str, options.team(say)],
        period: Annotated[str, options.period(say, _WITHDRAWN_PERIOD)],
        reason: Annotated[str, options.option(say, "--reason", _REASON, _WORDS)],
    ) -> None:
        from monitorlib.release.taking_back import withdraw_release

        number = withdraw_release(Workspace.open(workspace), team, period, reason)
        say(
            Text(
                "Vrijgave {number} van {team}, {period} is ingetrokken. Ze blijft bewaard en telt mee bij de "
                "toets van volgende vrijgaven.",
                "Release {number} of {team}, {period} was withdrawn. It is kept, and counts in the audit of "
                "later releases.",
            ),
            number=number,
            team=team,
            period=period,
        )
        say(_AFTER_WITHDRAW, place=as_typed(workspace))

    return withdraw


_AFTER_UNDO = Text(
    "Verder: verbeter de export, en doe monitor import opnieuw.",
    "Next: correct the export, and do monitor import once more.",
)
_AFTER_WITHDRAW = Text(
    "Verder, als de gegevens kloppen: monitor publish --workspace {place} --all",
    "Next, when the data are right: monitor publish --workspace {place} --all",
)
_WITHDRAWN_PERIOD = Text(
    "De periode, bijvoorbeeld 2025 of 2025-H1.", "The period, for example 2025 or 2025-H1."
)
_REASON = Text("Waarom; dit wordt bewaard.", "Why; this is kept.")
_WORDS = Text("WOORDEN", "WORDS")
