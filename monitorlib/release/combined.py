"""Everything that can be combined with a new release, gathered inside the wall for the audit."""

from functools import lru_cache
from pathlib import Path

import pandas as pd

from monitorlib.disclosure.audit import exposing_tables, fixed_tables, group_residents
from monitorlib.disclosure.rules import team_profile
from monitorlib.measurements import load_measurements
from monitorlib.release.assemble import outcomes_behind
from monitorlib.release.history import Past
from monitorlib.released import Content
from monitorlib.workspace import Workspace


def window(content: Content) -> tuple[str, str]:
    """First and last day of a release."""
    return content.period.start, content.period.end


def share_days(one: Content, other: Content) -> bool:
    """Whether two releases are about windows that overlap and are not the same."""
    (start, end), (start2, end2) = window(one), window(other)
    return window(one) != window(other) and start2 <= end and start <= end2


def exposed(workspace: Workspace, content: Content, before: list[Past]) -> tuple[list[tuple[str, ...]], int]:
    """The tables that give residents away together with earlier releases, and how many were compared.

    Compared are the releases of the same window that hold any of these residents: of the team, and of other
    teams by another version of the data (by the same version each resident is in one team). A release of the
    team made from the same data in the same blocks tells nothing new.
    """
    others = [
        past.content for past in before if window(past.content) == window(content) and _differs(past, content)
    ]
    if not others:
        return [], 0
    own = outcomes_behind(workspace, content)
    compared = [other for other in others if other.team == content.team or _shares(workspace, own, other)]
    if not compared:
        return [], 0
    frames = [own, *(outcomes_behind(workspace, other) for other in compared)]
    selections = pd.concat([frame.assign(release=number) for number, frame in enumerate(frames)])
    profile = team_profile(content.min_residents, content.k, content.m)
    groups = group_residents(selections)
    found = exposing_tables(groups, profile) or fixed_tables(groups, _shown([content, *compared]), profile)
    return found, len(compared)


def shares_residents(workspace: Workspace, content: Content, other: Content) -> bool:
    """Whether a resident of the one release also stands in the other."""
    own = outcomes_behind(workspace, content)
    if not _shares(workspace, own, other):
        return False
    return not set(own["resident_id"]).isdisjoint(outcomes_behind(workspace, other)["resident_id"])


def _differs(past: Past, content: Content) -> bool:
    other = past.content
    same_data = other.data_version == content.data_version
    if other.team != content.team:
        return not same_data
    return not (same_data and other.blocks_by == content.blocks_by)


def _shares(workspace: Workspace, own: pd.DataFrame, other: Content) -> bool:
    """Whether any of these residents was ever measured by the team of another release."""
    teams = _teams(workspace.path, other.data_version)
    return other.team in set(teams[teams["resident_id"].isin(own["resident_id"])]["team"])


@lru_cache(maxsize=4)
def _teams(path: Path, version: int) -> pd.DataFrame:
    measurements = load_measurements(path, version=version)
    return measurements[["resident_id", "team"]].drop_duplicates()


def _shown(contents: list[Content]) -> dict[tuple, dict[str, int]]:
    """The released counts of every selection, as `fixed_tables` wants them."""
    shown = {}
    for release, content in enumerate(contents):
        for view in content.views:
            for row in view.rows:
                variable = (view.kind, view.instrument, view.rater, row.leefgebied, *window(content))
                cells = row.blocks or ({"": row.counts} if row.counts else {})
                shown |= {(variable, release, block): counts for block, counts in cells.items()}
    return shown
