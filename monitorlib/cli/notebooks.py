"""`monitor lab` and `monitor new-notebook`: the workspace's notebooks."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from monitorlib.cli import options
from monitorlib.cli.meeting import demo_path
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.texts import Text, as_typed
from monitorlib.workspace import WORKSPACE_VARIABLE, Workspace


def lab_command(say: Speaker) -> Callable[..., None]:
    """The command `lab`."""

    def lab(
        workspace: Annotated[Path | None, options.workspace(say)] = None,
        port: Annotated[int | None, options.port(say)] = None,
        no_browser: Annotated[bool, options.no_browser(say)] = False,
    ) -> None:
        from monitorlib.cli.adapting import run_lab
        from monitorlib.server.viewer import refuse_used_port

        if port is not None:
            refuse_used_port(port)
        place = Workspace.open(workspace or demo_path())
        environment = {**os.environ, WORKSPACE_VARIABLE: str(place.path.resolve())}
        raise typer.Exit(run_lab(place, port, not no_browser, environment))

    return lab


def new_notebook_command(say: Speaker) -> Callable[..., None]:
    """The command `new-notebook`."""

    def new_notebook(
        name: Annotated[str, options.argument(say, _NOTEBOOK, options.NAME)],
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str | None, options.team(say)] = None,
        period: Annotated[str | None, options.period(say)] = None,
    ) -> None:
        from monitorlib.cli import adapting
        from monitorlib.cli.publishing import plan

        place = Workspace.open(workspace)
        first = plan(place, team, period)[0]
        file = adapting.new_notebook(place, name, first.team, first.period)
        say(
            Text(
                "Notebook: {file}. Open het: monitor lab --workspace {place}. monitor publish draait het mee.",
                "Notebook: {file}. Open it: monitor lab --workspace {place}. monitor publish runs it too.",
            ),
            file=file,
            place=as_typed(workspace),
        )

    return new_notebook


_NOTEBOOK = Text("De naam: letters, cijfers, - en _.", "The name: letters, digits, - and _.")
