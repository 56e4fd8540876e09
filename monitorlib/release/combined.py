"""Everything that can be combined with a new release, gathered inside the wall for the audit.

Earlier releases, pages of own caseloads (one a worker and period), and what is told once of a period: how far
leefgebieden move together. Two such classes of nearly the same residents could tell of the few who came between,
so a period keeps the class of its first release (decision 98).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from monitorlib.disclosure.audit import Groups, Told, exposing_tables, fixed_tables, group_residents
from monitorlib.disclosure.coarse import bounds_of
from monitorlib.disclosure.rules import Profile
from monitorlib.disclosure.second import scores_in
from monitorlib.foundation.unchanged import names_in
from monitorlib.measurements import load_measurements
from monitorlib.release.checks import Place
from monitorlib.release.history import Past
from monitorlib.release.look import each_looked_up
from monitorlib.release.read import team_folder_name, whole
from monitorlib.release.selections import outcomes_behind
from monitorlib.release.windows import Window, days_of
from monitorlib.released import Content, View, from_json, to_json
from monitorlib.workspace import Workspace


def share_days(one: Window, other: Window) -> bool:
    """Whether two windows overlap and are not the same."""
    return one != other and other[0] <= one[1] and one[0] <= other[1]


def exposed(
    workspace: Workspace, content: Content, before: list[Past], profile: Profile
) -> tuple[list[tuple[str, ...]], int]:
    """The tables that give residents away together with earlier releases, and how many were compared.

    Compared are the releases of the same window that hold any of these residents (of the team, and of other teams
    by another version of the data: by the same version each resident is in one team), those that hold residents
    of these, and so on: what the team released and what two other teams did may only together single somebody
    out. A release of the team made from the same data in the same blocks under the same limits tells nothing new.
    """
    compared = compared_with(workspace, content, before)
    if not compared:
        return [], 0
    groups, shown = _combined(workspace, [(each, None) for each in (content, *compared)])
    return exposing_tables(groups, profile) or fixed_tables(groups, shown, profile), len(compared)


def compared_with(workspace: Workspace, content: Content, before: list[Past]) -> list[Content]:
    """The earlier releases that may tell something new beside this one: see `exposed`."""
    others = (past.content for past in about_the_same(content, before))
    return _within_reach(workspace, content, [other for other in others if _differs(other, content)])


def about_the_same(content: Content, before: list[Past]) -> list[Past]:
    """The earlier releases of the same window."""
    days = days_of(content)
    return [past for past in before if past.window == days]


def fixed_beside(
    workspace: Workspace, page: Content, worker: str, contents: list[Content], profile: Profile
) -> tuple[list[tuple[str, ...]], int]:
    """The tables in which a worker's own page and these releases fix a small count, and how many were compared.

    Compared are those of the page's window that share residents with the team, also by way of each other.
    """
    near = [other for other in contents if days_of(other) == days_of(page)]
    compared = _within_reach(workspace, page, near)
    groups, shown = _combined(workspace, [(page, worker), *((other, None) for other in compared)])
    return fixed_tables(groups, shown, profile), len(compared)


def reached(workspace: Workspace, content: Content, before: list[Past]) -> list[Content]:
    """The releases of the same window that hold any of these residents, directly or by way of each other."""
    return _within_reach(workspace, content, [past.content for past in about_the_same(content, before)])


def beside(
    workspace: Workspace, content: Content, pages: Iterable[tuple[str, Content]]
) -> list[tuple[str, Content]]:
    """The pages of own caseloads that are about residents of this release, in its window."""
    near = [each for each in pages if days_of(each[1]) == days_of(content)]
    if not near:
        return []
    own = outcomes_behind(workspace, content)
    meets = {
        (page.team, page.data_version): page.team == content.team or _shares(workspace, own, page)
        for _worker, page in near
    }
    return [each for each in near if meets[each[1].team, each[1].data_version]]


def _combined(
    workspace: Workspace, told: list[tuple[Content, str | None]]
) -> tuple[Groups, dict[tuple[Any, ...], Told]]:
    """The groups behind all that is told together, and the counts that are shown."""
    contents = [content for content, _worker in told]
    runs = finest_runs(contents)
    frames = [
        _behind(workspace, content, worker).assign(release=number)
        for number, (content, worker) in enumerate(told)
    ]
    groups = group_residents(in_runs(pd.concat(frames, ignore_index=True), runs))
    return groups, _shown(contents, runs)


def _behind(workspace: Workspace, content: Content, worker: str | None) -> pd.DataFrame:
    """`outcomes_behind`, looked up once for each release: what was released does not change."""
    return _looked_up(workspace, worker, json.dumps(to_json(content)))


@lru_cache(maxsize=256)
def _looked_up(workspace: Workspace, worker: str | None, content: str) -> pd.DataFrame:
    return outcomes_behind(workspace, from_json(Content, json.loads(content)), worker)


def finest_runs(contents: list[Content]) -> dict[Place, tuple[str, ...]]:
    """The finest start scores that any of these releases tells of a leefgebied; merges lie within each other."""
    finest: dict[Place, tuple[str, ...]] = {}
    told = [(view, row) for content in contents for view in content.views for row in view.rows]
    for view, row in told:
        place = (view.instrument, view.rater, row.leefgebied)
        if row.start is not None and len(row.start) > len(finest.get(place, ())):
            finest[place] = tuple(row.start)
    return finest


def in_runs(selections: pd.DataFrame, runs: dict[Place, tuple[str, ...]]) -> pd.DataFrame:
    """Selections in which a start score counts as its run; finer than any release nobody can look."""
    cell = selections["cell"].to_numpy(dtype=int, copy=True)
    for (instrument, rater, area), names in runs.items():
        own = (selections["kind"] == "start") & (selections["leefgebied"] == area)
        own &= (selections["instrument"] == instrument) & (selections["rater"] == rater)
        score = selections.loc[own, "outcome"].to_numpy(dtype=float)
        run = np.zeros(len(score), dtype=int)
        for place, name in enumerate(names):
            low, high = scores_in(name)
            run[(low <= score) & (score <= high)] = place
        cell[own] = run
    return selections.assign(cell=cell)


def shares_residents(workspace: Workspace, content: Content, other: Content) -> bool:
    """Whether a resident of the one release also stands in the other."""
    own = outcomes_behind(workspace, content)
    if not _shares(workspace, own, other):
        return False
    return not set(own["resident_id"]).isdisjoint(outcomes_behind(workspace, other)["resident_id"])


def _differs(other: Content, content: Content) -> bool:
    """Whether the other release can tell more than this one; of another team it always can."""
    one, two = (
        (each.team, each.data_version, each.blocks_by, each.min_residents, each.k, each.m)
        for each in (other, content)
    )
    return one != two


def _within_reach(workspace: Workspace, content: Content, others: list[Content]) -> list[Content]:
    """The releases that share residents with this one, directly or by way of each other, as they came."""
    left, new = set(range(len(others))), [content]
    while new:
        found = {at for at in left if any(_meet(workspace, each, others[at]) for each in new)}
        left, new = left - found, [others[at] for at in found]
    return [other for at, other in enumerate(others) if at not in left]


def _meet(workspace: Workspace, one: Content, other: Content) -> bool:
    """Whether two releases may be about the same resident."""
    if one.team == other.team:
        return True
    if one.data_version == other.data_version:
        return False
    sides = (_residents(workspace.path, each.data_version, each.team) for each in (one, other))
    return not frozenset.isdisjoint(*sides)


@lru_cache(maxsize=4096)
def _residents(path: Path, version: int, team: str) -> frozenset[str]:
    """Whom a team ever measured, by this version of the data."""
    teams = _teams(path, version)
    return frozenset(teams.loc[teams["team"] == team, "resident_id"])


def _shares(workspace: Workspace, own: pd.DataFrame, other: Content) -> bool:
    """Whether any of these residents was ever measured by the team of another release."""
    teams = _teams(workspace.path, other.data_version)
    return other.team in set(teams[teams["resident_id"].isin(own["resident_id"])]["team"])


@lru_cache(maxsize=16)
def _teams(path: Path, version: int) -> pd.DataFrame:
    measurements = load_measurements(path, version=version)
    return measurements[["resident_id", "team"]].drop_duplicates()


def _shown(contents: list[Content], runs: dict[Place, tuple[str, ...]]) -> dict[tuple[Any, ...], Told]:
    """The released counts of every selection and what is said of hidden ones, as `fixed_tables` wants them."""
    shown: dict[tuple[Any, ...], Told] = {}
    for release, content in enumerate(contents):
        for view in content.views:
            for row in view.rows:
                place = (view.instrument, view.rater, row.leefgebied)
                whole: Told = {**(row.counts or {}), **bounds_of(row.few)}
                cells: Mapping[str, Told] = row.blocks or {"": whole}
                shown |= {
                    ((view.kind, *place, *days_of(content)), release, block): c for block, c in cells.items()
                }
                if row.could_improve is not None and row.counts is not None and row.n is not None:
                    room: Told = {
                        "improved": row.counts["improved"],
                        "could": row.could_improve,
                        "could_not": row.n - row.could_improve,
                    }
                    shown[("room", *place, *days_of(content)), release, ""] = room
                if row.start is not None:
                    start = {_within(name, runs[place]): count for name, count in row.start.items()}
                    shown[("start", *place, *days_of(content)), release, ""] = start
    return shown


def _within(name: str, finest: tuple[str, ...]) -> str:
    """A run of start scores as the numbers of the finest runs that lie in it."""
    low, high = scores_in(name)
    inside = [str(at) for at, each in enumerate(finest) if low <= min(scores_in(each)) <= high]
    return "+".join(inside)


def as_first_told(workspace: Workspace, content: Content, before: list[Past]) -> Content:
    """The content with the cohesion that the team's first release of this window told, view by view.

    Where none told it, its own; and none where earlier releases, of the team or of another that had its residents,
    told of other data: withdrawn ones count too.
    """
    kept = _kept(content, before)
    new = [view for view in content.views if view.cohesion is not None and _place(view) not in kept]
    if new and compared_with(workspace, content, before):
        kept |= {_place(view): None for view in new}
    views = (replace(view, cohesion=kept.get(_place(view), view.cohesion)) for view in content.views)
    return replace(content, views=tuple(views))


def _kept(content: Content, before: list[Past]) -> dict[tuple[str, str], float | None]:
    """The cohesion that was told first, by instrument and rater."""
    folder = team_folder_name(content.team)
    own = [past.content for past in about_the_same(content, before) if past.place[0] == folder]
    told = [view for each in own for view in each.views]
    return {_place(view): view.cohesion for view in reversed(told) if view.cohesion is not None}


def _place(view: View) -> tuple[str, str]:
    return view.instrument, view.rater


FOLDER = "eigen-caseload"


def page_file(workspace: Workspace, team: str, period: str, worker: str) -> Path:
    """Where the page of a worker (a pseudonym) lies."""
    return workspace.runs / team_folder_name(team) / period / FOLDER / f"{worker}.json"


def own_pages(workspace: Workspace) -> Iterator[tuple[str, Content]]:
    """Every page that was made, with the worker whose it is; a UserError for one that was changed."""
    for file, content in own_pages_files(workspace):
        yield file.stem, content


def own_pages_files(workspace: Workspace) -> Iterator[tuple[Path, Content]]:
    """The file of every page that was made, and the page; a UserError for one that was changed."""
    runs = str(workspace.runs)
    [(_team, files)] = each_looked_up(workspace.release, "pages", [""], lambda _team: [*_files(runs)])
    for file in files:
        yield Path(file), whole(Path(file)).content


def _files(runs: str) -> Iterator[str]:
    periods = (f"{runs}/{team}/{period}" for team in names_in(runs) for period in names_in(f"{runs}/{team}"))
    for folder in (f"{period}/{FOLDER}" for period in periods if FOLDER in names_in(period)):
        yield from (f"{folder}/{name}" for name in names_in(folder) if name.endswith(".json"))
