"""The words and intervals of a view, worked out from what it shows: the same for who releases and who reads.
Light."""

from dataclasses import replace

from monitorlib.disclosure.coarse import COUNTED, is_tested
from monitorlib.disclosure.rules import THREE
from monitorlib.disclosure.words import Shown, Word, together, words_of
from monitorlib.evidence.grades import CRITICAL, Counts, interval
from monitorlib.evidence.mean_net import MeanNet
from monitorlib.released import Check, Interval, Row, View


def worded(view: View, margin: float) -> View:
    """The view with the verdict, the p class and the interval of each leefgebied; answers stay as they are."""
    if view.kind != "shifts":
        return view
    tested = tested_rows(view)
    words = words_of(shown_of(tested), margin)
    told = {row.leefgebied: word for row, word in zip(tested, words, strict=True)}
    return replace(view, rows=tuple(_worded(row, told.get(row.leefgebied)) for row in view.rows))


def all_together(view: View, margin: float) -> MeanNet | None:
    """The answer of all leefgebieden of a view together; None where fewer than two are tested."""
    return together(shown_of(tested_rows(view)), view.cohesion, margin)


def tested_rows(view: View) -> list[Row]:
    """The leefgebieden that are tested and have residents enough."""
    return [row for row in view.rows if row.n is not None and is_tested(row.verdict)]


def shown_of(rows: list[Row]) -> list[Shown]:
    """What is shown of leefgebieden."""
    return [Shown(row.n, row.counts, row.few) for row in rows if row.n is not None]


def _worded(row: Row, word: Word | None) -> Row:
    critical = word.critical if word else CRITICAL
    net = net_interval(row.counts, row.n, critical)
    row = replace(row, interval=net or row.interval, checks=beside_counts(row))
    return replace(row, verdict=word.verdict, p_class=word.p_class) if word else row


def beside_counts(row: Row) -> tuple[Check, ...]:
    """The explanations without the one that is answered from the counts alone, where one of these is hidden.

    Of 30 residents 4 improved, at most 2 deteriorated, and "no chance" meant that nobody did.
    """
    hidden = tuple(row.counts or ()) != THREE
    return tuple(check for check in row.checks if not (hidden and check.check == COUNTED))


def net_interval(counts: dict[str, int] | None, n: int | None, critical: float = CRITICAL) -> Interval | None:
    """Net improved and its interval; None where the three classes are not shown."""
    if counts is None or n is None or tuple(counts) != THREE:
        return None
    shown = Counts(counts["improved"], counts["deteriorated"], n)
    net = (shown.improved - shown.deteriorated) / n
    return Interval(*(round(end, 6) + 0.0 for end in (net, *interval(shown, critical))))
