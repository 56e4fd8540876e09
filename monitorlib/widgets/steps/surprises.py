"""What surprised: an outcome beside what the team expected, the order in which leefgebieden are looked at, and
with which one to begin."""

from dataclasses import dataclass
from itertools import chain, zip_longest

from monitorlib.evidence.grades import HINTS
from monitorlib.evidence.mean_net import Area, shrunken
from monitorlib.foundation.texts import Text
from monitorlib.release.words import shown_of, tested_rows
from monitorlib.released import Row, View
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
WELL = tuple(verdict for verdict, expected in OUTCOMES.items() if expected == "more_better")
DISAPPOINTS = tuple(verdict for verdict, expected in OUTCOMES.items() if expected == "more_worse")


@dataclass(frozen=True)
class Reason:
    """Why to begin with a leefgebied: short, and in a sentence after its name."""

    short: Text
    sentence: Text


OTHERWISE = Reason(
    Text("anders dan verwacht", "other than expected"),
    Text("hier ging het anders dan jullie verwachtten.", "here it went other than you expected."),
)
MOST = {
    "more_better": Reason(
        Text("het meest vooruit", "gained most"),
        Text(
            "hier ging het het meest vooruit, en dat is zelden toeval.",
            "here most was gained, and that is rarely chance.",
        ),
    ),
    "more_worse": Reason(
        Text("het meest achteruit", "lost most"),
        Text(
            "hier ging het het meest achteruit, en dat is zelden toeval.",
            "here most was lost, and that is rarely chance.",
        ),
    ),
}
PERHAPS = Reason(
    Text("misschien veranderd", "perhaps changed"),
    Text(
        "hier veranderde misschien iets; het kan nog toeval zijn.",
        "here something perhaps changed; it may be chance.",
    ),
)


def surprise(row: Row, kept: str) -> bool | None:
    """Whether a clear outcome differs from what was expected; None where one of both says nothing."""
    outcome = OUTCOMES.get(row.verdict)
    if outcome is None or kept in ("", "no_idea"):
        return None
    return outcome != kept


def begin_with(state: State) -> tuple[Row, Reason] | None:
    """The leefgebied to begin with and why, the first in `ordered`; None where nothing says where to begin."""
    row = next(iter(ordered(state)), None)
    if row is None:
        return None
    if surprise(row, state.about(row).get("expected", "")):
        return row, OTHERWISE
    why = PERHAPS if row.verdict in HINTS else MOST.get(OUTCOMES.get(row.verdict, ""))
    return (row, why) if why else None


def ordered(state: State) -> list[Row]:
    """What surprised, what clearly changed, hints, what stayed the same, the rest; good and bad take turns.

    Within each of these what moved most comes first, with chance taken off (begin_here).
    """
    far = moved(state.view)
    rows = sorted(state.view.rows, key=lambda row: -abs(far.get(row.leefgebied, 0.0)))
    surprising = [r for r in rows if surprise(r, state.about(r).get("expected", ""))]
    others = [r for r in rows if r not in surprising]
    clear = [r for r in others if r.verdict in (*WELL, *DISAPPOINTS)]
    same = [r for r in others if OUTCOMES.get(r.verdict) == "same"]
    hints = [r for r in others if r.verdict in HINTS]
    rest = [r for r in state.view.rows if r not in surprising and r.verdict not in (*OUTCOMES, *HINTS)]
    return [
        *_in_turns(surprising),
        *_in_turns(clear),
        *_in_turns(hints),
        *same,
        *sorted(rest, key=lambda r: r.n is None),
    ]


def moved(view: View) -> dict[str, float]:
    """How far each leefgebied that is tested moved, with chance taken off; by its code."""
    rows = tested_rows(view) if view.kind == "shifts" else []
    shown = shown_of(rows)
    areas = [Area.of(each.fitting()) if each.known else None for each in shown]
    return {row.leefgebied: far for row, far in zip(rows, shrunken(areas), strict=True)}


def _in_turns(rows: list[Row]) -> list[Row]:
    well = [r for r in rows if r.verdict in (*WELL, HINTS[0])]
    disappoints = [r for r in rows if r.verdict in (*DISAPPOINTS, HINTS[1])]
    same = [r for r in rows if r not in well and r not in disappoints]
    return [row for row in chain(*zip_longest(well, disappoints), same) if row is not None]
