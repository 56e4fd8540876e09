"""From full tables to what may be shown of a team and period: here rows pass the ladder and the coarse list."""

from dataclasses import replace

import pandas as pd

from monitorlib.analysis.answers import summarise_answers
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.analysis.shifts import summarise_shifts
from monitorlib.disclosure.coarse import words_may_stand
from monitorlib.disclosure.rules import Profile, Table, team_profile
from monitorlib.explanations import explain_caseload
from monitorlib.explanations.registry import all_explanations
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.measurements import load_caseload
from monitorlib.release.before import content_before, places_with_three
from monitorlib.release.borders import instruments_in
from monitorlib.release.checks import Place, released_checks
from monitorlib.release.views import answer_views, shift_views
from monitorlib.release.words import beside_counts
from monitorlib.released import Check, Content, ReleasedPeriod, Row, View
from monitorlib.workspace import Period, Workspace


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
    pairs, shifts, answers = (table[table["team"] == team] for table in (pairs, shifts, answers))
    instruments, blocks_by = instruments_in(workspace, period), settings.blocks_of(team)
    views = _views(pairs, shifts, answers, blocks_by, instruments, profile, settings.margin)
    if not views:
        raise _nothing_measured(team, period)
    told = _explained(workspace, team, period, checks, before_version, profile)
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
        blocks_by=blocks_by,
        before_version=before_version,
    )


def _views(
    pairs: pd.DataFrame,
    shifts: pd.DataFrame,
    answers: pd.DataFrame,
    blocks_by: str | None,
    instruments: Instruments,
    profile: Profile,
    margin: float,
) -> list[View]:
    """What may be shown of one team's tables: changes of pairs, then answers to simple questions."""
    return [
        *shift_views(pairs, shifts, blocks_by, instruments, profile, margin),
        *answer_views(answers, instruments, profile),
    ]


def _nothing_measured(team: str, period: Period) -> UserError:
    return UserError(
        Text(
            f"{team}, {period.id}: er zijn geen metingen met een score.",
            f"{team}, {period.id}: there are no measurements with a score.",
        ),
        Text("Kies een ander team of een andere periode.", "Choose another team or period."),
    )


def _explained(
    workspace: Workspace,
    team: str,
    period: Period,
    checks: pd.DataFrame | None,
    before_version: int | None,
    profile: Profile,
) -> dict[Place, tuple[Check, ...]]:
    """The explanations of each leefgebied, as far as they may be told beside the period before."""
    before = None if before_version is None else content_before(workspace, team, period, before_version)
    return released_checks(checks, profile, places_with_three(before), all_explanations(workspace))


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
    checks = explain_caseload(
        workspace, team, period, measurements, pairs, data_version, seed, before_version, instruments
    )
    return assemble_release(
        workspace, team, period, pairs, shifts, answers, data_version, seed, checks, before_version
    )
