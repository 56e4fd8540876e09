"""One partition of a team into blocks, chosen from who was measured, never from outcomes."""

from monitorlib.disclosure.rules import Profile

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
