"""The options that commands share, each with its explanation in two languages."""

from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields
from inspect import Parameter, Signature
from typing import Annotated, Any, get_type_hints

import typer

from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.texts import Text

FOLDER = Text("MAP", "DIR")
FILE = Text("BESTAND", "FILE")
NAME = Text("NAAM", "NAME")
NUMBER = Text("GETAL", "NUMBER")
CLIENT = Text("NUMMER", "NUMBER")  # of a person: letters may stand in it
PERIOD = Text("PERIODE", "PERIOD")


def option(say: Speaker, name: str, help: Text, wants: Text | str | None = None, **more: Any) -> Any:
    """An option as typer wants it, explained in the reader's language.

    `wants`: the word for what stands behind it (`MAP`); for a choice the words themselves (`html|pdf`).
    """
    return typer.Option(name, help=help[say.language], metavar=_metavar(say, wants), **more)


def argument(say: Speaker, help: Text, wants: Text) -> Any:
    """What stands on the line without a name before it."""
    return typer.Argument(help=help[say.language], metavar=wants[say.language])


def taking(kind: type, described: dict[str, Any], do: Callable[[Any], None]) -> Callable[..., None]:
    """A command for typer that is handed all that stands on its line as one record.

    `kind` is a frozen dataclass with a field an option, whose type and default are those of the option;
    `described` holds how each field is typed and explained; `do` is given the record.
    """
    hints = get_type_hints(kind)

    def command(**said: Any) -> None:
        do(kind(**said))

    parameters = [
        Parameter(
            field.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if field.default is MISSING else field.default,
            annotation=Annotated[hints[field.name], described[field.name]],
        )
        for field in fields(kind)
    ]
    command.__signature__ = Signature(parameters)  # typer reads what a function takes from these two
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


def _metavar(say: Speaker, wants: Text | str | None) -> str | None:
    return wants[say.language] if isinstance(wants, Text) else wants


def workspace(say: Speaker) -> Any:
    """`--workspace`."""
    return option(say, "--workspace", _WORKSPACE, FOLDER)


def team(say: Speaker, help: Text | None = None) -> Any:
    """`--team`."""
    return option(say, "--team", help or _TEAM, NAME)


def period(say: Speaker, help: Text | None = None) -> Any:
    """`--period`."""
    return option(say, "--period", help or _PERIOD, PERIOD)


def key(say: Speaker) -> Any:
    """`--key`."""
    return option(say, "--key", _KEY, FILE)


def output(say: Speaker, help: Text | None = None) -> Any:
    """`--output`."""
    return option(say, "--output", help or _OUTPUT, FILE)


def format_(say: Speaker, formats: Sequence[str], help: Text | None = None) -> Any:
    """`--format`: one of these."""
    return option(say, "--format", help or _FORMAT, "|".join(formats))


def port(say: Speaker) -> Any:
    """`--port`."""
    return option(say, "--port", _PORT, NUMBER, min=1, max=65535)


def no_browser(say: Speaker) -> Any:
    """`--no-browser`."""
    return option(say, "--no-browser", _NO_BROWSER)


def as_json(say: Speaker) -> Any:
    """`--json`."""
    return option(say, "--json", _JSON)


def instrument(say: Speaker) -> Any:
    """`--instrument`."""
    return option(say, "--instrument", _INSTRUMENT, NAME)


def profile(say: Speaker) -> Any:
    """`--profile`."""
    return option(say, "--profile", _PROFILE, FILE)


_WORKSPACE = Text(
    "De werkmap: waar metingen, instellingen en vrijgaven staan.",
    "The workspace: where measurements, settings and releases are.",
)
_TEAM = Text("Het team, zoals het in de export heet.", "The team, as the export names it.")
_PERIOD = Text(
    "De periode, bijvoorbeeld 2025 of 2025-H1. Zonder: de laatste die compleet is.",
    "The period, for example 2025 or 2025-H1. Without: the last complete one.",
)
_KEY = Text(
    "De sleutel van de pseudoniemen (monitor key new).", "The key of the pseudonyms (monitor key new)."
)
_OUTPUT = Text(
    "Waar het bestand komt. Zonder: in de map waar u nu staat; de naam wordt getoond.",
    "Where the file goes. Without: in the folder you are in now; the name is shown.",
)
_FORMAT = Text("Welk soort bestand.", "Which kind of file.")
_PORT = Text(
    "De poort op deze computer waar de pagina staat.", "The port on this computer where the page is."
)
_NO_BROWSER = Text(
    "Open geen browser; het adres wordt alleen getoond.", "Open no browser; the address is told only."
)
_JSON = Text("Als JSON, voor een ander programma.", "As JSON, for another program.")
_INSTRUMENT = Text(
    "Het instrument van de scores, als de export dat niet zegt: zrm-2017.",
    "The instrument of the scores, where the export does not tell: zrm-2017.",
)
_PROFILE = Text(
    "Een profiel: antwoorden op wat een export niet zegt (monitor inspect --write-profile).",
    "A profile: answers to what an export does not tell (monitor inspect --write-profile).",
)
