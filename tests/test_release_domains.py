"""Every value of a release lies in its domain, on both sides of each border; the reader refuses what does not."""

import json
from dataclasses import fields, is_dataclass, replace
from math import inf, nan

import pytest

from monitorlib import tables, wording
from monitorlib.evidence.mean_net import COHESIONS
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.release.domains import ANY, DOMAINS, RATERS, out_of_domain
from monitorlib.release.files import with_checksum
from monitorlib.released import (
    Block,
    Card,
    CardChoice,
    CardPicture,
    CardRow,
    CardVariant,
    Check,
    Figure,
    Interval,
    Reference,
    Release,
    to_json,
)
from monitorlib.released import content as released
from monitorlib.wording import verdicts
from tests.releases import (
    THREE,
    a_content,
    a_release,
    a_row,
    a_view,
    read_sealed,
    write_again,
    write_by_hand,
)

WORD = Text("woord", "word")
HALVES = {
    "1": {"improved": 13, "unchanged": 15, "deteriorated": 2},
    "2": {"improved": 13, "unchanged": 14, "deteriorated": 3},
}
CHECK = Check("dropout", WORD, "supports", "weak", True, 0.3, WORD, WORD, WORD)
ROW = a_row(
    checks=(CHECK,),
    could_improve=40,
    blocks=HALVES,
    start={"1-2": 30, "3": 40},
    few={"deteriorated": 2},
)
VIEW = replace(a_view(ROW), blocks=(Block("1", WORD), Block("2", WORD)), scale=(1.0, 5.0))
CARD_ROW = CardRow("zrm-2017", "professional", WORD, ("financien",), 60, THREE, 0.4)
CHOICE = CardChoice("thema", WORD, ("alles", "geld"))
CARD = Card(
    "eigen",
    WORD,
    WORD,
    "herkennen",
    (CHOICE,),
    (CardVariant(("alles",), (CARD_ROW,)), CardVariant(("geld",), (CARD_ROW,))),
)
CONTENT = a_content(VIEW, blocks_by="wijk", before_version=2, cards=(CARD,))
CARD_PICTURE = CardPicture("eigen", 1, "en", "kaart-eigen-en-0123456789ab.svg", "b" * 64, "alt")
FIGURE = Figure(
    "zrm-2017", "professional", "nl", "zrm-2017-professional-nl-0123456789ab.svg", "a" * 64, "alt"
)
FULL = replace(a_release(CONTENT, references=(Reference("0123abcd", "2024", 1),)), figures=(FIGURE,))
FULL = replace(FULL, card_pictures=(CARD_PICTURE,))
# where one of each lies in the values of FULL
PLACES = {
    "Release": (),
    "Content": ("content",),
    "ReleasedPeriod": ("content", "period"),
    "View": ("content", "views", 0),
    "Block": ("content", "views", 0, "blocks", 0),
    "Row": ("content", "views", 0, "rows", 0),
    "Interval": ("content", "views", 0, "rows", 0, "interval"),
    "Check": ("content", "views", 0, "rows", 0, "checks", 0),
    "Figure": ("figures", 0),
    "Card": ("content", "cards", 0),
    "CardChoice": ("content", "cards", 0, "choices", 0),
    "CardVariant": ("content", "cards", 0, "variants", 0),
    "CardRow": ("content", "cards", 0, "variants", 0, "rows", 0),
    "CardPicture": ("card_pictures", 0),
    "Manifest": ("manifest",),
    "Reference": ("manifest", "references", 0),
}
NAMES = (["a", "zrm-2017", "w_1.b", "é"], ["", "../a", "a/b", "a\\b", ".a", "c:a", "a b", "a\n"])
PERIODS = (["2025", "maand-0-6", "a" * 40], ["", "..", "2025/1", "A", "2025\n", "a" * 41])
SHARES = ([-1.0, 0.0, 1.0], [-1.000001, 1.000001, nan, inf])
COUNTS = (THREE | {"improved": 0}, THREE | {"improved": -1})
FILES = (
    ["a.svg", "zrm-2017-inwoner-en-0123456789ab.svg", "a.b.svg"],
    ["", ".svg", ".a.svg", "../a.svg", "/a.svg", "b/a.svg", "b\\a.svg", "c:a.svg", "a.html", "a.svg\n"],
)
HASHES = (["0" * 64, "f" * 64], ["", "f" * 63, "f" * 65, "F" * 64, "g" * 64])
# each value with those inside and those outside; the neighbours of a border where there is one
BORDERS = {
    ("Interval", "estimate"): SHARES,
    ("Interval", "low"): SHARES,
    ("Interval", "high"): SHARES,
    ("Check", "check"): NAMES,
    ("Check", "answer"): (["supports", "contradicts", "cannot_say"], ["", "Supports", "maybe"]),
    ("Check", "strength"): (["weak", "moderate", "strong", None], ["", "very"]),
    ("Check", "takes_away"): ([0.0, -0.3, 12.5, None], [0.31, nan, -inf]),
    ("Block", "code"): NAMES,
    ("Row", "leefgebied"): NAMES,
    ("Row", "n"): ([0, 60, None], [-1]),
    ("Row", "counts"): (
        [COUNTS[0], {"improved": 1, "not_improved": 2}, {"no": 1, "not_no": 0}, None],
        [COUNTS[1], {}, {"improved": 60}, {"better": 60}, dict(reversed(THREE.items()))],
    ),
    ("Row", "mean_shift"): ([0.4, -1.0, 0.0, None], [0.44, nan, inf]),
    ("Row", "p_class"): (["<.001", "<.01", "<.05", "not", None], ["", "0.03", "<.1"]),
    ("Row", "verdict"): ([*verdicts.WORDS], ["", "better", "Improved"]),
    ("Row", "could_improve"): ([0, 60, None], [-1]),
    ("Row", "blocks"): ([{"1": COUNTS[0]}, None], [{"1": COUNTS[1]}, {"1": {"better": 3}}]),
    ("Row", "start"): ([{"1": 0, "2": 70}, None], [{"1": -1, "2": 71}]),
    ("Row", "few"): ([{"deteriorated": 0}, {"no": 2}, None], [{"deteriorated": -1}, {"worse": 2}]),
    ("View", "instrument"): NAMES,
    ("View", "rater"): ([*tables.RATERS], ["", "arts"]),
    ("View", "kind"): (["shifts", "answers"], ["", "rows"]),
    ("View", "n_measured"): ([0, 140, None], [-1]),
    ("View", "n_again"): ([0, 60, None], [-1]),
    ("View", "unchanged_within"): ([0.0, 10.0], [-1.0, nan, inf]),
    ("View", "cohesion"): ([*COHESIONS, None], [0.0, 0.11, 1.01, nan]),
    ("View", "scale"): ([(1.0, 5.0), (6.0, 0.0), None], [(1.0, 1.0), (1.0, inf), (nan, 5.0)]),
    ("Figure", "instrument"): NAMES,
    ("Figure", "rater"): ([*tables.RATERS], ["", "arts"]),
    ("Figure", "language"): ([*LANGUAGES], ["", "de"]),
    ("Figure", "file"): FILES,
    ("Figure", "sha256"): HASHES,
    ("Card", "name"): NAMES,
    ("Card", "step"): (["herkennen", "verklaren", "waarderen", "verbeteren"], ["", "verwachten", "welkom"]),
    ("Card", "variants"): ([CARD.variants], [()]),
    ("CardChoice", "name"): NAMES,
    ("CardChoice", "values"): ([("a",), ("a", "b")], [(), ("a", "a")]),
    ("CardRow", "instrument"): NAMES,
    ("CardRow", "rater"): ([*tables.RATERS], ["", "arts"]),
    ("CardRow", "parts"): ([("a",), ("a", "b")], [(), ("a", "a")]),
    ("CardRow", "n"): ([0, 60, None], [-1]),
    ("CardRow", "counts"): (
        [COUNTS[0], {"improved": 1, "not_improved": 2}, None],
        [COUNTS[1], {}, {"better": 60}],
    ),
    ("CardRow", "mean_shift"): ([0.4, -1.0, None], [0.44, nan, inf]),
    ("CardPicture", "card"): NAMES,
    ("CardPicture", "variant"): ([0, 1], [-1]),
    ("CardPicture", "language"): ([*LANGUAGES], ["", "de"]),
    ("CardPicture", "file"): FILES,
    ("CardPicture", "sha256"): HASHES,
    ("ReleasedPeriod", "id"): PERIODS,
    ("ReleasedPeriod", "start"): (["2025-01-01", "2024-02-29"], ["", "2025-02-29", "20250101", "2025-1-1"]),
    ("ReleasedPeriod", "end"): (["2025-12-31"], ["", "2025-12-32", "gisteren", "2025-12-31T00:00"]),
    ("Content", "team"): (["Oost", " x"], ["", " "]),
    ("Content", "min_residents"): ([10, 11], [9, -10]),
    ("Content", "margin"): ([0.0001, 0.9999], [0.0, 1.0, nan]),
    ("Content", "data_version"): ([0, 1], [-1]),
    ("Content", "audience"): (["team", "worker"], ["", "organisation"]),
    ("Content", "k"): ([5, 6], [4]),
    ("Content", "m"): ([2, 3], [1]),
    ("Content", "blocks_by"): (["wijk", None], [""]),
    ("Content", "before_version"): ([0, None], [-1]),
    ("Reference", "team"): (["0123abcd"], ["", "0123abc", "0123ABCD", "../../ab"]),
    ("Reference", "period"): PERIODS,
    ("Reference", "number"): ([1, 2], [0, -1]),
    ("Manifest", "number"): ([1, 2], [0, -1]),
    ("Manifest", "created"): (
        ["2026-01-02T03:04:05+00:00"],
        ["", "2026-01-02", "2026-01-02T03:04:05", "2026-13-02T03:04:05+00:00"],
    ),
    ("Release", "schema"): ([6], [1, 5, 7]),
}
OUTSIDE = [(*place, value) for place, (_inside, values) in BORDERS.items() for value in values]


def _at(release: Release, kind: str):
    found = release
    for step in PLACES[kind]:
        found = found[step] if isinstance(step, int) else getattr(found, step)
    return found


def _place(kind: str, field: str) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in (*PLACES[kind], field))
    return f"release{''.join(steps)}"


def _values(release: Release) -> dict:
    return json.loads(json.dumps(to_json(release)))


def test_every_field_of_a_release_has_a_domain_and_its_borders_are_tested():
    kinds = [
        each
        for each in vars(released).values()
        if is_dataclass(each) and each.__module__ == released.__name__
    ]
    assert {kind.__name__ for kind in kinds} == {kind.__name__ for kind in DOMAINS} == set(PLACES)
    assert {kind: {field.name for field in fields(kind)} for kind in kinds} == {
        k: set(d) for k, d in DOMAINS.items()
    }
    bounded = {
        (k.__name__, name) for k, domains in DOMAINS.items() for name, each in domains.items() if each != ANY
    }
    assert bounded == set(BORDERS)


def test_a_release_with_every_field_filled_is_read(tmp_path):
    assert list(out_of_domain(FULL)) == []
    assert read_sealed(write_by_hand(tmp_path / "release", FULL)) == FULL


@pytest.mark.parametrize(("kind", "field"), BORDERS, ids=".".join)
def test_what_lies_just_inside_is_no_fault_of_the_field(kind, field):
    for value in BORDERS[kind, field][0]:
        found = out_of_domain(replace(_at(FULL, kind), **{field: value}))
        assert not [told.nl for told in found if told.nl.startswith(f"release.{field} ")]


@pytest.mark.parametrize(("kind", "field", "value"), OUTSIDE)
def test_what_lies_outside_is_refused_by_the_reader_by_its_place(tmp_path, kind, field, value):
    """Sealed as the door would: so no key in wrong hands, and no fault of ours, shows what means nothing."""
    file = write_by_hand(tmp_path / "release", FULL)
    values = _values(FULL)
    found = values
    for step in PLACES[kind]:
        found = found[step]
    found[field] = value
    write_again(file, values)
    with pytest.raises(UserError) as refused:
        read_sealed(file)
    told = refused.value.message("nl")
    if (kind, field) == ("Release", "schema"):
        assert "van een andere versie" in told
    else:
        assert f"niet geldig ({_place(kind, field)} moet" in told
    assert "1.json" in told and "monitor publish" in told


TOGETHER = {
    "from low to high": (Interval(0.5, 0.6, 0.7), Interval(0.6, 0.6, 0.6)),
    "low": (Interval(0.5, 0.4, 0.49), Interval(0.5, 0.4, 0.5)),
    "add up to n": (a_row(n=61), a_row(n=60)),
    "of n": (a_row(n=None), a_row(n=None, counts=None, interval=None)),
    "blocks that add up": (
        replace(ROW, blocks={**HALVES, "2": HALVES["2"] | {"improved": 12, "unchanged": 15}}),
        ROW,
    ),
    "blocks of the same classes": (replace(ROW, blocks={"1": {"improved": 26, "not_improved": 34}}), ROW),
    "blocks beside counts": (replace(ROW, counts=None, interval=None), replace(ROW, blocks=None)),
    "interval of counts": (replace(ROW, counts=None, blocks=None), ROW),
    "a share is not below 0": (
        a_row(counts={"improved": 26, "not_improved": 34}, interval=Interval(0.4, -0.01, 0.5)),
        a_row(counts={"improved": 26, "not_improved": 34}, interval=Interval(0.4, 0.0, 0.5)),
    ),
    "could improve": (replace(ROW, could_improve=61), replace(ROW, could_improve=60)),
    "start": (replace(ROW, start={"1-2": 30, "3": 29}), replace(ROW, start={"1-2": 30, "3": 30})),
    "measured": (replace(VIEW, n_measured=59), replace(VIEW, n_measured=60)),
    "blocks of the view": (replace(VIEW, blocks=VIEW.blocks[:1]), VIEW),
    "answers in a view of shifts": (
        a_view(a_row(counts={"yes": 26, "not_yes": 34}, interval=None)),
        a_view(a_row(counts={"yes": 26, "not_yes": 34}, interval=None), kind="answers"),
    ),
    "a leefgebied twice": (a_view(a_row(), a_row()), a_view(a_row(), a_row("huisvesting"))),
    "begins before it ends": (
        replace(CONTENT.period, start="2026-01-01"),
        replace(CONTENT.period, start="2025-12-31"),
    ),
    "the minimum group": (a_content(min_residents=61), a_content(min_residents=60)),
    "a view twice": (a_content(a_view(), a_view()), a_content(a_view(), a_view(rater="inwoner"))),
    "a card's line adds up": (replace(CARD_ROW, n=61), CARD_ROW),
    "a card's ways to choose": (replace(CARD, variants=CARD.variants[:1]), CARD),
    "a card twice": (replace(CONTENT, cards=(CARD, CARD)), CONTENT),
    "a picture of no card": (replace(FULL, card_pictures=(replace(CARD_PICTURE, variant=2),)), FULL),
    "a picture of no view": (replace(FULL, figures=(replace(FIGURE, rater="inwoner"),)), FULL),
}


@pytest.mark.parametrize("together", TOGETHER)
def test_what_does_not_fit_together_is_told_and_its_neighbour_is_not(together):
    outside, inside = TOGETHER[together]
    [told] = out_of_domain(outside)
    assert told.nl.startswith("release moet ") and told.en.startswith("release must ")
    assert list(out_of_domain(inside)) == []


def test_what_a_reader_would_refuse_is_not_written_either():
    with pytest.raises(UserError, match=r"release.content.margin moet tussen 0 en 1 liggen"):
        with_checksum(a_release(a_content(margin=1.0)))


def test_the_words_of_a_domain_are_those_that_can_be_said():
    assert set(RATERS) == set(tables.RATERS) == set(wording.RATERS)
    assert set(BORDERS["Row", "verdict"][0]) == set(verdicts.WORDS)
