"""The command line: `monitor …`. A user's mistake is told in one message without a traceback, exit 1."""

import gc
import io
import sys

from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, LANGUAGES, Text

_UNREADABLE = Text(
    "Kan '{file}' niet lezen of schrijven ({why}). Controleer de map en uw rechten.",
    "Cannot read or write '{file}' ({why}). Check the folder and your permissions.",
)
_SOMETHING = Text(
    "Lezen of schrijven lukt niet ({why}). Controleer de map, de schijf en uw rechten.",
    "Reading or writing does not work ({why}). Check the folder, the disk and your permissions.",
)
_STOPPED = Text("Gestopt. Wat klaar was, is bewaard.", "Stopped. What was done is kept.")
UNTIL_STOPPED = ("session", "progress", "serve", "lab")  # Ctrl-C is how these end: no fault, also to make
# objects that come before cycles are looked for: what a command loads and reads stays, and looking through it
# again and again took a tenth of an import
_SELDOM = (200_000, 10, 10)


def main(arguments: list[str] | None = None) -> None:
    """Run one command. `--lang en` anywhere on the line speaks English."""
    gc.set_threshold(*_SELDOM)
    _write_what_can_be_written()
    rest, language = take_language(list(sys.argv[1:] if arguments is None else arguments))
    from monitorlib.cli.app import build_app  # after the language is known; typer is not needed to say so
    from monitorlib.cli.frame import run

    try:
        raise SystemExit(run(build_app(language), rest, language))
    except UserError as error:
        sys.stderr.write(error.message(language) + "\n")
        raise SystemExit(1) from None
    except OSError as error:
        sys.stderr.write(_told(error)[language] + "\n")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        sys.stderr.write(_STOPPED[language] + "\n")
        raise SystemExit(0 if rest[:1] and rest[0] in UNTIL_STOPPED else 130) from None


def _told(error: OSError) -> Text:
    """A file that cannot be read or written, with its name where the system tells it."""
    told = _UNREADABLE if error.filename else _SOMETHING
    return told.fill(file=error.filename, why=why_refused(error))


def _write_what_can_be_written() -> None:
    """A sign that the terminal's encoding lacks becomes a question mark instead of a fault.

    A pipe or file on Windows has cp437 or cp850 where nothing else was set, without "–" and "…".
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def take_language(arguments: list[str]) -> tuple[list[str], str]:
    """The arguments without `--lang X`, and the language; an unknown language is wrong usage (exit 2)."""
    for position, argument in enumerate(arguments):
        if argument == "--lang" or argument.startswith("--lang="):
            given, width = _language_at(arguments, position)
            if given not in LANGUAGES:
                sys.stderr.write(f"--lang: {' / '.join(LANGUAGES)}\n")
                raise SystemExit(2)
            return arguments[:position] + arguments[position + width :], given
    return arguments, DEFAULT_LANGUAGE


def _language_at(arguments: list[str], position: int) -> tuple[str, int]:
    if "=" in arguments[position]:
        return arguments[position].split("=", 1)[1], 1
    return (arguments[position + 1] if position + 1 < len(arguments) else ""), 2
