"""What is asked once, beside the leefgebieden: importance, choices, own goals, the simple question."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments
from monitorlib.instruments.checking import RATERS
from monitorlib.resident.panels import Measurement, label_in

RANKS = "wat-telt-belang"  # an organisation's own instrument: 1 is what matters most (docs/inwoner.md)
CHOICES = "wat-telt"  # leefgebieden that a resident chooses; one that was not chosen is "not applicable"
GOALS = ("doel-behaald", "gas")
GAS = "gas"


@dataclass(frozen=True)
class Told:
    """One answer: to which question or goal, when, and what; `score` is None where none was given."""

    name: Text
    instrument: Instrument
    rater: str
    day: date
    score: float | None

    @property
    def reached(self) -> bool:
        """Whether a goal was reached: the highest answer, on GAS what was agreed or more."""
        if self.score is None:
            return False
        return self.score >= (0 if self.instrument.id == GAS else self.instrument.scale.high)


def ranked(rows: Iterable[Measurement], known: Instruments) -> tuple[Told, ...]:
    """What matters to this person, the most important first, as last told; the resident's own ranks only."""
    own = [row for row in rows if row.instrument == RANKS and row.rater == "inwoner" and RANKS in known]
    scored = [row for row in own if row.score is not None]
    if not scored:
        return ()
    last = max(row.measured_on for row in scored)
    ranks = [_told(row, known) for row in scored if row.measured_on == last]
    return tuple(sorted(ranks, key=lambda each: (each.score, each.name.nl)))


def chosen(rows: Iterable[Measurement], known: Instruments) -> tuple[list[Told], list[Told]]:
    """The leefgebieden of Wat telt that the resident chose, and those not, as last told."""
    own = [row for row in rows if row.instrument == CHOICES and row.rater == "inwoner" and CHOICES in known]
    if not own:
        return [], []
    last = _latest(own, known)
    picked = [each for each in last if each[1].missing is None]
    left = [each for each in last if each[1].missing == "not_applicable"]
    return [each for each, _row in picked], [each for each, _row in left]


def goals(rows: Iterable[Measurement], known: Instruments) -> tuple[Told, ...]:
    """Each own goal with what became of it, as last told."""
    own = [row for row in rows if row.instrument in GOALS and row.instrument in known]
    return tuple(each for each, _row in _latest(own, known))


def answers(rows: Iterable[Measurement], known: Instruments) -> tuple[Told, ...]:
    """The answers to questions that look back (the simple question), every one that was given."""
    asked = [
        row
        for row in rows
        if row.instrument in known
        and known[row.instrument].design == "retrospective"
        and row.instrument not in GOALS
        and row.rater == "inwoner"
    ]
    return tuple(
        _told(row, known) for row in sorted(asked, key=lambda row: (row.leefgebied, row.measured_on))
    )


def _latest(rows: list[Measurement], known: Instruments) -> list[tuple[Told, Measurement]]:
    """Of each instrument, leefgebied and rater the last row, in the order of the instrument."""
    last: dict[tuple[str, str, str], Measurement] = {}
    for row in sorted(rows, key=lambda row: (row.measured_on, row.score is not None)):
        last[row.instrument, row.leefgebied, row.rater] = row
    found = [(_told(row, known), row) for row in last.values()]
    return sorted(
        found, key=lambda pair: (pair[1].instrument, _place(pair[1], known), RATERS.index(pair[1].rater))
    )


def _told(row: Measurement, known: Instruments) -> Told:
    instrument = known[row.instrument]
    return Told(label_in(instrument, row.leefgebied), instrument, row.rater, row.measured_on, row.score)


def _place(row: Measurement, known: Instruments) -> int:
    codes = [area.code for area in known[row.instrument].leefgebieden]
    return codes.index(row.leefgebied) if row.leefgebied in codes else len(codes)
