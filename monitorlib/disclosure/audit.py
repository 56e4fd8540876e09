"""What everything that was released gives away together: a visitor can keep pages and subtract.

A *selection* is one block (or the whole group) of one release. Residents who are in exactly the same selections
form a group that no combination can part, so the groups are what can become known. Two views of them: who they are
(`exposing_tables`), and what the released numbers say of them (`fixed_tables`). A worker's own table beside the
team's is the same question: team minus own is what colleagues did (tests/disclosure/test_own.py enumerates it).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import LinearConstraint, milp

from monitorlib.disclosure.rules import THREE, Profile, choose_table, team_profile
from monitorlib.workspace import MIN_RESIDENTS, TEAM_LIMITS

TABLE_KEY = ["kind", "instrument", "rater", "leefgebied"]
VARIABLE = [*TABLE_KEY, "start", "end"]  # one outcome of a resident: a table in one window
SELECTION = [*VARIABLE, "release", "block"]
Told = Mapping[str, int | tuple[float, float]]  # a count, or its ends, a class
_BOTH_WAYS = (1, -1)
_NO_SELECTION = -1
_least = partial(milp, integrality=1)  # whole numbers of residents, none below zero
_CELLS = {  # the classes on a page, as cells
    "improved": (0,),
    "unchanged": (1,),
    "deteriorated": (2,),
    "not_improved": (1, 2),
    "not_deteriorated": (0, 1),
    "yes": (0,),
    "partly": (1,),
    "no": (2,),
    "not_yes": (1, 2),
    "not_no": (0, 1),
    "could": (0, 1),
    "could_not": (2,),
}


@dataclass(frozen=True)
class Groups:
    """The groups that no combination of selections parts.

    `variable` and `cells` (residents a class) a group; `classes`: how many classes the table of each variable
    has (cells beyond are empty); `whole`: the group is a selection by itself; `members`: a row a group ×
    selection that holds it.
    """

    variable: np.ndarray
    cells: np.ndarray
    classes: np.ndarray
    whole: np.ndarray
    members: pd.DataFrame
    variables: pd.DataFrame


def group_residents(selections: pd.DataFrame) -> Groups:
    """Residents by their membership of all selections.

    `selections` has a row a resident and selection: SELECTION, `resident_id`, `outcome` and `cell` (the class,
    from 0). A resident whose outcome differs between releases counts as one who went and one who came.
    """
    variable, first_rows = _codes(selections, VARIABLE)
    variables = selections[VARIABLE].iloc[first_rows]
    selection, _ = _codes(selections, SELECTION)
    entity, first_rows = _codes(selections, [*VARIABLE, "resident_id", "outcome"])
    variable, cell = variable[first_rows], selections["cell"].to_numpy()[first_rows]
    _vectors, first, group = np.unique(
        _memberships(entity, selection), return_index=True, return_inverse=True
    )
    classes = _classes(variable, cell, variables)
    places = range(max([3, *classes.tolist()]))
    cells = np.stack([np.bincount(group[cell == c], minlength=len(first)) for c in places], axis=1)
    members = pd.DataFrame({"group": group[entity], "selection": selection})
    whole = _is_whole(members, cells.sum(axis=1))
    members = members.assign(**{name: selections[name].to_numpy() for name in ("release", "block")})
    return Groups(variable[first], cells, classes, whole, members.drop_duplicates(), variables)


def exposing_tables(groups: Groups, profile: Profile) -> list[tuple[str, ...]]:
    """The tables (TABLE_KEY) in which releases part a group that could not itself be shown, sorted.

    A group has at least k residents; one that only a difference of selections shows, also m in every class
    (five newcomers who all improved would be five known people).
    """
    small = groups.cells.sum(axis=1) < profile.k
    beyond = np.arange(groups.cells.shape[1]) >= groups.classes[groups.variable][:, None]
    thin = ~groups.whole & (np.where(beyond, profile.m, groups.cells).min(axis=1) < profile.m)
    return _tables(groups, small | thin)


def fixed_tables(
    groups: Groups, shown: dict[tuple[Any, ...], Told], profile: Profile
) -> list[tuple[str, ...]]:
    """The tables in which the released numbers together fix an unsafe count of a group, sorted.

    `shown`: (variable as a tuple, release, block) → the released counts, for every selection that shows any; a
    count is a number, or the fewest and the most that it may be.
    For each group and class the smallest and the largest number are sought that fit all the numbers (an
    integer program). A number that is fixed may only be one that could itself be shown: m or more, with m
    or more beside it; so only smaller true numbers are asked for, and only where a selection holds more than
    one group, or two tell of the same group (elsewhere the ladder's own proof holds). Released numbers that do
    not fit the residents, as when the steps changed since, are told as well.
    """
    several = groups.members.groupby("selection")["group"].transform("nunique") > 1
    twice = _told_twice(groups, shown)
    asked = np.unique(groups.variable[groups.members.loc[several | twice, "group"].to_numpy()])
    found = [v for v in asked.tolist() if _fixes(groups, v, shown, profile)]
    return _tables(groups, np.isin(groups.variable, found))


def people_in(text: str, people: Iterable[str]) -> int:
    """How many of these pseudonyms stand in a text; the canary of what leaves."""
    return len(set(people) & set(re.findall(r"[\w-]+", text)))


def _told_twice(groups: Groups, shown: dict[tuple[Any, ...], Told]) -> pd.Series:
    """Whether each member's group is told of in two selections, and otherwise in the one than in the other."""
    keys = [tuple(key) for key in groups.variables[VARIABLE].to_numpy().tolist()]
    variable = groups.variable[groups.members["group"].to_numpy()]
    places = zip(variable.tolist(), groups.members["release"], groups.members["block"], strict=True)
    told = [str(shown.get((keys[at], release, block))) for at, release, block in places]
    return groups.members.assign(told=told).groupby("group")["told"].transform("nunique") > 1


def _fixes(groups: Groups, variable: int, shown: dict[tuple[Any, ...], Told], profile: Profile) -> bool:
    own = np.flatnonzero(groups.variable == variable)
    classes = int(groups.classes[variable])
    truth, sizes = groups.cells[own][:, :classes].ravel(), groups.cells[own].sum(axis=1)
    fits = _all_that_is_told(groups, variable, own, shown)
    if not ((fits.lb <= fits.A @ truth) & (fits.A @ truth <= fits.ub)).all():
        return True
    beside = np.repeat(sizes, classes) - truth
    unsafe = np.flatnonzero(np.minimum(truth, beside) < profile.m)
    return any(_is_fixed(fits, at, truth[at]) for at in unsafe.tolist())


def _all_that_is_told(
    groups: Groups, variable: int, own: np.ndarray, shown: dict[tuple[Any, ...], Told]
) -> LinearConstraint:
    """The sizes of the groups and every released count, as rows in group × class with their ends."""
    key, classes = tuple(groups.variables.iloc[variable]), groups.classes[variable]
    place = {group: number for number, group in enumerate(own.tolist())}
    rows = [np.repeat(np.eye(len(own)), classes, axis=1)]
    low = groups.cells[own].sum(axis=1).tolist()
    high = list(low)
    members = groups.members[groups.members["group"].isin(place)]
    for (release, block), inside in members.groupby(["release", "block"]):
        for name, count in shown.get((key, release, block), {}).items():
            row = np.zeros((1, classes * len(own)))
            for group in inside["group"]:
                row[0, [classes * place[group] + cell for cell in _cells_of(name)]] = 1
            rows.append(row)
            least, most = count if isinstance(count, tuple) else (count, count)
            low.append(least)
            high.append(most)
    return LinearConstraint(np.vstack(rows), low, high)


def _cells_of(name: str) -> tuple[int, ...]:
    """The cells that a class on a page holds; levels are called by their numbers, like "0+1"."""
    return _CELLS[name] if name in _CELLS else tuple(map(int, name.split("+")))


def _classes(variable: np.ndarray, cell: np.ndarray, variables: pd.DataFrame) -> np.ndarray:
    most = pd.Series(cell + 1).groupby(variable).max().to_numpy()
    return np.where(variables["kind"] == "start", most, 3)


def _is_fixed(fits: LinearConstraint, at: int, truth: int) -> bool:
    """Whether no other whole number than the true one fits everything that is told."""
    wanted = np.eye(fits.A.shape[1])[at]
    ends = (_least(sign * wanted, constraints=fits).x[at] for sign in _BOTH_WAYS)
    return all(round(end) == truth for end in ends)


def _tables(groups: Groups, found: np.ndarray) -> list[tuple[str, ...]]:
    keys = groups.variables.iloc[np.unique(groups.variable[found])][TABLE_KEY]
    return sorted(set(map(tuple, keys.to_numpy().tolist())))


def _is_whole(members: pd.DataFrame, sizes: np.ndarray) -> np.ndarray:
    """Whether a group is all of some selection."""
    selected = np.bincount(members["selection"])
    whole = np.zeros(len(sizes), dtype=bool)
    same = selected[members["selection"]] == sizes[members["group"]]
    whole[members.loc[same, "group"]] = True
    return whole


def _memberships(entity: np.ndarray, selection: np.ndarray) -> np.ndarray:
    """A number an entity, the same for those in exactly the same selections."""
    members = pd.DataFrame({"entity": entity, "selection": selection}).sort_values("selection")
    place = members.groupby("entity").cumcount()
    wide = members.set_index(["entity", place])["selection"].unstack().fillna(_NO_SELECTION)
    return wide.groupby(list(wide.columns)).ngroup().to_numpy()


def _codes(frame: pd.DataFrame, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """A number for each distinct row of these columns, and the place of the first row with each number."""
    codes = frame.groupby(names).ngroup().to_numpy()
    return codes, np.unique(codes, return_index=True)[1]


# whatever less a workspace chose for a team
MIN_OWN = MIN_RESIDENTS  # with two measurements
_HIDDEN = {"not_improved": ("unchanged", "deteriorated"), "not_deteriorated": ("improved", "unchanged")}


def own_profile(min_residents: int, k: int, m: int) -> Profile:
    """The profile of one worker's own residents, for that worker alone."""
    return team_profile(max(MIN_OWN, min_residents), k, max(TEAM_LIMITS.m, m))


def stands_beside(own: dict[str, int] | None, team: dict[str, int] | None, profile: Profile) -> bool:
    """Whether the own table and the team's together show no small count and fix no hidden one.

    `own` and `team`: released classes with their counts, None for only n. The team's table must have three
    classes; the residents of the others are k or more, with m or more in each class of the own table; and a
    class that the own table hides keeps at least two values. The answer follows from the two tables alone, so
    it tells nothing that they do not.
    """
    if (
        own is None
        or team is None
        or tuple(team) != THREE
        or sum(team.values()) - sum(own.values()) < profile.k
    ):
        return False
    others = [sum(team[part] for part in _HIDDEN.get(name, (name,))) - own[name] for name in own]
    return min(others) >= profile.m and _stays_open(own, team, profile)


def _stays_open(own: dict[str, int], team: dict[str, int], profile: Profile) -> bool:
    return all(_splits(own, name, team, profile) > 1 for name in own if name in _HIDDEN)


def _splits(own: dict[str, int], merged: str, team: dict[str, int], profile: Profile) -> int:
    """In how many ways two merged classes can be parted so that both tables are what they are."""
    first, second = _HIDDEN[merged]
    parted = ({**own, first: value, second: own[merged] - value} for value in range(own[merged] + 1))
    return sum(
        all(cells[name] <= team[name] for name in THREE)
        and choose_table([[cells[name] for name in THREE]], profile).counts == own
        for cells in parted
    )
