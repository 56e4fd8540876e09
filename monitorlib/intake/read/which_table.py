"""Which table of a file is meant: the one that fits, several joined or below each other, or a question."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.questions import Answer, Question
from monitorlib.intake.know.words import known_names, plain
from monitorlib.intake.read.parts import FILE, TABLE, Part, join_parts, refers_elsewhere, roles
from monitorlib.intake.read.table_edges import TEAM_COLUMN, names_a_team

ALL = "*"  # a profile's `sheet` that means: all, below each other
_MOST_NAMED = 8  # answers of one question
_NO_TEAM = re.compile(r"(blad|sheet|tabel|table|scores?|export|data|meting|moment)? ?\d*|.*(19|20)\d\d.*")


def one_table(parts: Sequence[Part], unit: Text, sheet: str | None, known: Known, file: str) -> Part:
    """The table of a file with these parts, all of which have a header; what is not sure is asked.

    `sheet` is the name or the number of the part that is meant, or ALL.
    """
    if sheet == ALL and len(parts) > 1:
        return _without_choice(_below_each_other(parts, unit, known))
    every, parts = parts, join_parts(parts, known) if len(parts) > 1 else parts
    if sheet not in (None, ALL):
        return _named(parts, every, sheet, unit, file)
    if len(parts) == 1:
        return _with_hint(parts[0], known)
    fitting, others = _apart(parts, known)
    if len(fitting) == 1:
        return fitting[0].noted(_unused(others, unit))
    return _asked(fitting or list(parts), unit, known)


def _with_hint(part: Part, known: Known) -> Part:
    if "client" in roles(part, known) or not refers_elsewhere(part.columns):
        return part
    return part.noted(
        Text(
            "dit is een herhaalgroep van een formulier: de cliënten staan in het hoofdbestand. Importeer beide "
            "samen ('monitor import HOOFDBESTAND HERHAALGROEP'), of exporteer alles als één XLSX.",
            "this is a repeat group of a form: the clients stand in the main file. Import both together "
            "('monitor import MAINFILE REPEATGROUP'), or export all as one XLSX.",
        )
    )


def _named(parts: Sequence[Part], every: Sequence[Part], sheet: str, unit: Text, file: str) -> Part:
    """The part of this name or number, joined to its form where it has one."""
    for among in (parts, every):
        found = [p for p in among if p.name == sheet] or [p for p in among if str(p.number) == sheet]
        if found:
            return _without_choice(found[0])
    if len(every) == 1 and unit == FILE:
        return every[0]  # the one file in a ZIP has another name each month; a CSV has no sheets
    names = ", ".join(f"'{part.told}'" for part in every[:_MOST_NAMED])
    raise UserError(
        Text(
            f"{file}: er is geen {unit.nl} met die naam en een tabel (wel: {names}).",
            f"{file}: there is no {unit.en} of that name with a table (these are: {names}).",
        ),
        Text('Noem het in het profiel: sheet = "…".', 'Name it in the profile: sheet = "…".'),
    )


def _without_choice(part: Part) -> Part:
    """The part without the questions that its choice answered."""
    still = tuple(q for q in part.grid.questions if not any("sheet" in a.profile for a in q.answers))
    return replace(part, grid=replace(part.grid, questions=still))


def _apart(parts: Sequence[Part], known: Known) -> tuple[list[Part], list[Part]]:
    """The parts that may hold the measurements, and those that only explain or sum up: no client, and no
    scores with a date."""
    told = {part.number: roles(part, known) for part in parts}
    fitting = [p for p in parts if "client" in told[p.number] or {"score", "date"} <= told[p.number]]
    return fitting, [part for part in parts if part not in fitting]


def _unused(others: Sequence[Part], unit: Text) -> Text:
    names = _named_in_words(others, unit)
    return Text(
        f"niet gebruikt, want zonder cliënten: {names.nl}.", f"not used, being without clients: {names.en}."
    )


def _asked(parts: list[Part], unit: Text, known: Known) -> Part:
    """The likely part, or all below each other where they have the same columns; with the question."""
    same = len({frozenset(map(plain, part.columns)) for part in parts}) == 1
    likely = max(parts, key=lambda part: (len(roles(part, known)), -part.number))
    ordered = [likely, *(part for part in parts if part is not likely)]
    fits = _named_in_words(parts, unit)
    alone = [_alone(part, unit) for part in ordered[:_MOST_NAMED]]
    together = _together(parts, unit, known) if same else []
    question = Question(
        "",
        Text(
            f"meer dan één {unit.nl} past: {fits.nl}.",
            f"more than one {unit.en} fits: {fits.en}.",
        ),
        (*together, *alone),
    )
    return (_below_each_other(parts, unit, known) if same else likely).asked(question)


def _alone(part: Part, unit: Text) -> Answer:
    called = part.called(unit)
    return Answer(Text(f"alleen {called.nl}", f"only {called.en}"), {"sheet": part.told})


def _named_in_words(parts: Sequence[Part], unit: Text) -> Text:
    """The first parts, each as it may be called, and that there are more."""
    called = [part.called(unit) for part in parts[:_MOST_NAMED]]
    nl, en = ([getattr(each, language) for each in called] for language in ("nl", "en"))
    more = ["…"] if len(parts) > _MOST_NAMED else []
    return Text(", ".join([*nl, *more]), ", ".join([*en, *more]))


def _together(parts: Sequence[Part], unit: Text, known: Known) -> list[Answer]:
    every = Text("alle onder elkaar", "all below each other")
    if not _names_are_teams(parts, known):
        return [Answer(every, {"sheet": ALL})]
    team = Text(
        f"alle onder elkaar, de naam van {_the(unit)} is het team",
        f"all below each other, the name of the {unit.en} is the team",
    )
    return [
        Answer(team, {"sheet": ALL, "columns": {TEAM_COLUMN: "team"}}),
        Answer(every, {"sheet": ALL, "columns": {TEAM_COLUMN: "ignored"}}),
    ]


def _names_are_teams(parts: Sequence[Part], known: Known) -> bool:
    """Whether the names of the parts may be teams: no column or profile tells the team, and they are no years,
    moments or numbers."""
    if any(names_a_team(part.columns, known) for part in parts):
        return False
    names = [plain(part.name or "") for part in parts]
    if len(known.profiles) == 1 and known.profiles[0].team:
        return False
    return not any(_NO_TEAM.fullmatch(name) or name in known_names("moments") for name in names)


def _below_each_other(parts: Sequence[Part], unit: Text, known: Known) -> Part:
    """All parts with the columns of the first as one table; a row's number begins with its part's number."""
    first = max(parts, key=lambda part: (len(roles(part, known)), -part.number))
    spelled = {plain(column): column for column in first.columns}
    own = [p for p in parts if set(map(plain, p.columns)) == set(spelled)]
    numbers = {part.number for part in own}
    if len(own) == 1:
        return first.noted(*_other_columns([p for p in parts if p.number not in numbers], unit))
    step = 10 ** len(str(max(int(part.grid.frame.index.max()) for part in own if len(part.grid.frame))))
    with_team = _names_are_teams(own, known)
    frames = [_frame(part, spelled, step, with_team) for part in own]
    grid = replace(
        first.grid,
        frame=pd.concat(frames)[[*([TEAM_COLUMN] if with_team else []), *first.columns]],
        closing=sum(part.grid.closing for part in own),
        uneven=tuple(part.number * step + n for part in own for n in part.grid.uneven),
        reasons={p.number * step + n: rule for p in own for n, rule in p.grid.reasons.items()},
        notes=tuple(dict.fromkeys(note for part in own for note in part.grid.notes)),
        questions=tuple(dict.fromkeys(question for part in own for question in part.grid.questions)),
        added_columns={**first.grid.added_columns, **({TEAM_COLUMN: _names_of(unit)} if with_team else {})},
    )
    together = replace(first, name=ALL, grid=grid).noted(_numbering(own, step, unit))
    return together.noted(*_other_columns([p for p in parts if p.number not in numbers], unit))


def _names_of(unit: Text) -> Text:
    return Text(f"de naam van {_the(unit)}", f"the name of the {unit.en}")


def _the(unit: Text) -> str:
    return f"{'de' if unit == TABLE else 'het'} {unit.nl}"


def _numbering(own: Sequence[Part], step: int, unit: Text) -> Text:
    """How the rows of several parts are numbered, by the example of the first."""
    part, row = own[0].called(unit), own[0].number * step + 2
    return Text(
        f"{len(own)} keer een {unit.nl} onder elkaar gelezen. Het rijnummer in een melding begint met het nummer "
        f"van {_the(unit)}: {row} is rij 2 van {part.nl}.",
        f"read {len(own)} times a {unit.en} below each other. The number of a row in a message begins with "
        f"the number of the {unit.en}: {row} is row 2 of {part.en}.",
    )


def _other_columns(others: Sequence[Part], unit: Text) -> list[Text]:
    if not others:
        return []
    names = _named_in_words(others, unit)
    return [
        Text(
            f"niet gelezen, want met andere kolomnamen: {names.nl}.",
            f"not read, having other column names: {names.en}.",
        )
    ]


def _frame(part: Part, spelled: dict[str, str], step: int, with_team: bool) -> pd.DataFrame:
    frame = part.grid.frame.rename(columns=lambda column: spelled[plain(column)])
    frame.index = pd.Index(frame.index + part.number * step, name="row", dtype="int64")
    if with_team:
        frame.insert(0, TEAM_COLUMN, pd.Series(part.name, index=frame.index, dtype="str"))
    return frame
