"""What surprised: an outcome beside what the team expected, and the order in which leefgebieden are looked at."""

from itertools import chain, zip_longest

from monitorlib.grades import HINTS
from monitorlib.released import Row
from monitorlib.widgets.state import State

# what an outcome would have been expected as; other outcomes cannot surprise
OUTCOMES = {
    "improved": "more_better",
    "deteriorated": "more_worse",
    "slightly_improved": "more_better",
    "slightly_deteriorated": "more_worse",
    "unchanged": "same",
    "balanced": "same",
    "nearly_all_improved": "more_better",
    "nearly_all_deteriorated": "more_worse",
    "nearly_all_unchanged": "same",
}
DISAPPOINTS = tuple(verdict for verdict, expected in OUTCOMES.items() if expected == "more_worse")


def surprise(row: Row, kept: str) -> bool | None:
    """Whether a clear outcome differs from what was expected; None where one of both says nothing."""
    outcome = OUTCOMES.get(row.verdict)
    if outcome is None or kept in ("", "no_idea"):
        return None
    return outcome != kept


def ordered(state: State) -> list[Row]:
    """What surprised first, then what is clear, then hints; good and disappointing take turns; the rest last."""
    surprising = [r for r in state.view.rows if surprise(r, state.about(r).get("expected", ""))]
    others = [r for r in state.view.rows if r not in surprising]
    clear = [r for r in others if r.verdict in OUTCOMES]
    hints = [r for r in others if r.verdict in HINTS]
    rest = [r for r in others if r.verdict not in (*OUTCOMES, *HINTS)]
    return [
        *_in_turns(surprising),
        *_in_turns(clear),
        *_in_turns(hints),
        *sorted(rest, key=lambda r: r.n is None),
    ]


def _in_turns(rows: list[Row]) -> list[Row]:
    disappoints = [r for r in rows if r.verdict in (*DISAPPOINTS, HINTS[1])]
    well = [r for r in rows if r not in disappoints]
    return [row for row in chain.from_iterable(zip_longest(well, disappoints)) if row is not None]
