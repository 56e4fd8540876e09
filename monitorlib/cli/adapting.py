"""What an analyst adapts: copies of our notebooks in the workspace, new ones, and JupyterLab on them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.files import write_aside
from monitorlib.foundation.texts import Text
from monitorlib.workspace import Workspace
from monitorlib.workspace.cells import CARD, NEW_MARK, PARAMETERS, card_mark, mark_of, read_cells
from monitorlib.workspace.notebooks import (
    COPY_MARK,
    FOLDER,
    NOT_OF_A_TEAM,
    NOTEBOOKS,
    TEAM_NOTEBOOKS,
    adapted_or_ours,
)

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}"
_KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def copy_to_adapt(workspace: Workspace) -> Path:
    """Copies of ours in the workspace's `notebooks/`, for an analyst to adapt; returns that folder.

    A copy that was adapted stays as it is; one that was not becomes the one of this version of the package.
    UserError: the folder cannot be written.
    """
    folder = workspace.path / FOLDER
    for name in (*TEAM_NOTEBOOKS, *NOT_OF_A_TEAM):
        if not _is_adapted(workspace, name):
            content = read_cells(NOTEBOOKS / f"{name}.ipynb")
            marked = {**content, "metadata": {**content["metadata"], COPY_MARK: mark_of(content)}}
            _write(folder / f"{name}.ipynb", marked)
    return folder


def _is_adapted(workspace: Workspace, name: str) -> bool:
    try:
        return adapted_or_ours(workspace, name).parent != NOTEBOOKS
    except UserError:
        return True  # what is no notebook any more is for the analyst to mend


def jupyterlab_line(workspace: Workspace, port: int | None, browser: bool) -> list[str]:
    """The command that opens JupyterLab on the workspace, at its notebooks."""
    from monitorlib.server.untold import OF_A_LAB

    copy_to_adapt(workspace)
    command = [sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", *OF_A_LAB]
    command += [
        f"--ServerApp.root_dir={workspace.path.resolve()}",
        f"--LabApp.default_url=/lab/tree/{FOLDER}",
    ]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"] if port else []
    return command if browser else [*command, "--no-browser"]


def run_lab(workspace: Workspace, port: int | None, browser: bool, environment: dict[str, str]) -> int:
    """JupyterLab until it ends; returns its exit code."""
    from monitorlib.server.untold import OF_ITS_SHELLS

    command = jupyterlab_line(workspace, port, browser)
    return subprocess.run(command, env={**environment, **OF_ITS_SHELLS}, check=False).returncode


def new_notebook(workspace: Workspace, name: str, team: str, period: str) -> Path:
    """A notebook of the workspace's own that runs at once: load, compute, release, show; returns its file.

    `team`, `period`: those with which it opens. UserError: a name that is none or is taken, a folder that cannot
    be written.
    """
    name = name.removesuffix(".ipynb")
    file = workspace.path / FOLDER / f"{name}.ipynb"
    problem = next(_name_problems(name, file), None)
    if problem is not None:
        raise UserError(*problem)
    cells = [_cell(number, *each) for number, each in enumerate(_cells(name, team, period))]
    content = {"cells": cells, "metadata": _KERNEL, "nbformat": 4, "nbformat_minor": 5}
    _write(file, {**content, "metadata": {**_KERNEL, NEW_MARK: card_mark(content)}})
    return file


def _name_problems(name: str, file: Path) -> Iterator[tuple[Text, Text]]:
    if not re.fullmatch(_NAME, name):
        yield (
            Text(
                f"'{name}' kan geen naam van een notebook zijn.",
                f"'{name}' cannot be the name of a notebook.",
            ),
            Text(
                "Gebruik letters, cijfers, - en _: geld-en-werk.",
                "Use letters, digits, - and _: money-and-work.",
            ),
        )
    elif name in (*TEAM_NOTEBOOKS, *NOT_OF_A_TEAM):
        yield (
            Text(f"{name} is een van de vaste notebooks.", f"{name} is one of the fixed notebooks."),
            Text(
                "Pas de kopie aan die monitor lab opent, of kies een andere naam.",
                "Adapt the copy that monitor lab opens, or choose another name.",
            ),
        )
    elif file.exists():
        yield (
            Text(f"{file} bestaat al.", f"{file} exists already."),
            Text("Kies een andere naam.", "Choose another name."),
        )


def _write(file: Path, notebook: dict) -> None:
    import json

    try:
        file.parent.mkdir(exist_ok=True)
        write_aside(file, (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode())
    except OSError as error:
        told = why_refused(error)
        raise UserError(
            Text(
                f"Kan '{file.parent}' niet schrijven ({told.nl}).",
                f"Cannot write '{file.parent}' ({told.en}).",
            ),
            Text("Geef uzelf daar schrijfrechten.", "Give yourself the right to write there."),
        ) from None


def _cell(number: int, kind: str, source: str, tag: str = "") -> dict:
    cell = {"cell_type": kind, "id": f"n{number:02d}", "metadata": {"tags": [tag]} if tag else {}}
    lines = source.strip("\n").splitlines(keepends=True)
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {**cell, **code, "source": lines}


def _cells(name: str, team: str, period: str) -> Iterator[tuple[str, ...]]:
    yield "markdown", _TITLE.replace("NAAM", name)
    yield "code", _PARAMETERS.replace("TEAM", repr(team)).replace("PERIODE", repr(period)), PARAMETERS
    yield "markdown", "## 1. Laden"
    yield "code", _LOAD
    yield "markdown", _ABOUT_COMPUTING
    yield "code", _COMPUTE
    yield "markdown", _ABOUT_RELEASING
    yield "code", _RELEASE, CARD
    yield "markdown", _ABOUT_SHOWING
    yield "code", _SHOW, CARD


_TITLE = """
# NAAM

Welke vraag beantwoordt dit notebook voor het team? Schrijf hem hier op.

*Wat hier draait, blijft binnen de muur. Alleen de kaart van stap 4 gaat naar het team.*
"""
_PARAMETERS = """
workspace: str = ""  # leeg: de werkmap van deze JupyterLab
team: str = TEAM
period: str = PERIODE
seed: int = 0
language: str = "nl"  # de deur maakt de kaart in nl en in en
# wat het team op het scherm kan kiezen: de waarden van een parameter
deel: str = "alle leefgebieden"
choices = {"deel": ["alle leefgebieden", "alles samen"]}
"""
_LOAD = """
import monitorlib as ml
import seaborn as sns

werkmap = ml.open_workspace(workspace)
instellingen = werkmap.settings()
periode = instellingen.period(period, team)
instrumenten = ml.instruments_in(werkmap, periode)
pairs = ml.pair_measurements(
    ml.load_caseload(werkmap, team), start=periode.start, end=periode.end, instruments=instrumenten
)
pairs = pairs[pairs["team"] == team]
cijfers = ml.released_figures(werkmap, team, period, language)
"""
_ABOUT_COMPUTING = """
## 2. Rekenen, binnen de muur

Hier mag alles: kijk zo nauwkeurig als u wilt. Niets hiervan gaat naar het team.
"""
_COMPUTE = """
shifts = ml.summarise_shifts(
    pairs,
    margin=instellingen.margin,
    min_residents=instellingen.min_residents,
    instruments=instrumenten,
)
shifts[["leefgebied", "n_pairs", "n_improved", "n_unchanged", "n_deteriorated"]]
"""
_ABOUT_RELEASING = """
## 3. Vrijgeven

Cellen met het label `kaart` draait de deur zelf, op een plek zonder rijen. Ze zien alleen `cijfers` (wat het team
al mag zien), de parameters, `sns`, en van `ml`: `release_table`, `release_picture`, `release_card` en
`class_colours`. Kies hier leefgebieden, of tel ze op met `groups`.
"""
_RELEASE = """
blik = cijfers[cijfers["view"].isin(cijfers["view"].head(1))]
tabellen = {
    "alle leefgebieden": ml.release_table(blik),
    "alles samen": ml.release_table(blik, groups={"Alles samen": list(blik["leefgebied"])}),
}
"""
_ABOUT_SHOWING = """
## 4. Laten zien

Het plaatje tekent alleen de vrijgegeven tabel. `step` is de stap van het gesprek: herkennen, verklaren, waarderen
of verbeteren.
"""
_SHOW = """
def teken(tabel, assen):
    kleuren = ml.class_colours(tabel)
    sns.barplot(tabel, x="share", y="label", hue="word", palette=kleuren, ax=assen)
    assen.set(xlabel="deel van de inwoners", ylabel="", xlim=(0, 1))
    assen.legend(title="")


ml.release_card(
    tabellen,
    teken,
    title="Onze vraag",
    text="Wat zien we hier, in één zin?",
    step="herkennen",
    choices=choices,
)
"""
