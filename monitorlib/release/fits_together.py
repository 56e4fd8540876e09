"""Which values of a release fit together: classes that add up, blocks of each row, pictures of what is there."""

from itertools import product
from typing import Any

from monitorlib.disclosure.rules import ANSWER_TABLES, SHIFT_TABLES
from monitorlib.foundation.texts import Text
from monitorlib.release.value_kinds import Domain
from monitorlib.released import (
    Card,
    CardRow,
    Content,
    Interval,
    Release,
    ReleasedPeriod,
    Row,
    View,
)


def _adds_up(row: Row) -> bool:
    return row.counts is None or row.n == sum(row.counts.values())


def _blocks_add_up(row: Row) -> bool:
    if row.blocks is None:
        return True
    parts = [*row.blocks.values()]
    if row.counts is None or any(tuple(part) != tuple(row.counts) for part in parts):
        return False
    return row.counts == {name: sum(part[name] for part in parts) for name in row.counts}


def _interval_fits(row: Row) -> bool:
    """Net improved beside three classes lies between -1 and 1; any other interval is of a share."""
    if row.interval is None:
        return True
    return row.counts is not None and ("unchanged" in row.counts or row.interval.low >= 0)


def _among(part: int | None, whole: int | None) -> bool:
    return part is None or whole is None or part <= whole


def _has_its_blocks(view: View) -> bool:
    codes = [block.code for block in view.blocks]
    return all(row.blocks is None or [*row.blocks] == codes for row in view.rows)


def _has_its_classes(view: View) -> bool:
    tables = ANSWER_TABLES if view.kind == "answers" else SHIFT_TABLES
    return all(row.counts is None or tuple(row.counts) in tables for row in view.rows)


def _is_large_enough(content: Content) -> bool:
    ns = [row.n for view in content.views for row in view.rows]
    return all(n is None or n >= content.min_residents for n in ns)


def _pictures_are_of_views(release: Release) -> bool:
    views = {(view.instrument, view.rater) for view in release.content.views}
    return {(figure.instrument, figure.rater) for figure in release.figures} <= views


def _has_each_variant(card: Card) -> bool:
    """Whether there is one variant for each way to choose, in the order of the values."""
    return [each.values for each in card.variants] == [*product(*(each.values for each in card.choices))]


def _card_rows_add_up(row: CardRow) -> bool:
    return row.counts is None or row.n == sum(row.counts.values())


def _card_pictures_are_of_cards(release: Release) -> bool:
    variants = {(card.name, at) for card in release.content.cards for at in range(len(card.variants))}
    return {(picture.card, picture.variant) for picture in release.card_pictures} <= variants


def _all_differ(names: list[Any]) -> bool:
    return len(set(names)) == len(names)


TOGETHER: dict[type, tuple[Domain, ...]] = {
    Interval: (
        Domain(
            lambda each: each.low <= each.estimate <= each.high,
            Text("van laag naar hoog lopen", "run from low to high"),
        ),
    ),
    Row: (
        Domain(_adds_up, Text("klassen hebben die samen n zijn", "have classes that add up to n")),
        Domain(
            _blocks_add_up, Text("blokken hebben die samen counts zijn", "have blocks that add up to counts")
        ),
        Domain(
            _interval_fits, Text("een marge hebben die bij counts hoort", "have an interval of its counts")
        ),
        Domain(
            lambda row: _among(row.could_improve, row.n),
            Text("could_improve van hoogstens n hebben", "have a could_improve of at most n"),
        ),
        Domain(
            lambda row: row.start is None or _among(row.n, sum(row.start.values())),
            Text("beginscores van minstens n inwoners hebben", "have start scores of n residents or more"),
        ),
    ),
    View: (
        Domain(
            lambda view: _among(view.n_again, view.n_measured),
            Text("n_again van hoogstens n_measured hebben", "have an n_again of at most n_measured"),
        ),
        Domain(_has_its_blocks, Text("dezelfde blokken hebben als elke rij", "have the blocks of each row")),
        Domain(_has_its_classes, Text("klassen van zijn soort hebben", "have classes of its kind")),
        Domain(
            lambda view: _all_differ([row.leefgebied for row in view.rows]),
            Text("elk leefgebied één keer hebben", "have each leefgebied once"),
        ),
    ),
    ReleasedPeriod: (
        Domain(
            lambda period: period.start <= period.end,
            Text("niet eindigen voordat ze begint", "not end before it begins"),
        ),
    ),
    Content: (
        Domain(
            _is_large_enough, Text("groepen van min_residents of meer hebben", "have groups of min_residents")
        ),
        Domain(
            lambda content: _all_differ([(view.instrument, view.rater, view.kind) for view in content.views]),
            Text("elke blik één keer hebben", "have each view once"),
        ),
        Domain(
            lambda content: _all_differ([card.name for card in content.cards]),
            Text("elke kaart één keer hebben", "have each card once"),
        ),
    ),
    CardRow: (
        Domain(_card_rows_add_up, Text("klassen hebben die samen n zijn", "have classes that add up to n")),
    ),
    Card: (
        Domain(
            _has_each_variant,
            Text("een tabel bij elke keuze hebben", "have a table for each way to choose"),
        ),
    ),
    Release: (
        Domain(
            _card_pictures_are_of_cards,
            Text("alleen plaatjes van een kaart hebben", "have pictures of cards only"),
        ),
        Domain(
            _pictures_are_of_views, Text("alleen plaatjes van een blik hebben", "have pictures of views only")
        ),
    ),
}
