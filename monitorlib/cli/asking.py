"""Asking which field an unsure column is, and keeping the answers as a profile for the next time."""

from pathlib import Path

import typer

from monitorlib.intake import Profile, header_mark, is_field, read_export, write_profile
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

QUESTION = Text("{file}: wat staat er in kolom '{column}'?", "{file}: what is in column '{column}'?")
FIELDS = {
    "client": Text("cliëntnummer", "client number"),
    "team": Text("team", "team"),
    "wijk": Text("wijk", "wijk"),
    "worker": Text("medewerker", "worker"),
    "date": Text("datum van de meting", "date of the measurement"),
    "rater": Text("beoordelaar", "rater"),
    "instrument": Text("instrument", "instrument"),
    "leefgebied": Text("leefgebied", "leefgebied"),
    "score": Text("score", "score"),
    "ignored": Text("niet gebruiken", "do not use"),
}


def ask_profile(workspace: Workspace, file: Path, unsure: dict[str, str], language: str) -> Profile:
    """Ask about every unsure column of a file; the profile with the answers, kept in the workspace.

    `unsure` is column to the field that was guessed; Enter takes the guess.
    """
    typer.echo("  ".join(f"{name} ({text[language]})" for name, text in FIELDS.items()), err=True)
    columns = {column: _ask(file, column, guess, language) for column, guess in unsure.items()}
    mark = header_mark(read_export(file).columns)
    profile = Profile(columns=columns, header=mark)
    write_profile(workspace.profiles / f"{mark}.toml", profile)
    return profile


def _ask(file: Path, column: str, guess: str, language: str) -> str:
    question = QUESTION.fill(file=file.name, column=column)[language]
    while not is_field(answer := typer.prompt(question, default=guess, err=True).strip()):
        continue
    return answer
