"""`monitor inspect` and `monitor import`: a file is looked into, or taken in once nothing is open."""

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, as_typed
from monitorlib.workspace import Workspace

if TYPE_CHECKING:
    from monitorlib.intake import Intake
    from monitorlib.intake.check.understanding import Understood
    from monitorlib.intake.pseudonymise.pseudonyms import Key


@dataclass(frozen=True)
class _Look:
    """What is asked of `inspect`."""

    file: Path
    workspace: Path | None = None
    instrument: str | None = None
    profile: Path | None = None
    team: str | None = None
    draft: Path | None = None
    whole: bool = False
    as_json: bool = False

    @property
    def told_again(self) -> dict[str, str | Path | None]:
        """What `import` must be told too."""
        return {"--instrument": self.instrument, "--profile": self.draft or self.profile, "--team": self.team}


def inspect_command(say: Speaker) -> Callable[..., None]:
    """The command `inspect`."""
    described = {
        "file": options.argument(say, _FILE, options.FILE),
        "workspace": options.workspace(say),
        "instrument": options.instrument(say),
        "profile": options.profile(say),
        "team": options.team(say, _TEAM),
        "draft": options.option(say, "--write-profile", _WRITE_PROFILE, options.FILE),
        "whole": options.option(say, "--whole", _WHOLE),
        "as_json": options.as_json(say),
    }
    return options.taking(_Look, described, partial(_inspect, say))


def _inspect(say: Speaker, look: _Look) -> None:
    from monitorlib.intake.check.report_lines import in_words

    intake = _looked_into(say, look)
    say.plain(intake.report.as_json() if look.as_json else in_words(intake.report, say.language))
    if look.draft is not None:
        _draft(say, look.draft, intake.understood, look.profile)
    if not look.as_json:
        place = as_typed(look.workspace) if look.workspace else options.FOLDER
        say(_AFTER_INSPECT, file=as_typed(look.file), place=place, rest=_passed_on(look.told_again))


def _looked_into(say: Speaker, look: _Look) -> "Intake":
    """What the file holds; where something is open and a profile was wished for, that is written first."""
    from monitorlib.instruments import read_instruments
    from monitorlib.intake.check.inspecting import looked_into
    from monitorlib.intake.know.questions import UnansweredError
    from monitorlib.intake.read.opening import Beforehand

    place = None if look.workspace is None else _looked_at(look.workspace)
    instruments = read_instruments(*([] if place is None else [place.instruments]))
    folder = None if place is None else place.profiles
    beforehand = Beforehand(
        instruments, look.instrument, look.profile, folder, look.team, in_part=not look.whole
    )
    try:
        return looked_into(look.file, beforehand)
    except UnansweredError as error:
        if look.draft is None:
            raise
        _draft(say, look.draft, error.files[0], look.profile)
        told = _DRAFTED.fill(draft=look.draft, typed=as_typed(look.draft))
        raise UserError(error.problems, told) from None
    except UserError as error:
        if look.draft is None:
            raise
        raise UserError([*error.problems, _NOT_DRAFTED.fill(draft=look.draft)], error.next_step) from None


def _passed_on(options: dict[str, str | Path | None]) -> str:
    """What was said on this line and must be said again on the next."""
    return "".join(f" {name} {as_typed(value)}" for name, value in options.items() if value is not None)


def _looked_at(folder: Path) -> Workspace:
    """A workspace to look with; one made by hand may hold only its own instruments or profiles yet."""
    place = Workspace(folder)
    begun = place.instruments.is_dir() or place.profiles.is_dir()
    return place if begun else Workspace.open(folder)


_DRAFTED = Text(
    "Het profiel {draft} is geschreven: beantwoord de vragen daarin en importeer met --profile {typed}.",
    "The profile {draft} was written: answer the questions in it and import with --profile {typed}.",
)
_NOT_DRAFTED = Text(
    "Het profiel {draft} is niet geschreven: hier is geen vraag te beantwoorden.",
    "The profile {draft} was not written: there is no question to answer here.",
)
_WRITTEN = Text("Profiel: {draft} ({open} te beantwoorden)", "Profile: {draft} ({open} to be answered)")


def _draft(say: Speaker, path: Path, seen: "Understood", profile: Path | None) -> None:
    from monitorlib.intake.check.inspecting import write_draft

    write_draft(path, seen, say.language, replaces=profile)
    say.err.print(_WRITTEN.fill(draft=path, open=len(seen.questions))[say.language], markup=False)


@dataclass(frozen=True)
class _Delivery:
    """What is asked of `import`."""

    files: list[Path]
    workspace: Path
    key: Path | None = None
    instrument: str | None = None
    profile: Path | None = None
    team: str | None = None
    source: str | None = None
    yes: bool = False
    as_json: bool = False


def import_command(say: Speaker) -> Callable[..., None]:
    """The command `import`."""
    described = {
        "files": options.argument(say, _FILES, _MANY),
        "workspace": options.workspace(say),
        "key": options.key(say),
        "instrument": options.instrument(say),
        "profile": options.profile(say),
        "team": options.team(say, _TEAM),
        "source": options.option(say, "--source", _SOURCE, options.NAME),
        "yes": options.option(say, "--yes", _YES),
        "as_json": options.as_json(say),
    }
    return options.taking(_Delivery, described, partial(_import, say))


def _import(say: Speaker, asked: _Delivery) -> None:
    from monitorlib.cli.asking import Asking
    from monitorlib.intake import read_key
    from monitorlib.intake.check.report_lines import in_words

    place = Workspace(asked.workspace)
    if asked.key is None:
        raise _no_key(place)
    secret = read_key(asked.key, place)
    is_new = not place.settings_file.exists()
    asking = Asking(place, say, asks=not asked.yes and sys.stdin.isatty())
    with _taken_back_when_refused(place):
        reports = asking.until_answered(partial(_taken_in, say, asked, secret))
    for report in reports:
        say.plain(report.as_json() if asked.as_json else in_words(report, say.language))
    if not asked.as_json:
        if is_new:
            say(_NEW_WORKSPACE, settings=place.settings_file)
        say(_AFTER_IMPORT, place=as_typed(asked.workspace))


def _taken_in(say: Speaker, asked: _Delivery, secret: "Key", answered: dict) -> list:
    """Import the files, with what was answered so far, under a bar."""
    from monitorlib.intake import import_files

    with say.progress() as progress:
        task = progress.add_task(_IMPORTING[say.language])
        return import_files(
            Workspace.create(asked.workspace),
            asked.files,
            secret,
            instrument=asked.instrument,
            profile=asked.profile,
            source=asked.source,
            team=asked.team,
            answered=answered,
            progress=lambda done, total, _: progress.update(task, completed=done, total=total),
        )


_FILE = Text(
    "De export: CSV, XLSX of wat uw systeem geeft.", "The export: CSV, XLSX or what your system gives."
)
_FILES = Text("De exports; samen ingelezen, of geen van alle.", "The exports; imported together, or none.")
_MANY = Text("BESTAND...", "FILE...")
_TEAM = Text("Het team, als de export dat niet zegt.", "The team, where the export does not tell.")
_WRITE_PROFILE = Text(
    "Schrijf hier een profiel: de vragen die de export open laat, om te beantwoorden.",
    "Write a profile here: the questions that the export leaves open, to be answered.",
)
_WHOLE = Text(
    "Lees ook een groot bestand helemaal; anders het begin.",
    "Read a large file whole too; else its beginning.",
)
_SOURCE = Text(
    "Het systeem waar de export uit komt. Zonder: wat de export zegt.",
    "The system that the export is from. Without: what the export tells.",
)
_YES = Text("Vraag niets; wat niet zeker is, wordt geweigerd.", "Ask nothing; what is unsure is refused.")
_AFTER_INSPECT = Text(
    "Verder: monitor import {file} --workspace {place} --key BESTAND{rest}",
    "Next: monitor import {file} --workspace {place} --key FILE{rest}",
)
_NEW_WORKSPACE = Text(
    "Nieuwe werkmap. Kies voordat u verder gaat de perioden en de kleinste groep, in {settings}. Kiest u niets, "
    "dan is elk kalenderjaar een periode.",
    "A new workspace. Choose the periods and the minimum group before you go on, in {settings}. If you choose "
    "nothing, each calendar year is a period.",
)
_AFTER_IMPORT = Text(
    "Verder: monitor publish --workspace {place} --all", "Next: monitor publish --workspace {place} --all"
)
_IMPORTING = Text("Inlezen", "Importing")


def _no_key(place: Workspace) -> UserError:
    from monitorlib.intake.pseudonymise.pseudonyms import where_from

    return UserError(
        Text("Er is geen sleutel gegeven.", "No key was given."),
        where_from(place)
        or Text(
            "Maak er een met 'monitor key new BESTAND' en geef hem mee: --key BESTAND.",
            "Make one with 'monitor key new FILE' and pass it on: --key FILE.",
        ),
    )


@contextlib.contextmanager
def _taken_back_when_refused(place: Workspace):
    """An import that ends early leaves no new workspace behind; what stood there before stays."""
    is_new = not place.settings_file.exists()
    try:
        yield
    except BaseException:  # a refusal, Ctrl-C, a fault of ours: all the same to the folder
        if is_new and not place.measurements.exists():
            _take_back(place)
        raise


def _take_back(place: Workspace) -> None:
    """Only what the refused import made; answers that were given are kept."""
    place.settings_file.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (place.path / ".monitor-import.lock").unlink(missing_ok=True)
        place.path.rmdir()
