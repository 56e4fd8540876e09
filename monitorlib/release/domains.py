"""What each value of a release may be: one place, a test a field. Light: a viewer's kernel reads it.

The seal tells that a file is ours; this tells that what stands in it means something. A value outside its
domain is refused by the reader, and so never written either. The rules of what may leave are another matter
(disclosure). What kinds of values there are: `value_kinds`; which fit together: `fits_together`.
"""

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any

from monitorlib.disclosure.rules import ANSWER_WORDS, STRENGTH_WORDS
from monitorlib.disclosure.words import P_WORDS, VERDICT_WORDS
from monitorlib.evidence.mean_net import COHESIONS
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.release.fits_together import TOGETHER
from monitorlib.release.value_kinds import (
    ANY,
    BLOCKS,
    BORDER,
    COARSE,
    COUNTS,
    DAY,
    FEW,
    FILLED,
    FILLED_LIST,
    MARK,
    MOMENT,
    NAME,
    PERIOD,
    PICTURE,
    SCALE,
    SEVERAL,
    SHA256,
    SHARE,
    TABLE,
    Domain,
    one_of,
    whole,
)
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
AUDIENCES = ("team", "worker")
CARD_STEPS = (
    "herkennen",
    "verklaren",
    "waarderen",
    "verbeteren",
)  # of the meeting, after the figures were opened


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
            if type(each) is not Reference or not _is_right(each):
                yield from _within(each, f"{place}[{number}]")
    elif type(item) in DOMAINS:
        yield from out_of_domain(item, place)


@lru_cache(maxsize=65_536)
def _is_right(reference: Reference) -> bool:
    """Looked at once: beside many teams each release holds a reference to each of the others."""
    return not [*out_of_domain(reference)]


def _said(place: str, must: Text) -> Text:
    return Text(f"{place} moet {must.nl}", f"{place} must {must.en}")


DOMAINS: dict[type, dict[str, Domain]] = {
    Interval: dict.fromkeys(("estimate", "low", "high"), SHARE),
    Check: {
        "check": NAME,
        "answer": one_of(ANSWER_WORDS),
        "strength": one_of(STRENGTH_WORDS),
        "takes_away": COARSE,
        **dict.fromkeys(("label", "flagged", "sentence", "question", "what_it_cannot_say"), ANY),
    },
    Block: {"code": NAME, "label": ANY},
    Row: {
        "leefgebied": NAME,
        "n": whole(0),
        "counts": TABLE,
        "mean_shift": COARSE,
        "p_class": one_of(P_WORDS),
        "verdict": one_of(VERDICT_WORDS),
        "could_improve": whole(0),
        "blocks": BLOCKS,
        "start": COUNTS,
        "few": FEW,
        **dict.fromkeys(("label", "interval", "checks"), ANY),
    },
    View: {
        "instrument": NAME,
        "rater": one_of(RATERS),
        "kind": one_of(("shifts", "answers")),
        "n_measured": whole(0),
        "n_again": whole(0),
        "scale": SCALE,
        "unchanged_within": BORDER,
        "cohesion": one_of(COHESIONS),
        **dict.fromkeys(("label", "citation", "rows", "blocks", "unchanged_source"), ANY),
    },
    Figure: {
        "instrument": NAME,
        "rater": one_of(RATERS),
        "language": one_of(LANGUAGES),
        "file": PICTURE,
        "sha256": SHA256,
        "alt": ANY,
    },
    ReleasedPeriod: {"id": PERIOD, "label": ANY, "start": DAY, "end": DAY},
    Content: {
        "team": FILLED,
        "min_residents": whole(LOWEST_MIN_RESIDENTS),
        "margin": Domain(lambda value: 0 < value < 1, Text("tussen 0 en 1 liggen", "lie between 0 and 1")),
        "data_version": whole(0),
        "audience": one_of(AUDIENCES),
        "k": whole(LOWEST_K),
        "m": whole(LOWEST_M),
        "blocks_by": FILLED,
        "before_version": whole(0),
        **dict.fromkeys(
            ("period", "organisation", "purpose", "notice", "seed", "views", "reason", "cards"), ANY
        ),
    },
    CardChoice: {"name": NAME, "label": ANY, "values": SEVERAL},
    CardRow: {
        "instrument": NAME,
        "rater": one_of(RATERS),
        "parts": SEVERAL,
        "n": whole(0),
        "counts": TABLE,
        "mean_shift": COARSE,
        "label": ANY,
    },
    CardVariant: {"values": ANY, "rows": ANY},
    Card: {
        "name": NAME,
        "step": one_of(CARD_STEPS),
        "variants": FILLED_LIST,
        **dict.fromkeys(("title", "text", "choices"), ANY),
    },
    CardPicture: {
        "card": NAME,
        "variant": whole(0),
        "language": one_of(LANGUAGES),
        "file": PICTURE,
        "sha256": SHA256,
        "alt": ANY,
    },
    Reference: {"team": MARK, "period": PERIOD, "number": whole(1)},
    Manifest: {
        "number": whole(1),
        "created": MOMENT,
        **dict.fromkeys(("code", "notebooks", "audit", "references"), ANY),
    },
    Release: {
        "schema": one_of((SCHEMA,)),
        **dict.fromkeys(("content", "figures", "manifest", "card_pictures"), ANY),
    },
}
