"""An export to MEASUREMENTS: the rows that can be used, those that cannot, and a count that adds up.

Before it is given back every row and every cell is accounted for, or our program is wrong: a check of ourselves,
that cannot be switched off and raises no UserError.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.intake.check.doubtful_values import coding_questions, shifted_questions
from monitorlib.intake.check.refusals import (
    cell_rejects,
    contradictions,
    judge_repeats,
    row_rejects,
    too_much_refused,
    uneven_rows,
)
from monitorlib.intake.check.understanding import Looked
from monitorlib.intake.check.whose_and_when import once_note, order_question, teams_question
from monitorlib.intake.know import rejects
from monitorlib.intake.know.questions import MEND, Question, refusal
from monitorlib.intake.pseudonymise.people import People, Terms, read_people
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.cells import GOAL, as_long, goal_mapping, long_cells, wide_cells
from monitorlib.intake.recognise.mapping import Mapping, date_column
from monitorlib.tables import KENMERK_PREFIX, MEASUREMENTS

# --- cells and people put together


def assembled(cells: pd.DataFrame, people: People, instruments: Instruments, source: str) -> pd.DataFrame:
    """MEASUREMENTS with `at` and `column` beside them, and `sound` false for what is refused."""
    at = cells["at"].to_numpy()
    table = {name: people.values[name].array.take(at) for name in people.values}
    table["measured_on"], sound = _days(cells, people)
    sound &= people.faults.isna().to_numpy()[at] & cells["rule"].isna().to_numpy()
    table["rater"] = _raters(table["rater"], cells, instruments)
    frame = pd.DataFrame(table)
    for name in ("instrument", "leefgebied", "score", "missing", "at", "column"):
        frame[name] = cells[name].array
    frame["source"] = pd.Categorical.from_codes(
        np.zeros(len(frame), "int8"), categories=pd.Index([source], dtype="str")
    )
    frame["sound"] = sound
    kenmerken = [name for name in frame if name.startswith(KENMERK_PREFIX)]
    return frame[[*MEASUREMENTS.names, *kenmerken, "at", "column", "sound"]]


def _days(cells: pd.DataFrame, people: People) -> tuple[np.ndarray, np.ndarray]:
    at, which = cells["at"].to_numpy(), cells["moment"].cat.codes.to_numpy()
    days = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[s]")
    for code, moment in enumerate(cells["moment"].cat.categories):
        here = which == code
        days[here] = people.days[moment]["day"].to_numpy()[at[here]]
    return days, ~np.isnat(days)


def _raters(told: pd.Categorical, cells: pd.DataFrame, instruments: Instruments) -> pd.Categorical:
    """The rater of each cell; where the export does not tell, the first rater of the instrument."""
    words = list(told.categories)
    first = {id: instruments[id].raters[0] for id in cells["instrument"].cat.categories if id in instruments}
    categories = pd.Index(dict.fromkeys([*words, *first.values()]), dtype="str")
    codes = told.set_categories(categories).codes.copy()
    defaults = [
        categories.get_loc(first[id]) if id in first else -1 for id in cells["instrument"].cat.categories
    ]
    silent = codes == -1
    codes[silent] = np.array([*defaults, -1], dtype="int8")[cells["instrument"].cat.codes[silent]]
    return pd.Categorical.from_codes(codes, categories=categories)


# --- every row and cell accounted for


class AccountsError(AssertionError):
    """Something of an export was neither used nor refused: a fault in monitorlib, nothing is stored."""


def check_accounts(
    export: Export,
    cells: pd.DataFrame,
    listed: pd.DataFrame,
    counts,
    kept: int,
    set_aside: pd.DataFrame,
    sound: pd.Series,
) -> None:
    """Check that rows and cells add up.

    Rows: used + refused + empty + repeated = all, none below zero, and the empty ones are those without a
    cell. Cells: each is a score, a missing code or refused; each sound one is kept, repeated or contradicted;
    each unsound one stands in a listed row. Columns: what is filled has a cell.
    """
    parts = (counts.used, counts.refused, counts.empty, counts.repeated)
    _must(min(parts) >= 0 and sum(parts) == counts.rows == export.rows, "rows")
    at = cells["at"].to_numpy()
    celled = np.zeros(len(export.frame), dtype=bool)
    celled[at] = True
    _must(counts.empty == int((~celled).sum()), "empty rows")
    scored, excused, refused = (
        cells["score"].notna().to_numpy(),
        cells["missing"].cat.codes.to_numpy() >= 0,
        cells["rule"].cat.codes.to_numpy() >= 0,
    )
    _must(bool((refused | (scored ^ excused)).all()), "cells")
    aside = int((set_aside["repeated"] | set_aside["contradicted"]).sum())
    _must(kept + aside == int(sound.sum()) == len(set_aside), "measurements")
    unsound = export.frame.index[at[~sound.to_numpy()]]
    _must(bool(unsound.isin(listed["row"]).all()), "refusals")
    _must(_filled(export, cells), "columns")


def _filled(export: Export, cells: pd.DataFrame) -> bool:
    """Whether each filled cell of a score column has a line among the cells."""
    for column, its in cells.groupby("column", observed=True)["at"]:
        unseen = np.ones(len(export.frame), dtype=bool)
        unseen[its.to_numpy()] = False
        if unseen.any() and export.frame[column].iloc[np.flatnonzero(unseen)].str.strip().ne("").any():
            return False
    return True


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise AccountsError(f"intake: the {what} do not add up")


# --- an export to MEASUREMENTS


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


def measure(looked: Looked, terms: Terms) -> Measured:
    """Read an understood export as MEASUREMENTS; a UserError tells every fault that stops the whole file."""
    export, mapping = looked.export, looked.seen.mapping
    cells = _cells(looked, terms.instruments)
    people = read_people(export, mapping, list(cells["moment"].cat.categories), terms, looked.profile)
    asked = (*people.questions, *_about_values(looked, cells, terms.instruments))
    table, listed = _with_rejects(export, mapping, cells, people, terms)
    _stop(export, asked, rejects.stopping(listed, _spoken(table, terms.instruments)), MEND)
    sound = chosen(table, table["sound"].to_numpy())
    asked = (*asked, *_about_residents(looked, sound))
    judged = judge_repeats(sound)
    listed = rejects.together([listed, contradictions(export, sound[judged["contradicted"]])])
    kept = chosen(sound, ~(judged["repeated"] | judged["contradicted"]).to_numpy())
    counts = _counts(export, kept["at"], listed, sound.loc[judged["repeated"], "at"])
    check_accounts(export, cells, listed, counts, kept=len(kept), set_aside=judged, sound=table["sound"])
    _stop(export, asked, *too_much_refused(looked, cells, listed, counts, kept["at"]))
    once = once_note(export, mapping, kept)
    notes = people.notes if once is None else (*people.notes, once)
    return Measured(MEASUREMENTS.check(_by_row(export, kept), key=()), listed, counts, notes, asked)


def _with_rejects(
    export: Export, mapping: Mapping, cells: pd.DataFrame, people: People, terms: Terms
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The measurements, `sound` or not, and the rows and cells of which it is known that they are refused."""
    refused = [
        uneven_rows(export),
        *row_rejects(export, mapping, cells, people),
        cell_rejects(export, mapping, cells, people),
    ]
    table = assembled(cells, people, terms.instruments, terms.source)
    refused.append(_other_raters(export, mapping, table, terms.instruments))
    return table, rejects.together(refused)


def _by_row(export: Export, kept: pd.DataFrame) -> pd.DataFrame:
    """The measurements as they are stored, each under the number of its row in the file."""
    rows = pd.Index(export.frame.index.to_numpy(dtype="int32")[kept["at"]], name="row")
    return kept.drop(columns=["at", "column", "sound"]).set_axis(rows)


def _stop(export: Export, asked: tuple[Question, ...], problems: list[Text], step: Text) -> None:
    """Refuse for these problems, with the questions that may be their cause."""
    if problems and asked:
        raise refusal(export.file, asked, problems)
    if problems:
        raise UserError(problems, step)


def _about_values(looked: Looked, cells: pd.DataFrame, instruments: Instruments) -> Iterator[Question]:
    """What it is not sure that scores mean."""
    goals = looked.seen.mapping.shape == "E"
    yield from coding_questions(looked.export, cells, instruments, looked.profile, goals)
    yield from shifted_questions(looked.export, cells, instruments, looked.profile)


def _about_residents(looked: Looked, sound: pd.DataFrame) -> tuple[Question, ...]:
    """Whether a number is one person's, where nobody told, and the day that of the measurement."""
    mapping, asked = looked.seen.mapping, []
    if looked.profile.client is None:  # before repeats: two teams on one day may be two persons
        asked.append(teams_question(sound, mapping.column("client"), mapping.column("team")))
    asked.append(order_question(looked.export, mapping, sound))
    return tuple(question for question in asked if question is not None)


def _cells(looked: Looked, instruments: Instruments) -> pd.DataFrame:
    export, mapping, given, profile = (
        looked.export,
        looked.seen.mapping,
        looked.seen.instrument,
        looked.profile,
    )
    if mapping.shape == "C":
        return long_cells(export, mapping, instruments, profile, given)
    if mapping.shape == "E":
        frame = as_long(export.frame, mapping, date_column(mapping, ""), GOAL)
        goals = replace(export, frame=frame)
        return long_cells(goals, goal_mapping(mapping, GOAL), instruments, profile, given)
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
