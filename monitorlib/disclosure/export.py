"""What leaves the room is coarser: a table that the team may see, brought under a stricter profile.

Takes released counts alone, so nothing new is told, and standard library only.
"""

from monitorlib.disclosure.rules import BLOCKS_TWO, ONLY_N, TEAM_TWO, THREE, Profile, Table, choose_table


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
