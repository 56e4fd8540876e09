"""Taking back what was released: it is kept, not shown, and still counted in every later audit."""

from monitorlib import trail
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.measurements import release_lock
from monitorlib.release.history import note_withdrawal
from monitorlib.release.keys import releases_of, signing_key
from monitorlib.release.read import shown_files, team_folder_name
from monitorlib.release.sealing import seal_period
from monitorlib.workspace import Workspace


def withdraw_release(workspace: Workspace, team: str, period: str, reason: str) -> int:
    """Take back what is shown of a team and period, with a written reason; returns the number of the release.

    It and all older ones of that period are shown no more. A new release is made when the data, the settings
    or the notebooks change. UserError: no reason, or nothing that is shown.
    """
    folder = workspace.release / team_folder_name(team) / period
    if not reason.strip():
        raise UserError(
            Text("Er is geen reden gegeven.", "No reason was given."),
            Text('Geef mee: --reason "...".', 'Pass on: --reason "...".'),
        )
    with release_lock(workspace):
        signing_key(workspace)
        seal_period(workspace, folder)
        files = shown_files(releases_of(workspace), folder)
        if not files:
            raise UserError(
                Text(
                    f"Van {team}, {period} wordt niets getoond; er is niets om in te trekken.",
                    f"Nothing of {team}, {period} is shown; there is nothing to withdraw.",
                )
            )
        number = int(files[-1].stem)
        trail.note(workspace, trail.WITHDREW, team=team, period=period, number=number)
        note_withdrawal(workspace, folder, number, reason.strip())
        seal_period(workspace, folder)
    return number
