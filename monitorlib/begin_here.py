"""Where a conversation may begin: which leefgebied moved most, with chance taken off. Standard library only.

An order of subjects to talk about within one team, from what its page shows; never an order of teams or people.
"""

from collections.abc import Sequence

from monitorlib.mean_net import Area


def shrunken(areas: Sequence[Area | None]) -> list[float]:
    """Net improved of each leefgebied, drawn in to zero by as much as it may be chance; −1..1.

    A leefgebied of which a class is hidden counts for the table that fits and lies nearest to zero; one of which
    nothing is shown (None) is 0 and changes nothing of the others. Normal, empirical Bayes: net·τ²/(τ² + error²),
    with τ² = mean(net² − error²), 0 where that is less: then nothing moved more than chance does. Drawn in to
    zero, "nothing changed", and not to the mean of the team: a leefgebied with few residents would else move
    because others do. So a small group does not come on top by chance. Source: Efron & Morris 1973, JASA 68:117.
    """
    known = [(_nearest(each), each.error) for each in areas if each is not None]
    spread = sum(net**2 - error**2 for net, error in known) / len(known) if known else 0.0
    spread = max(0.0, spread)
    return [_drawn_in(each, spread) if each is not None else 0.0 for each in areas]


def _drawn_in(area: Area, spread: float) -> float:
    net = _nearest(area)
    return net * spread / (spread + area.error**2) if net else 0.0


def _nearest(area: Area) -> float:
    """The net share nearest to zero that fits."""
    return min(max(0.0, area.low), area.high)
