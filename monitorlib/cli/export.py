"""`monitor export`: the released tables of a team as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.texts import Text
from monitorlib.release import TABLE_FORMATS
from monitorlib.workspace import Workspace


def export_command(say: Speaker) -> Callable[..., None]:
    """The command `export`."""

    def export(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str, options.team(say)],
        period: Annotated[str | None, options.period(say, _EXPORTED_PERIOD)] = None,
        format: Annotated[str, options.format_(say, TABLE_FORMATS)] = TABLE_FORMATS[0],
        output: Annotated[Path | None, options.output(say)] = None,
    ) -> None:
        from monitorlib.release.exports import write_export

        file = write_export(Workspace.open(workspace), team, period, format, output, say.language)
        say(Text("Tabellen: {file}", "Tables: {file}"), file=file)

    return export


_EXPORTED_PERIOD = Text("Alleen deze periode. Zonder: alle.", "This period only. Without: all.")
