"""The measurements of one person and of nobody else, a panel a leefgebied: whose views stand side by side."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, Scale
from monitorlib.instruments.checking import RATERS
from monitorlib.measurements.delta import resident_rows
from monitorlib.workspace import Workspace


@dataclass(frozen=True)
class Measurement:
    """One row of MEASUREMENTS of this person; `score` is None exactly where `missing` tells why."""

    resident_id: str
    team: str
    source: str
    rater: str
    measured_on: date
    instrument: str
    leefgebied: str
    score: float | None
    missing: str | None


def rows_of(
    workspace: Workspace, residents: Iterable[str], version: int | None = None
) -> tuple[Measurement, ...]:
    """The measurements under these pseudonyms, in an order of their own: of other rows nothing shows.

    A score has at most six figures, as it was stored (float32).
    """
    names = list(Measurement.__dataclass_fields__)
    found = ({name: row[name] for name in names} for row in resident_rows(workspace, residents, version))
    rows = (Measurement(**{**row, "score": _as_stored(row["score"])}) for row in found)
    return tuple(sorted(rows, key=lambda row: tuple(str(getattr(row, name)) for name in _ORDER)))


def _as_stored(score: float | None) -> float | None:
    return None if score is None else float(f"{score:.6g}")


_ORDER = ("instrument", "leefgebied", "rater", "measured_on", "source", "team", "resident_id", "score")


MIJN_ZRM = "mijn-zrm"  # whose names of the ZRM's leefgebieden are the plain ones
SURE = 1.96  # of a normal distribution: 95% of differences by chance lie within so many deviations
SAME_TIME = 183  # days within which two views are about the same time


@dataclass(frozen=True)
class Series:
    """The scores of one rater over time, the earliest first; `instrument` says what they mean."""

    rater: str
    instrument: Instrument
    points: tuple[tuple[date, float], ...]

    @property
    def change(self) -> float:
        """Last minus first, in scale points."""
        return self.points[-1][1] - self.points[0][1]

    @property
    def turn(self) -> int:
        """1 where the last score is better than the first, -1 where it is not, 0 for the same or no direction."""
        if abs(self.change) <= self.instrument.unchanged_within:
            return 0
        better = {"higher": 1, "lower": -1}.get(self.instrument.better_is, 0)
        return better if self.change > 0 else -better

    @property
    def changed(self) -> bool:
        """Whether last and first differ by more than counts as the same."""
        return abs(self.change) > self.instrument.unchanged_within


@dataclass(frozen=True)
class Panel:
    """A leefgebied under one scale: at most one series a rater, in the order of tables.RATERS.

    `name` tells it apart from every other panel of the page, `plain` is its name among those of its instrument.
    """

    code: str
    name: Text
    plain: Text
    scale: Scale
    better_is: str
    series: tuple[Series, ...]

    @property
    def whole(self) -> bool:
        """Whether it is about life as a whole: the one thing that an instrument asks of the resident alone."""
        asked = (each.instrument for each in self.series)
        return all(each.raters == ("inwoner",) and len(each.leefgebieden) == 1 for each in asked)

    @property
    def width(self) -> float:
        """From the lowest to the highest score."""
        return self.scale.high - self.scale.low

    @property
    def telling(self) -> float:
        """How much there is to tell: the largest change, or how far views lie apart, as a share of the scale."""
        return max(self.largest, self.apart / self.width)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day on which something was measured."""
        return tuple(sorted({day for each in self.series for day, _score in each.points}))

    @property
    def largest(self) -> float:
        """The largest change of a rater, as a share of the scale."""
        return max(abs(each.change) if each.changed else 0.0 for each in self.series) / self.width

    @property
    def apart(self) -> float:
        """How far the latest views of professional and resident lie apart, in scale points; 0 where alike.

        0 too where one of them gave none, or they are of other times.
        """
        last = {each.rater: (*each.points[-1], each.instrument) for each in self.series}
        if not {"professional", "inwoner"} <= set(last):
            return 0.0
        (day, one, instrument), (day2, two, _other) = last["professional"], last["inwoner"]
        if abs((day - day2).days) > SAME_TIME or abs(one - two) <= instrument.unchanged_within:
            return 0.0
        return abs(one - two)


def noise_of(instrument: Instrument) -> float | None:
    """The largest difference that is still an instrument's own noise; None where its reliability is not known.

    The smallest detectable change of one person: 1.96 times the standard error of a difference,
    sd * sqrt(2 * (1 - reliability)) (Jacobson & Truax 1991, J Consult Clin Psychol 59:12).
    """
    if instrument.reliability is None or instrument.sd is None:
        return None
    return SURE * instrument.sd * sqrt(2 * (1 - instrument.reliability))


def panels_of(rows: Iterable[Measurement], known: Instruments) -> tuple[Panel, ...]:
    """The panels of what is measured repeatedly and was scored, in the order of the instruments.

    Two instruments share a panel only where leefgebied and scale are the same and no rater used both: ZRM and
    MijnZRM do, two versions of the ZRM never. An instrument that is not known any more has no panel.
    """
    found: dict[str, list[Panel]] = {}
    for series, code in _series(rows, known):
        same = found.setdefault(code, [])
        fitting = [at for at, panel in enumerate(same) if _fits(panel, series)]
        if not fitting:
            name = plain_name(code, series.instrument, known)
            same.append(
                Panel(code, name, name, series.instrument.scale, series.instrument.better_is, (series,))
            )
        else:
            at = max(fitting, key=lambda at: same[at].days[-1])  # of two versions the one in use
            views = sorted((*same[at].series, series), key=lambda each: RATERS.index(each.rater))
            same[at] = replace(same[at], series=tuple(views))
    return tuple(_told_apart([panel for same in found.values() for panel in same]))


def _series(rows: Iterable[Measurement], known: Instruments) -> Iterator[tuple[Series, str]]:
    """Each series with the code of its leefgebied: the professional's instruments first."""
    points: dict[tuple[str, str, str], list[tuple[date, float]]] = {}
    for row in rows:
        if row.score is not None and row.instrument in known and known[row.instrument].design == "repeated":
            place = (row.instrument, row.leefgebied, row.rater)
            points.setdefault(place, []).append((row.measured_on, row.score))
    for instrument, code, rater in sorted(points, key=lambda place: _order(place, known)):
        yield Series(rater, known[instrument], tuple(sorted(points[instrument, code, rater]))), code


def _order(place: tuple[str, str, str], known: Mapping[str, Instrument]) -> tuple:
    instrument, code, rater = place
    codes = [area.code for area in known[instrument].leefgebieden]
    at = codes.index(code) if code in codes else len(codes)
    raters = known[instrument].raters
    return "professional" not in raters, instrument, at, RATERS.index(rater)


def _fits(panel: Panel, series: Series) -> bool:
    taken = {each.rater for each in panel.series}
    like = panel.scale == series.instrument.scale and panel.better_is == series.instrument.better_is
    return like and series.rater not in taken


def plain_name(code: str, instrument: Instrument, known: Instruments) -> Text:
    """The plain name of a leefgebied: that of MijnZRM where the ZRM has the same one."""
    plain = known.get(MIJN_ZRM)
    has_it = plain is not None and code in [area.code for area in plain.leefgebieden]
    label = label_in(plain if has_it and plain.scale == instrument.scale else instrument, code)
    return Text(_without_brackets(label.nl), _without_brackets(label.en))


def label_in(instrument: Instrument, code: str) -> Text:
    """The label of a leefgebied; its code as words where the file of the instrument has it no more."""
    words = code.replace("_", " ")
    return {area.code: area.label for area in instrument.leefgebieden}.get(code, Text(words, words))


def _without_brackets(label: str) -> str:
    return label.removesuffix(" (MijnZRM)").rstrip("?")


def _told_apart(panels: list[Panel]) -> Iterator[Panel]:
    """A name that stands twice gets its instrument behind it."""
    names = [panel.name.nl for panel in panels]
    for panel in panels:
        if names.count(panel.name.nl) > 1:
            label = short_label(panel.series[0].instrument)
            name = Text(f"{panel.name.nl} ({label.nl})", f"{panel.name.en} ({label.en})")
            panel = replace(panel, name=name)
        yield panel


def short_label(instrument: Instrument) -> Text:
    """What stands between brackets in the label of an instrument, else the whole of it: ZRM 2017, Wat telt."""
    return Text(_short(instrument.label.nl), _short(instrument.label.en))


def _short(label: str) -> str:
    _before, _, within = label.partition("(")
    return within.rstrip(")") if within else label
