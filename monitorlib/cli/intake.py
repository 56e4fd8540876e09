"""`monitor inspect` and `monitor import`: a file is looked into, or taken in once nothing is open."""

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, as_typed
from monitorlib.workspace import Workspace

if TYPE_CHECKING:
    from monitorlib.intake.understood import Understood


def inspect_command(say: Speaker) -> Callable:
    """The command `inspect`."""

    def inspect(
        file: Annotated[Path, options.argument(say, _FILE, options.FILE)],
        workspace: Annotated[Path | None, options.workspace(say)] = None,
        instrument: Annotated[str | None, options.instrument(say)] = None,
        profile: Annotated[Path | None, options.profile(say)] = None,
        team: Annotated[str | None, options.team(say, _TEAM)] = None,
        draft: Annotated[
            Path | None, options.option(say, "--write-profile", _WRITE_PROFILE, options.FILE)
        ] = None,
        whole: Annotated[bool, options.option(say, "--whole", _WHOLE)] = False,
        as_json: Annotated[bool, options.as_json(say)] = False,
    ) -> None:
        from monitorlib.instruments import read_instruments
        from monitorlib.intake.inspecting import looked_into
        from monitorlib.intake.opening import Beforehand
        from monitorlib.intake.questions import UnansweredError
        from monitorlib.intake.report_lines import in_words

        place = None if workspace is None else _looked_at(workspace)
        instruments = read_instruments(*([] if place is None else [place.instruments]))
        folder = None if place is None else place.profiles
        beforehand = Beforehand(instruments, instrument, profile, folder, team, in_part=not whole)
        try:
            intake = looked_into(file, beforehand)
        except UnansweredError as error:
            if draft is None:
                raise
            _draft(say, draft, error.files[0], profile)
            raise UserError(error.problems, _DRAFTED.fill(draft=draft, typed=as_typed(draft))) from None
        except UserError as error:
            if draft is None:
                raise
            raise UserError(
                [*error.problems, _NOT_DRAFTED.fill(draft=draft, typed=as_typed(draft))], error.next_step
            ) from None
        say.plain(intake.report.as_json() if as_json else in_words(intake.report, say.language))
        if draft is not None:
            _draft(say, draft, intake.understood, profile)
        if not as_json:
            with_it = {"--instrument": instrument, "--profile": draft or profile, "--team": team}
            place = as_typed(workspace) if workspace else options.FOLDER
            say(_AFTER_INSPECT, file=as_typed(file), place=place, rest=_passed_on(with_it))

    return inspect


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
    from monitorlib.intake.drafts import write_draft

    write_draft(path, seen, say.language, replaces=profile)
    say.err.print(_WRITTEN.fill(draft=path, open=len(seen.questions))[say.language], markup=False)


def import_command(say: Speaker) -> Callable:
    """The command `import`."""

    def import_(
        files: Annotated[list[Path], options.argument(say, _FILES, _MANY)],
        workspace: Annotated[Path, options.workspace(say)],
        key: Annotated[Path | None, options.key(say)] = None,
        instrument: Annotated[str | None, options.instrument(say)] = None,
        profile: Annotated[Path | None, options.profile(say)] = None,
        team: Annotated[str | None, options.team(say, _TEAM)] = None,
        source: Annotated[str | None, options.option(say, "--source", _SOURCE, options.NAME)] = None,
        yes: Annotated[bool, options.option(say, "--yes", _YES)] = False,
        as_json: Annotated[bool, options.as_json(say)] = False,
    ) -> None:
        from monitorlib.cli.asking import Asking
        from monitorlib.intake import import_files, read_key
        from monitorlib.intake.report_lines import in_words

        if key is None:
            raise _no_key()
        secret, place = read_key(key), Workspace(workspace)
        is_new = not place.settings_file.exists()
        asking = Asking(place, say, asks=not yes and sys.stdin.isatty())

        def read(answered: dict) -> list:
            with say.progress() as progress:
                task = progress.add_task(_IMPORTING[say.language])
                return import_files(
                    Workspace.create(workspace),
                    files,
                    secret,
                    instrument=instrument,
                    profile=profile,
                    source=source,
                    team=team,
                    answered=answered,
                    progress=lambda done, total, _: progress.update(task, completed=done, total=total),
                )

        with _taken_back_when_refused(place):
            reports = asking.until_answered(read)
        for report in reports:
            say.plain(report.as_json() if as_json else in_words(report, say.language))
        if not as_json:
            if is_new:
                say(_NEW_WORKSPACE, settings=place.settings_file)
            say(_AFTER_IMPORT, place=as_typed(workspace))

    return import_


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


def _no_key() -> UserError:
    return UserError(
        Text("Er is geen sleutel gegeven.", "No key was given."),
        Text(
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
