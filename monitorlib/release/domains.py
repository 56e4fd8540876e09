"""What each value of a release may be: one place, a test a field. Light: a viewer's kernel reads it.

The seal tells that a file is ours; this tells that what stands in it means something. A value outside its
domain is refused by the reader, and so never written either. The rules of what may leave are another matter
(disclosure).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from itertools import product
from math import isfinite
from typing import Any

from monitorlib.disclosure.rules import ANSWER_TABLES, ANSWER_WORDS, PARTS, SHIFT_TABLES, STRENGTH_WORDS
from monitorlib.disclosure.words import P_WORDS, VERDICT_WORDS
from monitorlib.evidence.mean_net import COHESIONS
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.released import (
    SCHEMA,
    Block,
    Card,
    CardChoice,
    CardPicture,
    CardRow,
    CardVariant,
    Check,
    Content,
    Figure,
    Interval,
    Manifest,
    Reference,
    Release,
    ReleasedPeriod,
    Row,
    View,
)
from monitorlib.workspace import LOWEST_K, LOWEST_M, LOWEST_MIN_RESIDENTS

RATERS = ("professional", "inwoner", "mantelzorger")  # those of tables, which is too heavy to import here
CLASSES = {*PARTS, *(name for table in ANSWER_TABLES for name in table)}
AUDIENCES = ("team", "worker")
CARD_STEPS = (
    "herkennen",
    "verklaren",
    "waarderen",
    "verbeteren",
)  # of the meeting, after the figures were opened


@dataclass(frozen=True)
class Domain:
    """Whether a value, or the values of one thing together, lie within; and in words what they must be."""

    holds: Callable[[Any], bool]
    must: Text


def out_of_domain(value: Any, where: str = "release") -> Iterator[Text]:
    """What in a dataclass of `released` lies outside its domain, place by place; never the value itself."""
    kind, found = type(value), False
    for field in fields(value):
        item, place = getattr(value, field.name), f"{where}.{field.name}"
        domain = DOMAINS[kind][field.name]
        problems = [*_within(item, place)]
        if item is not None and not domain.holds(item):
            problems.append(_said(place, domain.must))
        found = found or bool(problems)
        yield from problems
    if not found:  # only values that mean something can fit together
        yield from (_said(where, each.must) for each in TOGETHER.get(kind, ()) if not each.holds(value))


def _within(item: Any, place: str) -> Iterator[Text]:
    if isinstance(item, tuple):
        for number, each in enumerate(item):
            yield from _within(each, f"{place}[{number}]")
    elif type(item) is Reference and _is_right(item):
        return
    elif type(item) in DOMAINS:
        yield from out_of_domain(item, place)


@lru_cache(maxsize=65_536)
def _is_right(reference: Reference) -> bool:
    """Looked at once: beside many teams each release holds a reference to each of the others."""
    return not [*out_of_domain(reference)]


def _said(place: str, must: Text) -> Text:
    return Text(f"{place} moet {must.nl}", f"{place} must {must.en}")


def _whole(least: int) -> Domain:
    return Domain(
        lambda value: value >= least,
        Text(f"een heel getal van {least} of meer zijn", f"be a whole number of {least} or more"),
    )


def _one_of(words: tuple[Any, ...]) -> Domain:
    told = ", ".join(map(str, words))
    return Domain(lambda value: value in words, Text(f"een van {told} zijn", f"be one of {told}"))


def _like(pattern: str, must: Text) -> Domain:
    return Domain(lambda value: re.fullmatch(pattern, value) is not None, must)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_coarse(value: float) -> bool:
    return isfinite(value) and round(value, 1) == value


def _are_counts(value: dict[str, int]) -> bool:
    return all(count >= 0 for count in value.values())


ANY = Domain(lambda value: True, Text("iets zijn", "be something"))  # its type says all there is to say
FILLED = Domain(lambda value: value.strip() != "", Text("een tekst zijn", "be a text"))
NAME = _like(r"\w[\w.-]*", Text("een gewone naam zijn", "be a plain name"))
PERIOD = _like(r"[a-z0-9-]{1,40}", Text("een naam van een periode zijn", "be a name of a period"))
PICTURE = _like(r"\w[\w.-]*\.svg", Text("een gewone bestandsnaam.svg zijn", "be a plain file name.svg"))
SHA256 = _like("[0-9a-f]{64}", Text("een SHA-256 zijn", "be a SHA-256"))
MARK = _like("[0-9a-f]{8}", Text("het teken van een team zijn", "be the mark of a team"))
DAY = Domain(_is_day, Text("een dag zijn (JJJJ-MM-DD)", "be a day (YYYY-MM-DD)"))
MOMENT = Domain(_is_moment, Text("een tijdstip met tijdzone zijn", "be a moment with its time zone"))
SHARE = Domain(lambda value: -1 <= value <= 1, Text("tussen -1 en 1 liggen", "lie between -1 and 1"))
COARSE = Domain(_is_coarse, Text("een getal met één decimaal zijn", "be a number with one decimal"))
COUNTS = Domain(_are_counts, Text("aantallen van 0 of meer zijn", "be counts of 0 or more"))
_CLASSES = Text(
    "bekende klassen met aantallen van 0 of meer zijn", "be known classes with counts of 0 or more"
)
TABLE = Domain(lambda value: tuple(value) in (*SHIFT_TABLES, *ANSWER_TABLES) and _are_counts(value), _CLASSES)
FEW = Domain(lambda value: value.keys() <= CLASSES and _are_counts(value), _CLASSES)
BLOCKS = Domain(lambda value: all(map(TABLE.holds, value.values())), _CLASSES)
SCALE = Domain(
    lambda value: all(map(isfinite, value)) and value[0] != value[1],
    Text("twee verschillende getallen zijn", "be two different numbers"),
)

BORDER = Domain(
    lambda value: isfinite(value) and value >= 0,
    Text("een getal van 0 of meer zijn", "be a number of 0 or more"),
)

SEVERAL = Domain(
    lambda value: len(set(value)) == len(value) > 0,
    Text("een of meer verschillende waarden hebben", "have one or more different values"),
)
FILLED_LIST = Domain(lambda value: len(value) > 0, Text("niet leeg zijn", "not be empty"))

DOMAINS: dict[type, dict[str, Domain]] = {
    Interval: dict.fromkeys(("estimate", "low", "high"), SHARE),
    Check: {
        "check": NAME,
        "answer": _one_of(ANSWER_WORDS),
        "strength": _one_of(STRENGTH_WORDS),
        "takes_away": COARSE,
        **dict.fromkeys(("label", "flagged", "sentence", "question", "what_it_cannot_say"), ANY),
    },
    Block: {"code": NAME, "label": ANY},
    Row: {
        "leefgebied": NAME,
        "n": _whole(0),
        "counts": TABLE,
        "mean_shift": COARSE,
        "p_class": _one_of(P_WORDS),
        "verdict": _one_of(VERDICT_WORDS),
        "could_improve": _whole(0),
        "blocks": BLOCKS,
        "start": COUNTS,
        "few": FEW,
        **dict.fromkeys(("label", "interval", "checks"), ANY),
    },
    View: {
        "instrument": NAME,
        "rater": _one_of(RATERS),
        "kind": _one_of(("shifts", "answers")),
        "n_measured": _whole(0),
        "n_again": _whole(0),
        "scale": SCALE,
        "unchanged_within": BORDER,
        "cohesion": _one_of(COHESIONS),
        **dict.fromkeys(("label", "citation", "rows", "blocks", "unchanged_source"), ANY),
    },
    Figure: {
        "instrument": NAME,
        "rater": _one_of(RATERS),
        "language": _one_of(LANGUAGES),
        "file": PICTURE,
        "sha256": SHA256,
        "alt": ANY,
    },
    ReleasedPeriod: {"id": PERIOD, "label": ANY, "start": DAY, "end": DAY},
    Content: {
        "team": FILLED,
        "min_residents": _whole(LOWEST_MIN_RESIDENTS),
        "margin": Domain(lambda value: 0 < value < 1, Text("tussen 0 en 1 liggen", "lie between 0 and 1")),
        "data_version": _whole(0),
        "audience": _one_of(AUDIENCES),
        "k": _whole(LOWEST_K),
        "m": _whole(LOWEST_M),
        "blocks_by": FILLED,
        "before_version": _whole(0),
        **dict.fromkeys(
            ("period", "organisation", "purpose", "notice", "seed", "views", "reason", "cards"), ANY
        ),
    },
    CardChoice: {"name": NAME, "label": ANY, "values": SEVERAL},
    CardRow: {
        "instrument": NAME,
        "rater": _one_of(RATERS),
        "parts": SEVERAL,
        "n": _whole(0),
        "counts": TABLE,
        "mean_shift": COARSE,
        "label": ANY,
    },
    CardVariant: {"values": ANY, "rows": ANY},
    Card: {
        "name": NAME,
        "step": _one_of(CARD_STEPS),
        "variants": FILLED_LIST,
        **dict.fromkeys(("title", "text", "choices"), ANY),
    },
    CardPicture: {
        "card": NAME,
        "variant": _whole(0),
        "language": _one_of(LANGUAGES),
        "file": PICTURE,
        "sha256": SHA256,
        "alt": ANY,
    },
    Reference: {"team": MARK, "period": PERIOD, "number": _whole(1)},
    Manifest: {
        "number": _whole(1),
        "created": MOMENT,
        **dict.fromkeys(("code", "notebooks", "audit", "references"), ANY),
    },
    Release: {
        "schema": _one_of((SCHEMA,)),
        **dict.fromkeys(("content", "figures", "manifest", "card_pictures"), ANY),
    },
}


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
