"""The residents behind each number of a release, with their outcomes: what the audit asks. Inside the wall."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from monitorlib.analysis.answers import answer_direction, last_answers
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.disclosure.rules import team_profile
from monitorlib.disclosure.second import levels_between
from monitorlib.instruments import Instruments, read_instruments
from monitorlib.measurements import load_caseload
from monitorlib.release.blocks import part_team
from monitorlib.release.borders import as_released
from monitorlib.released import Content, View
from monitorlib.workspace import Workspace


def outcomes_behind(workspace: Workspace, content: Content, worker: str | None = None) -> pd.DataFrame:
    """The residents behind a release and their outcomes, from its version of the data; inside the wall.

    `worker`: whose own page it is, None for the team's.

    A row a resident and selection (a block of a table, or the whole group): `kind`, `instrument`, `rater`,
    `leefgebied`, `start`, `end`, `block`, `resident_id`, `outcome` (what makes a corrected resident another one:
    the change, the answer's or the first score) and `cell`, the class: 0, 1, 2 for improved, unchanged (by the
    border of the release), deteriorated (yes, partly, no). `kind` is that of the view, or a second table beside
    the shifts: `room` (improved; could have; began without room to) and `start` (levels, 0 the worst). Tables of
    which the release tells nothing, not even how many, have no rows.
    """
    measurements = load_caseload(workspace, content.team, version=content.data_version)
    return selections_of(measurements, content, read_instruments(workspace.instruments), worker)


def selections_of(
    measurements: pd.DataFrame, content: Content, instruments: Instruments, worker: str | None = None
) -> pd.DataFrame:
    """As `outcomes_behind`, from MEASUREMENTS that hold at least the caseload of the team."""
    start, end, instruments = content.period.start, content.period.end, as_released(instruments, content)
    pairs = pair_measurements(measurements, start=start, end=end, instruments=instruments)
    pairs = pairs[pairs["team"] == content.team]
    pairs = pairs if worker is None else pairs[pairs["worker_id"] == worker]
    answers = last_answers(measurements, start, end, instruments)
    answers = answers[answers["team"] == content.team]
    parts = [pairs.iloc[:0].reindex(columns=_SELECTED)]
    for view in content.views:
        rows = answers if view.kind == "answers" else pairs
        own = rows[(rows["instrument"] == view.instrument) & (rows["rater"] == view.rater)]
        if view.kind == "answers":
            cell = 1 - answer_direction(own, instruments)
            parts.append(_selected(own.assign(outcome=own["score"], cell=cell), view, content))
        else:
            parts += _selected_shifts(own, view, content)
    return pd.concat(parts, ignore_index=True)[_SELECTED].assign(start=start, end=end)


def _selected_shifts(pairs: pd.DataFrame, view: View, content: Content) -> Iterator[pd.DataFrame]:
    followed = pairs[pairs["change"].notna()]
    cell = 1 - followed["direction"].astype(int)
    yield _selected(followed.assign(outcome=followed["change"], cell=cell), view, content)
    if view.scale is None:
        return
    levels = levels_between(view.scale)
    without_room = levels.of(followed["pre"]) >= levels.count - 1 - view.unchanged_within
    room = np.where(followed["direction"] > 0, 0, np.where(without_room, 2, 1))
    told = {row.leefgebied for row in view.rows if row.could_improve is not None}
    followed = followed.assign(kind="room", outcome=room, cell=room, block="")
    yield followed[followed["leefgebied"].isin(told)]
    told = {row.leefgebied for row in view.rows if row.start is not None}
    begun = pairs[pairs["pre"].notna() & pairs["leefgebied"].isin(told)]
    yield begun.assign(kind="start", outcome=begun["pre"], cell=levels.of(begun["pre"]), block="")


def _selected(rows: pd.DataFrame, view: View, content: Content) -> pd.DataFrame:
    """The rows behind a view's tables, each with its block ("" is the whole group)."""
    profile = team_profile(content.min_residents, content.k, content.m)
    told = {row.leefgebied for row in view.rows if row.n is not None}
    parted = {row.leefgebied for row in view.rows if row.blocks is not None}
    _blocks, block = part_team(rows, content.blocks_by if parted else None, profile)
    block = block.where(rows["leefgebied"].isin(parted), "")
    return rows.assign(kind=view.kind, block=block)[rows["leefgebied"].isin(told)]


_SELECTED = [
    "kind",
    "instrument",
    "rater",
    "leefgebied",
    "block",
    "resident_id",
    "outcome",
    "cell",
    "team",
]
