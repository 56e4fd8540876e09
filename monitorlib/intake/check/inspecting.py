"""Inspecting a file: what an import would take in, what is to be asked, and the draft of a profile.

A draft has what was understood as live lines, what is open as commented ones. Keys are dotted
(`columns."Datum" = "date"`), so that each line stands by itself: an answer is given by taking the `# ` before it
away, wherever it stands. Columns that need no telling are left out.
"""

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Mapping as Words
from dataclasses import replace
from datetime import date
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.files import file_to_write
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments, read_instruments
from monitorlib.intake.check.one_export import Intake, to_measurements
from monitorlib.intake.check.reports import Inspection
from monitorlib.intake.check.understanding import Understood
from monitorlib.intake.know.fields import SURE
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.profiles import AnyProfile, Profile, write_whole
from monitorlib.intake.know.questions import Answer, Question, is_open, profile_parts, toml_value
from monitorlib.intake.read.opening import Beforehand

# --- the draft of a profile

OPEN = "# "  # before an answer that has not been chosen
MOST_LINES = 5  # of one part to be filled in; more are written as one line

HEAD = Text(
    "Profiel voor {file}. Onder elke vraag staan de antwoorden: haal '# ' weg voor het goede.",
    "Profile for {file}. Below each question are its answers: take '# ' away before the right one.",
)
ASKED = Text("Vraag: {asked}", "Question: {asked}")
UNSAFE = Text(
    "in de naam van deze kolom staat een persoonsgegeven; hernoem haar in de export.",
    "the name of this column holds personal data; rename it in the export.",
)


def write_draft(path: str | Path, seen: Understood, language: str, replaces: object = None) -> None:
    """Write the draft of a profile; a file that exists is left alone, unless it is the profile that was used."""
    path = Path(path)
    if path.exists() and not (isinstance(replaces, str | Path) and path.samefile(replaces)):
        raise UserError(
            Text(f"{path.name}: dit bestand bestaat al.", f"{path.name}: this file exists already."),
            Text(
                "Kies een andere naam, of geef het mee met --profile om het aan te vullen.",
                "Choose another name, or pass it on with --profile to complete it.",
            ),
        )
    path = file_to_write(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, "\n".join(draft_lines(seen, language)) + "\n")


def draft_lines(seen: Understood, language: str) -> list[str]:
    """The lines of a draft: live ones first, then each question with its answers."""
    file = safe_name(seen.export.file)
    open_parts = {part for question in seen.questions for a in question.answers for part in a.profile}
    live = list(_lines(profile_parts(understood_profile(seen)), on_one_line={"moments"} - open_parts))
    asked = [line for q in seen.questions for line in _question_lines(q, language, frozenset(live))]
    return [f"# {HEAD.fill(file=file)[language]}", *live, *asked]


def understood_profile(seen: Understood) -> Profile:
    """The profile with what was understood beside it: the header, the instrument, the columns that matter."""
    told, columns = seen.profile, seen.mapping.fields
    sure = {guess.column for guess in seen.mapping.guesses if guess.confidence >= SURE}
    sure &= set(seen.export.columns) - set(told.named())
    found = {column: field for column, field in columns.items() if column in sure and _matters(field)}
    own = {
        column: field for column, field in {**found, **told.columns}.items() if safe_name(column) == column
    }
    return replace(told, header=seen.mark, instrument=told.instrument or _instrument(seen), columns=own)


def _matters(field: str) -> bool:
    """Whether a column is worth a line: leefgebieden are found by name, and what is not used needs none."""
    head = field.partition(":")[0]
    return not field.startswith("score:") and head not in ("ignored", "dropped", "kenmerk", "household")


def _instrument(seen: Understood) -> str | None:
    """The one instrument of the export, where it is told by the columns or was given."""
    found = set(seen.mapping.instruments) | ({seen.instrument} - {None})
    return found.pop() if len(found) == 1 else None


def _question_lines(question: Question, language: str, live: frozenset[str]) -> Iterator[str]:
    """A question and its answers; what an answer needs and is live already is not said again."""
    yield ""
    yield f"{OPEN}{ASKED.fill(asked=question.asked)[language]}"
    for answer in question.answers:
        if _is_safe(answer):
            lines = [line for line in _lines(answer.profile) if line not in live]
            words = [f"  # {answer.words[language]}", *[""] * len(lines)]
            yield from (OPEN + line + told for line, told in zip(lines, words, strict=False))
        else:
            yield f"{OPEN}{UNSAFE[language]}"


def _is_safe(answer: Answer) -> bool:
    names = (name for part in answer.profile.values() if isinstance(part, Words) for name in part)
    return all(safe_name(name) == name for name in names)


def _lines(parts: Words[str, object], on_one_line: Collection[str] = ()) -> Iterator[str]:
    """Parts of a profile as dotted lines; a long one that is to be filled in, or is of these, on one line."""
    for name, value in parts.items():
        if not isinstance(value, Words):
            yield f"{name} = {toml_value(value)}"
        elif len(value) > MOST_LINES and (name in on_one_line or any(map(is_open, value.values()))):
            inside = ", ".join(f"{toml_value(key)} = {toml_value(part)}" for key, part in value.items())
            yield f"{name} = {{ {inside} }}"
        else:
            yield from (f"{name}.{toml_value(key)} = {toml_value(part)}" for key, part in value.items())


# --- the team that is told with a delivery


def check_team_is_used(team: str | None, intakes: Sequence[Intake]) -> None:
    """Refuse a `--team` that holds for no file, as each has a column with the team."""
    read = [intake.understood for intake in intakes if intake.understood is not None]
    columns = {seen.export.file: seen.mapping.column("team") for seen in read if seen.mapping.shape != "D"}
    if team is None or not columns or None in columns.values():
        return
    raise UserError(
        [
            Text(
                f"{file}: het bestand heeft zelf een kolom met het team ('{column}'); --team geldt er niet.",
                f"{file}: the file has a column with the team itself ('{column}'); --team does not hold for it.",
            )
            for file, column in columns.items()
        ],
        Text(
            'Laat --team weg. Klopt de kolom niet, zet haar dan in een profiel op "ignored" naast team = "…".',
            'Leave --team out. If the column is wrong, make it "ignored" in a profile, beside team = "…".',
        ),
    )


# --- a look at a file


def inspect_file(
    path: str | Path,
    instrument: str | None = None,
    profile: AnyProfile = None,
    instruments: Instruments | None = None,
    today: date | None = None,
    in_part: bool = False,
) -> Inspection:
    """What an import of this file would take in; nothing is written.

    `in_part`: only the beginning of a large text is looked at (`Inspection.all_lines`). Of each open question
    (`.questions`) the first answer is taken here; an import refuses until a profile tells. `instruments` are
    those of a workspace.
    """
    beforehand = Beforehand(instruments or read_instruments(), instrument, profile, in_part=in_part)
    return looked_into(path, beforehand, today).report


def looked_into(path: str | Path, beforehand: Beforehand, today: date | None = None) -> Intake:
    """A file as an inspection sees it; UnansweredError where nothing can be shown before they are answered."""
    export = beforehand.read(path)
    intake = to_measurements(
        export,
        beforehand.instrument,
        profile=beforehand.profile_of(path, export),
        instruments=beforehand.instruments,
        today=today,
        accept_unsure=True,
    )
    check_team_is_used(beforehand.team, [intake])
    return intake
