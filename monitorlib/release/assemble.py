"""From full tables to what may be shown: here, and only here, rows pass the ladder and the coarse list."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from monitorlib.analysis.answers import answer_direction, last_answers, summarise_answers
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.analysis.quality import describe_follow_up
from monitorlib.analysis.shifts import summarise_shifts
from monitorlib.disclosure.coarse import (
    WITHHELD,
    completeness,
    few_of,
    is_tested,
    mean_beside,
    words_may_stand,
)
from monitorlib.disclosure.cohesion import told_class
from monitorlib.disclosure.rules import ANSWERS, Profile, Table, choose_table, team_profile
from monitorlib.disclosure.second import Levels, Told, choose_levels, could_improve, levels_between, levels_of
from monitorlib.explanations import explain_caseload
from monitorlib.explanations.own import all_explanations
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, read_instruments
from monitorlib.measurements import load_caseload
from monitorlib.release.before import content_before, places_with_three
from monitorlib.release.blocks import cells_of, part_team
from monitorlib.release.borders import as_released, instruments_in
from monitorlib.release.checks import Place, released_checks
from monitorlib.release.words import beside_counts, net_interval, shown_of, tested_rows, worded
from monitorlib.released import Block, Check, Content, Interval, ReleasedPeriod, Row, View
from monitorlib.statistics import share
from monitorlib.workspace import Period, Workspace

_ANSWER_NAMES = {name: answer for answer, name in ANSWERS.items()}


def assemble_release(
    workspace: Workspace,
    team: str,
    period: Period,
    pairs: pd.DataFrame,
    shifts: pd.DataFrame,
    answers: pd.DataFrame,
    data_version: int,
    seed: int = 0,
    checks: pd.DataFrame | None = None,
    before_version: int | None = None,
) -> Content:
    """What may be shown of one team in one period; rows of other teams are left aside.

    `pairs` tell how many residents were measured, how many again, and what became of each block; `checks` are
    CHECKS of the team (explain_team), and `before_version` is what they were given.
    Rows below the minimum group keep their leefgebied and lose every number. Instruments follow in the order
    of their label, leefgebieden in the order of the instrument.

    Parameters
    ----------
    workspace : Workspace
        As `open_workspace` gives it.
    team : str
        The team, as the export names it.
    period : Period
        A period of the workspace's settings.
    pairs : pandas.DataFrame
        PAIRS of the period.
    shifts : pandas.DataFrame
        SHIFTS of these pairs.
    answers : pandas.DataFrame
        As `summarise_answers` gives them.
    data_version : int
        The version of the measurements that all rests on.
    seed : int
        What the checks were given.
    checks : pandas.DataFrame, optional
        CHECKS of `explain_team`.
    before_version : int, optional
        What the checks were given.

    Returns
    -------
    Content
        What a release would hold; nothing is written.

    Raises
    ------
    UserError
        A column that the blocks need is not there, or another setting that cannot be kept.

    Examples
    --------
    >>> import monitorlib as ml
    >>> demo = ml.open_workspace("demo")
    >>> period = demo.settings().period("2025", "Demo-Oost")
    >>> caseload = ml.load_caseload(demo, "Demo-Oost")
    >>> pairs = ml.pair_measurements(caseload, period.start, period.end)
    >>> pairs = pairs[pairs["team"] == "Demo-Oost"]
    >>> answers = ml.summarise_answers(caseload, period.start, period.end)
    >>> content = ml.assemble_release(
    ...     demo, "Demo-Oost", period, pairs, ml.summarise_shifts(pairs), answers, ml.measurement_version(demo)
    ... )
    >>> content.team, content.views[0].rows[0].counts
    ('Demo-Oost', {'improved': 47, 'unchanged': 19, 'deteriorated': 3})
    """
    settings = workspace.settings()
    limits = settings.team_limits
    profile = team_profile(settings.min_residents, limits.k, limits.m)
    instruments = instruments_in(workspace, period)
    views = [
        *_shift_views(
            pairs[pairs["team"] == team],
            shifts[shifts["team"] == team],
            settings.blocks_of(team),
            instruments,
            profile,
            settings.margin,
        ),
        *_answer_views(answers[answers["team"] == team], instruments, profile),
    ]
    if not views:
        raise UserError(
            Text(
                f"{team}, {period.id}: er zijn geen metingen met een score.",
                f"{team}, {period.id}: there are no measurements with a score.",
            ),
            Text("Kies een ander team of een andere periode.", "Choose another team or period."),
        )
    before = None if before_version is None else content_before(workspace, team, period, before_version)
    told = released_checks(checks, profile, places_with_three(before), all_explanations(workspace))
    return Content(
        team=team,
        period=ReleasedPeriod(period.id, period.label, period.start.isoformat(), period.end.isoformat()),
        organisation=settings.organisation,
        purpose=settings.purpose,
        notice=settings.notice,
        min_residents=settings.min_residents,
        margin=settings.margin,
        data_version=data_version,
        seed=seed,
        views=tuple(_with_safe_checks(_with_checks(view, told), profile) for view in views),
        k=limits.k,
        m=limits.m,
        reason=limits.reason,
        blocks_by=settings.blocks_of(team),
        before_version=before_version,
    )


def _with_checks(view: View, told: dict[Place, tuple[Check, ...]]) -> View:
    """The view with the explanations of each leefgebied."""
    return replace(
        view,
        rows=tuple(
            replace(row, checks=told.get((view.instrument, view.rater, row.leefgebied), ()))
            for row in view.rows
        ),
    )


def _with_safe_checks(view: View, profile: Profile) -> View:
    """An explanation tells of the rows, so it leaves only beside a table that it cannot give back."""
    return replace(view, rows=tuple(replace(row, checks=_safe_checks(row, profile)) for row in view.rows))


def _safe_checks(row: Row, profile: Profile) -> tuple[Check, ...]:
    """What it takes away is a part of the mean, and leaves where the mean does."""
    if row.n is None or not words_may_stand(Table.of(row.counts, row.blocks), profile, row.few):
        return ()
    if row.mean_shift is None:
        return tuple(replace(check, takes_away=None) for check in beside_counts(row))
    return row.checks


def team_content(
    workspace: Workspace,
    team: str,
    period: Period,
    data_version: int,
    seed: int = 0,
    before_version: int | None = None,
) -> Content:
    """What may be shown of a team, from the measurements of one version: the steps of notebook 4 in one call.

    `before_version`: the version from which the period before was released (`version_before`), or None.
    """
    settings, instruments = workspace.settings(), instruments_in(workspace, period)
    measurements = load_caseload(workspace, team, version=data_version)
    pairs = pair_measurements(measurements, period.start, period.end, instruments=instruments)
    shifts = summarise_shifts(
        pairs[pairs["team"] == team],
        margin=settings.margin,
        min_residents=settings.min_residents,
        instruments=instruments,
    )
    answers = summarise_answers(measurements, period.start, period.end, instruments)
    checks = explain_caseload(workspace, team, period, measurements, pairs, seed, before_version, instruments)
    return assemble_release(
        workspace, team, period, pairs, shifts, answers, data_version, seed, checks, before_version
    )


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


def _shift_views(
    pairs: pd.DataFrame,
    shifts: pd.DataFrame,
    blocks_by: str | None,
    instruments: Instruments,
    profile: Profile,
    margin: float,
) -> list[View]:
    measured = describe_follow_up(pairs).set_index(["instrument", "rater"])
    paired = pairs[pairs["change"].notna()]
    views = []
    for (id, rater), group in shifts.groupby(["instrument", "rater"], sort=True, observed=True):
        instrument, people = instruments[id], measured.loc[(id, rater)]
        n_measured, n_again = completeness(int(people["n_residents"]), int(people["n_again"]), profile)
        own = paired[(paired["instrument"] == id) & (paired["rater"] == rater)]
        blocks, block = part_team(own, blocks_by, profile)
        levels = levels_of(instrument)
        everybody = pairs[(pairs["instrument"] == id) & (pairs["rater"] == rater)]
        rows = [
            _with_start(
                _shift_row(instrument, row, _block_cells(own, block, blocks, row), blocks, profile),
                row,
                everybody,
                levels,
                instrument.unchanged_within,
                profile,
            )
            for row in _in_order(group, instrument)
        ]
        views.append(
            View(
                instrument=id,
                label=instrument.label,
                citation=instrument.citation,
                rater=str(rater),
                kind="shifts",
                n_measured=n_measured,
                n_again=n_again,
                rows=tuple(rows),
                blocks=blocks if any(row.blocks for row in rows) else (),
                scale=levels.ends if levels else None,
                unchanged_within=instrument.unchanged_within,
                unchanged_source=instrument.unchanged_source,
            )
        )
    views = [_with_cohesion(worded(view, margin), paired, profile) for view in views]
    return sorted(views, key=lambda view: (view.rater != "professional", view.label.nl))


def _with_cohesion(view: View, paired: pd.DataFrame, profile: Profile) -> View:
    """The view with how far its leefgebieden move together, where that may be told: never beside blocks."""
    rows = tested_rows(view)
    codes = [row.leefgebied for row in rows]
    own = paired[(paired["instrument"] == view.instrument) & (paired["rater"] == view.rater)]
    own = own[own["leefgebied"].isin(codes)]
    if view.blocks or own.empty:
        return view
    turns = own.pivot(index="resident_id", columns="leefgebied", values="direction")[codes]
    told = told_class(shown_of(rows), turns.to_numpy(dtype=float), profile.m)
    return replace(view, cohesion=told)


def _block_cells(
    pairs: pd.DataFrame, block: pd.Series, blocks: tuple[Block, ...], row: dict[str, Any]
) -> list[tuple[int, int, int]]:
    """What became of each block at one leefgebied; of the team as a whole where a block has nobody."""
    chosen = pairs["leefgebied"] == row["leefgebied"]
    cells = cells_of(pairs[chosen], block[chosen])
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
    measured: pd.DataFrame,
    levels: Levels | None,
    within: float,
    profile: Profile,
) -> Row:
    """The row with how many could improve and the scores at the start, as far as they may stand beside it."""
    if levels is None:
        return row
    own = measured[measured["leefgebied"] == row.leefgebied]
    told = Told(row.counts, row.mean_shift, levels.count, row.few, within, levels.world(own))
    could = could_improve(told, int(numbers["n_could_improve"]), profile)
    starts = levels.starts(own["pre"])
    parts = choose_levels(told, row.n, could, starts, profile)
    named = {levels.name(run): count for run, count in parts} if parts else None
    return replace(row, could_improve=could, start=named)


def _by_code(blocks: tuple[Block, ...], table: Table) -> dict[str, dict[str, int]] | None:
    if table.blocks is None:
        return None
    return {block.code: cells for block, cells in zip(blocks, table.blocks, strict=True)}


def _answer_views(answers: pd.DataFrame, instruments: Instruments, profile: Profile) -> list[View]:
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
