"""The views of a release, row by row: tables through the ladder, with what may stand beside each of them.

A leefgebied below the minimum group keeps its name and loses every number.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from monitorlib.analysis.quality import describe_follow_up
from monitorlib.analysis.rows import Coded, sorted_codes
from monitorlib.disclosure.coarse import (
    WITHHELD,
    completeness,
    few_of,
    is_tested,
    mean_beside,
)
from monitorlib.disclosure.cohesion import told_class
from monitorlib.disclosure.rules import ANSWERS, Profile, Table, choose_table
from monitorlib.disclosure.second import Levels, Told, choose_levels, could_improve, levels_of
from monitorlib.instruments import Instrument, Instruments
from monitorlib.release.blocks import cells_by_area, part_team
from monitorlib.release.words import net_interval, shown_of, tested_rows, worded
from monitorlib.released import Block, Interval, Row, View
from monitorlib.statistics import share

_ANSWER_NAMES = {name: answer for answer, name in ANSWERS.items()}


@dataclass(frozen=True)
class _Rules:
    """By what the views of a team are made."""

    instruments: Instruments
    profile: Profile
    blocks_by: str | None


def shift_views(
    pairs: pd.DataFrame,
    shifts: pd.DataFrame,
    blocks_by: str | None,
    instruments: Instruments,
    profile: Profile,
    margin: float,
) -> list[View]:
    """A view an instrument and rater, of PAIRS and SHIFTS of one team: what the professional saw comes first."""
    measured = describe_follow_up(pairs).set_index(["instrument", "rater"])
    paired, rules = pairs[pairs["change"].notna()], _Rules(instruments, profile, blocks_by)
    views = []
    for place, group in shifts.groupby(["instrument", "rater"], sort=True, observed=True):
        view = _shift_view(group, _of(pairs, *place), measured.loc[place], rules)
        views.append(_with_cohesion(worded(view, margin), paired, profile))
    return sorted(views, key=lambda view: (view.rater != "professional", view.label.nl))


def _of(rows: pd.DataFrame, instrument: str, rater: str) -> pd.DataFrame:
    return rows[(rows["instrument"] == instrument) & (rows["rater"] == rater)]


def _shift_view(shifts: pd.DataFrame, pairs: pd.DataFrame, people: pd.Series, rules: _Rules) -> View:
    """One view without its words: of SHIFTS and PAIRS of one instrument and rater, and who was measured again."""
    instrument, profile = rules.instruments[shifts["instrument"].iloc[0]], rules.profile
    n_measured, n_again = completeness(int(people["n_residents"]), int(people["n_again"]), profile)
    paired, levels = pairs[pairs["change"].notna()], levels_of(instrument)
    blocks, block = part_team(paired, rules.blocks_by, profile)
    cells, scores = cells_by_area(paired, block), _scores_by_area(pairs)
    rows = []
    for numbers in _in_order(shifts, instrument):
        area = str(numbers["leefgebied"])
        row = _shift_row(
            instrument, numbers, _block_cells(cells.get(area, {}), blocks, numbers), blocks, profile
        )
        rows.append(_with_start(row, numbers, scores[area], levels, instrument.unchanged_within, profile))
    return View(
        instrument=instrument.id,
        label=instrument.label,
        citation=instrument.citation,
        rater=str(shifts["rater"].iloc[0]),
        kind="shifts",
        n_measured=n_measured,
        n_again=n_again,
        rows=tuple(rows),
        blocks=blocks if any(row.blocks for row in rows) else (),
        scale=levels.ends if levels else None,
        unchanged_within=instrument.unchanged_within,
        unchanged_source=instrument.unchanged_source,
    )


def _with_cohesion(view: View, paired: pd.DataFrame, profile: Profile) -> View:
    """The view with how far its leefgebieden move together, where that may be told: never beside blocks."""
    rows = tested_rows(view)
    codes = [row.leefgebied for row in rows]
    own = paired[(paired["instrument"] == view.instrument) & (paired["rater"] == view.rater)]
    own = own[own["leefgebied"].isin(codes)]
    if view.blocks or own.empty:
        return view
    coded = Coded(own)
    resident, residents = coded.column("resident_id")
    turns = np.full((len(residents), len(codes)), np.nan)
    turns[resident, coded.places("leefgebied", codes)] = own["direction"].to_numpy(dtype=float)
    return replace(view, cohesion=told_class(shown_of(rows), turns, profile.m))


def _scores_by_area(pairs: pd.DataFrame) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """First and last scores of each leefgebied, of PAIRS of one instrument and rater."""
    area, areas = sorted_codes(pairs["leefgebied"])
    pre, post = (pairs[name].to_numpy(dtype=float, na_value=np.nan) for name in ("pre", "post"))
    return {str(name): (pre[area == at], post[area == at]) for at, name in enumerate(areas)}


def _block_cells(
    cells: dict[str, tuple[int, int, int]], blocks: tuple[Block, ...], row: dict[str, Any]
) -> list[tuple[int, int, int]]:
    """What became of each block at one leefgebied; of the team as a whole where a block has nobody."""
    if blocks and set(cells) == {each.code for each in blocks}:
        return [cells[each.code] for each in blocks]
    return [(row["n_improved"], row["n_unchanged"], row["n_deteriorated"])]


def _shift_row(
    instrument: Instrument,
    row: dict[str, Any],
    cells: list[tuple[int, int, int]],
    blocks: tuple[Block, ...],
    profile: Profile,
) -> Row:
    """The row without its word, which the leefgebieden of a view get together."""
    area = instrument.leefgebied(row["leefgebied"])
    n = int(row["n_pairs"])
    if n < profile.min_residents:
        return Row(area.code, area.label, None, None, None, None, None, "too_few")
    table = choose_table(cells, profile)
    few = few_of(table, cells, profile)
    return Row(
        leefgebied=area.code,
        label=area.label,
        n=n,
        counts=table.counts,
        interval=interval_of(table.counts, n),
        mean_shift=mean_beside(table, float(row["mean_shift"]), n, profile),
        p_class=None,
        verdict=WITHHELD if is_tested(row["verdict"]) else row["verdict"],
        blocks=_by_code(blocks, table),
        few=few,
    )


def _with_start(
    row: Row,
    numbers: dict[str, Any],
    scores: tuple[np.ndarray, np.ndarray],
    levels: Levels | None,
    within: float,
    profile: Profile,
) -> Row:
    """The row with how many could improve and the scores at the start, as far as they may stand beside it."""
    if levels is None:
        return row
    told = Told(row.counts, row.mean_shift, levels.count, row.few, within, levels.world(*scores))
    could = could_improve(told, int(numbers["n_could_improve"]), profile)
    starts = levels.starts(scores[0])
    parts = choose_levels(told, row.n, could, starts, profile)
    named = {levels.name(run): count for run, count in parts} if parts else None
    return replace(row, could_improve=could, start=named)


def _by_code(blocks: tuple[Block, ...], table: Table) -> dict[str, dict[str, int]] | None:
    if table.blocks is None:
        return None
    return {block.code: cells for block, cells in zip(blocks, table.blocks, strict=True)}


def answer_views(answers: pd.DataFrame, instruments: Instruments, profile: Profile) -> list[View]:
    """A view an instrument and rater, of the answers of one team."""
    views = []
    for (id, rater), group in answers.groupby(["instrument", "rater"], sort=True, observed=True):
        instrument = instruments[id]
        rows = tuple(_answer_row(instrument, row, profile) for row in _in_order(group, instrument))
        views.append(View(id, instrument.label, instrument.citation, str(rater), "answers", None, None, rows))
    return views


def _answer_row(instrument: Instrument, row: dict[str, Any], profile: Profile) -> Row:
    area = instrument.leefgebied(row["leefgebied"])
    n = int(row["n_answers"])
    if n < profile.min_residents:
        return Row(area.code, area.label, None, None, None, None, None, "too_few")
    cells = [(row["n_yes"], row["n_partly"], row["n_no"])]
    table = choose_table(cells, profile)
    named, few = _as_answers(table.counts), _as_answers(few_of(table, cells, profile))
    interval = _share(next(iter(named.values())), n) if named else None
    return Row(area.code, area.label, n, named, interval, None, None, "not_tested", few=few)


def _as_answers(counts: dict[str, int] | None) -> dict[str, int] | None:
    return {_ANSWER_NAMES[name]: count for name, count in counts.items()} if counts else None


def _in_order(group: pd.DataFrame, instrument: Instrument) -> list[dict[str, Any]]:
    order = {area.code: position for position, area in enumerate(instrument.leefgebieden)}
    return sorted(group.to_dict("records"), key=lambda row: order[row["leefgebied"]])


def interval_of(counts: dict[str, int] | None, n: int) -> Interval | None:
    """The interval that anyone could compute from the released counts, and no other."""
    if counts is None:
        return None
    return net_interval(counts, n) or _share(next(iter(counts.values())), n)


def _share(successes: int, n: int) -> Interval:
    wilson = share(int(successes), n)
    return Interval(*(round(float(end), 6) for end in (wilson.estimate, wilson.low, wilson.high)))
