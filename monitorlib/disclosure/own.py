"""May a worker's own table stand beside the table of the team? Team minus own is what colleagues did.

The mechanism is enumerated in tests/disclosure/test_own.py. Standard library only.
"""

from monitorlib.disclosure.rules import THREE, Profile, choose_table, team_profile

# whatever less a workspace chose for a team
MIN_OWN = 10  # residents with two measurements
LEAST_CELL = 3
_HIDDEN = {"not_improved": ("unchanged", "deteriorated"), "not_deteriorated": ("improved", "unchanged")}


def own_profile(min_residents: int, k: int, m: int) -> Profile:
    """The profile of one worker's own residents, for that worker alone."""
    return team_profile(max(MIN_OWN, min_residents), k, max(LEAST_CELL, m))


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
