"""An export to MEASUREMENTS: the rows that can be used, those that cannot, and a count that adds up."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.intake import rejects
from monitorlib.intake.assembled import assembled
from monitorlib.intake.cells import long_cells, wide_cells
from monitorlib.intake.faults import cell_rejects, contradictions, row_rejects, uneven_rows
from monitorlib.intake.goals import GOAL, as_long, goal_mapping
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.moment_order import once_note, order_question
from monitorlib.intake.needs import date_column
from monitorlib.intake.people import read_people
from monitorlib.intake.profiles import NO_PROFILE, Profile
from monitorlib.intake.pseudonyms import Key
from monitorlib.intake.questions import MEND, Question, refusal
from monitorlib.intake.refusals import too_much_refused
from monitorlib.intake.repeats import judge_repeats
from monitorlib.intake.shared_numbers import teams_question
from monitorlib.intake.shifted_scores import shifted_questions
from monitorlib.intake.sources import Export
from monitorlib.intake.truth import check_accounts
from monitorlib.intake.yes_no import coding_questions
from monitorlib.tables import MEASUREMENTS


@dataclass(frozen=True)
class Counts:
    """What became of the rows: `rows` = `used` + `refused` + `empty` + `repeated`, always.

    A row is used when at least one of its scores is; repeated when all its scores stood in the file before.
    """

    rows: int
    used: int
    refused: int
    empty: int
    repeated: int


@dataclass(frozen=True)
class Measured:
    """MEASUREMENTS of one export (index: the row in the file), what was refused, counts, remarks, questions."""

    measurements: pd.DataFrame
    rejects: pd.DataFrame
    counts: Counts
    notes: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()


def measure(
    export: Export,
    mapping: Mapping,
    given: str | None,
    instruments: Instruments,
    key: Key,
    source: str,
    today: date,
    dossiers: pd.DataFrame | None = None,
    profile: Profile = NO_PROFILE,
) -> Measured:
    """Read an understood export as MEASUREMENTS; a UserError tells every fault that stops the whole file."""
    cells = _cells(export, mapping, given, instruments, profile)
    moments = list(cells["moment"].cat.categories)
    people = read_people(export, mapping, moments, key, today, dossiers, profile)
    asked = (
        *people.questions,
        *coding_questions(export, cells, instruments, profile, mapping.shape == "E"),
        *shifted_questions(export, cells, instruments, profile),
    )
    refused = [
        uneven_rows(export),
        *row_rejects(export, mapping, cells, people),
        cell_rejects(export, mapping, cells, people),
    ]
    table = assembled(cells, people, instruments, source)
    refused.append(_other_raters(export, mapping, table, instruments))
    listed = rejects.together(refused)
    _stop(export, asked, rejects.stopping(listed, _spoken(table, instruments)), MEND)
    sound = chosen(table, table["sound"].to_numpy())
    if profile.client is None:  # before repeats: two teams on one day may be two persons
        asked = (*asked, *_numbers_in_teams(sound, mapping))
    asked = (*asked, *_about_order(export, mapping, sound))
    judged = judge_repeats(sound)
    listed = rejects.together([listed, contradictions(export, sound[judged["contradicted"]])])
    kept = chosen(sound, ~(judged["repeated"] | judged["contradicted"]).to_numpy())
    counts = _counts(export, kept["at"], listed, sound.loc[judged["repeated"], "at"])
    check_accounts(export, cells, listed, counts, kept=len(kept), set_aside=judged, sound=table["sound"])
    _stop(export, asked, *too_much_refused(export, mapping, cells, listed, counts, kept["at"], profile))
    rows = pd.Index(export.frame.index.to_numpy(dtype="int32")[kept["at"]], name="row")
    measurements = kept.drop(columns=["at", "column", "sound"]).set_axis(rows)
    once = once_note(export, mapping, kept)
    notes = people.notes if once is None else (*people.notes, once)
    return Measured(MEASUREMENTS.check(measurements, key=()), listed, counts, notes, asked)


def _stop(export: Export, asked: tuple[Question, ...], problems: list[Text], step: Text) -> None:
    """Refuse for these problems, with the questions that may be their cause."""
    if problems and asked:
        raise refusal(export.file, asked, problems)
    if problems:
        raise UserError(problems, step)


def _numbers_in_teams(sound: pd.DataFrame, mapping: Mapping) -> tuple[Question, ...]:
    client, team = (mapping.column(field) for field in ("client", "team"))
    question = teams_question(sound, client, team)
    return () if question is None else (question,)


def _about_order(export: Export, mapping: Mapping, sound: pd.DataFrame) -> tuple[Question, ...]:
    question = order_question(export, mapping, sound)
    return () if question is None else (question,)


def _cells(
    export: Export, mapping: Mapping, given: str | None, instruments: Instruments, profile: Profile
) -> pd.DataFrame:
    if mapping.shape == "C":
        return long_cells(export, mapping, instruments, profile, given)
    if mapping.shape == "E":
        frame = as_long(export.frame, mapping, date_column(mapping, ""), GOAL)
        return long_cells(
            replace(export, frame=frame), goal_mapping(mapping, GOAL), instruments, profile, given
        )
    return wide_cells(export, mapping, instruments, profile)


def chosen(table: pd.DataFrame, wanted: np.ndarray) -> pd.DataFrame:
    """The wanted rows; the same table, not a copy of millions of rows, where all are."""
    return table if wanted.all() else table[wanted]


def _other_raters(
    export: Export, mapping: Mapping, table: pd.DataFrame, instruments: Instruments
) -> pd.DataFrame:
    """Refuse (in `table` too) what was rated by somebody the instrument is not for: views are never mixed."""
    column = mapping.column("rater")
    if column is None:
        return rejects.none()
    allowed = np.zeros(len(table), dtype=bool)
    for id in table["instrument"].cat.categories:
        if id in instruments:
            allowed |= ((table["instrument"] == id) & table["rater"].isin(instruments[id].raters)).to_numpy()
    wrong = table["sound"].to_numpy() & ~allowed
    table["sound"] = table["sound"].to_numpy() & allowed
    values = export.frame[column].iloc[np.unique(table["at"].to_numpy()[wrong])]
    return rejects.listed(export.file, "other_rater", values.index, column, values)


def _spoken(table: pd.DataFrame, instruments: Instruments) -> dict[str, Text]:
    """The rules that can name the scale: where all instruments in the file have the same one."""
    used = [instruments[id].scale for id in table["instrument"].cat.categories if id in instruments]
    spans = {f"{scale.low:g}–{scale.high:g}" for scale in used}
    if len(spans) != 1:
        return {}
    span = spans.pop()
    return {
        "outside_scale": Text(f"score staat buiten {span}", f"score lies outside {span}"),
        "between_scores": Text(
            f"score ligt tussen twee scores van {span} (een gemiddelde?)",
            f"score lies between two scores of {span} (a mean?)",
        ),
    }


def _counts(export: Export, used: pd.Series, listed: pd.DataFrame, repeated: pd.Series) -> Counts:
    """Count every row once: used goes before refused, refused before repeated, the rest is empty."""
    index = export.frame.index
    is_used, is_repeated = (np.zeros(len(index), dtype=bool) for _ in range(2))
    is_used[used.to_numpy()] = True
    is_repeated[repeated.to_numpy()] = True
    is_refused = index.isin(listed["row"]) & ~is_used
    n_used, n_refused = int(is_used.sum()), int(is_refused.sum()) + len(export.uneven)
    n_repeated = int((is_repeated & ~is_used & ~is_refused).sum())
    empty = export.rows - n_used - n_refused - n_repeated
    return Counts(export.rows, n_used, n_refused, empty, n_repeated)
