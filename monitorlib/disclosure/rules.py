"""The rules of what leaves: profiles, the fixed ladder over blocks, and the blocks. Standard library only.

Blocks are chosen from who was measured, never from outcomes. What leaves the room is brought under a stricter
profile from released counts alone, so nothing new is told. The scheme, its proof and what it does not protect
against: docs/privacy.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from monitorlib.workspace import EXPORT_LIMITS, TEAM_LIMITS

THREE = ("improved", "unchanged", "deteriorated")
IMPROVED_OR_NOT = ("improved", "not_improved")
DETERIORATED_OR_NOT = ("deteriorated", "not_deteriorated")
# a simple question passes the same ladder: yes stands where improved does
ANSWERS = {
    "yes": "improved",
    "partly": "unchanged",
    "no": "deteriorated",
    "not_yes": "not_improved",
    "not_no": "not_deteriorated",
}
# the tables that may leave, of changes and of answers
SHIFT_TABLES = (THREE, IMPROVED_OR_NOT, DETERIORATED_OR_NOT)
ANSWER_TABLES = (("yes", "partly", "no"), ("yes", "not_yes"), ("no", "not_no"))
# what an explanation may say, and how strongly
ANSWER_WORDS = ("supports", "contradicts", "cannot_say")
STRENGTH_WORDS = ("weak", "moderate", "strong")
# a class on a page → the places of the three classes that it holds
PARTS = {
    "improved": (0,),
    "unchanged": (1,),
    "deteriorated": (2,),
    "not_improved": (1, 2),
    "not_deteriorated": (0, 1),
}

BLOCKS_THREE, BLOCKS_TWO = "blocks_three", "blocks_two"
TEAM_THREE, TEAM_TWO, ONLY_N = "team_three", "team_two", "only_n"


@dataclass(frozen=True)
class Profile:
    """`min_residents`: nothing of a smaller group. `k`: a block, and what tells two selections apart, is
    nobody or at least k residents. `m`: every cell of a released table holds at least m residents."""

    min_residents: int
    k: int
    m: int


def team_profile(min_residents: int, k: int = TEAM_LIMITS.k, m: int = TEAM_LIMITS.m) -> Profile:
    """The profile of the team's own table, on its own screen."""
    return Profile(min_residents, k, m)


def export_profile(min_residents: int, k: int = EXPORT_LIMITS.k, m: int = EXPORT_LIMITS.m) -> Profile:
    """The profile of what leaves the room: files, reports for others, other teams, the municipality."""
    return Profile(max(min_residents, k), k, m)


@dataclass(frozen=True)
class Table:
    """What the ladder allows: the rung, the names of the classes, and a row of cells a block.

    One row, of the whole group, on the team's rungs; no classes and no rows on `only_n`.
    """

    rung: str
    classes: tuple[str, ...] = ()
    cells: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def of(cls, counts: dict[str, int] | None, blocks: dict[str, dict[str, int]] | None = None) -> "Table":
        """The table that these released counts (or answers) are, of a group or of its blocks."""
        if counts is None:
            return cls(ONLY_N)
        three, two = (BLOCKS_THREE, BLOCKS_TWO) if blocks else (TEAM_THREE, TEAM_TWO)
        cells = tuple(tuple(part.values()) for part in (blocks.values() if blocks else [counts]))
        classes = tuple(ANSWERS.get(name, name) for name in counts)
        return cls(three if classes == THREE else two, classes, cells)

    @property
    def counts(self) -> dict[str, int] | None:
        """The classes of the whole group; None where only n may be shown."""
        if not self.cells:
            return None
        return dict(zip(self.classes, map(sum, zip(*self.cells, strict=True)), strict=True))

    @property
    def blocks(self) -> tuple[dict[str, int], ...] | None:
        """The classes of each block, in the order of the blocks; None where only the group may be shown."""
        if self.rung not in (BLOCKS_THREE, BLOCKS_TWO):
            return None
        return tuple(dict(zip(self.classes, row, strict=True)) for row in self.cells)


def choose_table(blocks: Sequence[Sequence[int]], profile: Profile) -> Table:
    """The first rung of the ladder whose cells all reach m.

    `blocks`: improved, unchanged, deteriorated of each block; they make the whole group together. The rungs,
    in fixed order: the blocks in three classes; in two (improved against the rest, then deteriorated against
    the rest); the group in three; in two; only n. A cell of zero is no safe cell: it tells something about
    everybody. With one block, or one below k, the first two rungs fall away. A group below the minimum gives
    `only_n`, and the caller hides n too. That the choice of a rung gives nothing away either:
    tests/disclosure/test_proof.py enumerates it.
    """
    rows = [tuple(int(count) for count in block) for block in blocks]
    group = [tuple(sum(row[each] for row in rows) for each in range(3))]
    if sum(group[0]) < profile.min_residents:
        return Table(ONLY_N)
    steps = [(TEAM_THREE, TEAM_TWO, group)]
    if len(rows) > 1 and min(map(sum, rows)) >= profile.k:
        steps.insert(0, (BLOCKS_THREE, BLOCKS_TWO, rows))
    for three, two, cells in steps:
        for rung, classes, merged in (
            (three, THREE, cells),
            (two, IMPROVED_OR_NOT, [(i, u + d) for i, u, d in cells]),
            (two, DETERIORATED_OR_NOT, [(d, i + u) for i, u, d in cells]),
        ):
            if min(map(min, merged)) >= profile.m:
                return Table(rung, classes, tuple(merged))
    return Table(ONLY_N)


MAX_CATEGORIES = 12  # more, and a category names people rather than a group
THREE_BLOCKS_FROM = 60  # below, three blocks would seldom be shown


def choose_blocks(residents: dict[str, int], profile: Profile) -> tuple[tuple[str, ...], ...]:
    """Categories with their numbers of residents → blocks of categories; () where no two blocks can be made.

    The largest categories (ties by name) become blocks of their own, at most two, or three from
    THREE_BLOCKS_FROM residents on; all others are merged into the last block. A block has at least k residents
    and 2m, below which two classes can never both reach m.
    """
    order = sorted(residents, key=lambda name: (-residents[name], name))
    most = 3 if sum(residents.values()) >= THREE_BLOCKS_FROM else 2
    need = max(profile.k, 2 * profile.m)
    for blocks in range(min(most, len(order)), 1, -1):
        parts = (*((name,) for name in order[: blocks - 1]), tuple(sorted(order[blocks - 1 :])))
        if all(sum(residents[name] for name in part) >= need for part in parts):
            return parts
    return ()


def coarsen(
    counts: dict[str, int] | None, blocks: dict[str, dict[str, int]] | None, profile: Profile
) -> Table:
    """The finest table of these released counts that the profile allows.

    Three classes pass the whole ladder again. Two classes stay as they are, by block or together, where their
    cells reach m; else only n remains.
    """
    if counts is None or sum(counts.values()) < profile.min_residents:
        return Table(ONLY_N)
    parts = list(blocks.values()) if blocks else [counts]
    if tuple(counts) == THREE:
        return choose_table([tuple(part.values()) for part in parts], profile)
    for rung, cells in ((BLOCKS_TWO, parts), (TEAM_TWO, [counts])):
        large = rung == TEAM_TWO or (len(cells) > 1 and min(sum(c.values()) for c in cells) >= profile.k)
        if large and min(min(c.values()) for c in cells) >= profile.m:
            return Table(rung, tuple(counts), tuple(tuple(c.values()) for c in cells))
    return Table(ONLY_N)
