"""Does a proposal keep the rules of what may leave? The door asks; it does not trust the notebook that proposed.

Takes the released content as plain JSON values, so that this room stands above `released`.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from monitorlib.disclosure.cards import card_problems
from monitorlib.disclosure.coarse import (
    COUNTED,
    STATEMENTS,
    as_shifts,
    is_tested,
    may_be_said,
    words_may_stand,
)
from monitorlib.disclosure.rules import (
    ANSWER_TABLES,
    ANSWER_WORDS,
    SHIFT_TABLES,
    STRENGTH_WORDS,
    THREE,
    Profile,
    Table,
)
from monitorlib.disclosure.second import (
    MOST_LEVELS,
    Levels,
    Told,
    could_improve,
    levels_between,
    levels_may_stand,
    merges,
)
from monitorlib.disclosure.words import Shown, Word, words_of
from monitorlib.evidence.mean_net import COHESIONS, FEWEST_AREAS
from monitorlib.foundation.texts import Text


def broken_rules(content: dict[str, Any], profile: Profile) -> list[Text]:
    """What in a proposal may not leave, each with its instrument and leefgebied; empty when all may."""
    problems = (_view_problems(view, content["margin"], profile) for view in content["views"])
    return [*chain.from_iterable(problems), *card_problems(content)]


def _view_problems(view: dict[str, Any], margin: float, profile: Profile) -> list[Text]:
    """Of the numbers first; words are asked for only where the numbers can be."""
    found = [
        _at(view, row, problem)
        for row in view["rows"]
        for problem in (
            *_border_problems(view),
            *_row_problems(row, view["kind"], profile),
            *_few_problems(row, profile),
            *_block_problems(row, view, profile),
            *_second_problems(row, view, profile),
            *_check_problems(row, view, profile),
        )
    ]
    if found:
        return found
    if not _cohesion_may_stand(view):
        return [_of_view(view, Text("hoe ver leefgebieden samengaan", "how far leefgebieden move together"))]
    words = zip(view["rows"], _words(view, margin), strict=True)
    return [_at(view, row, problem) for row, word in words for problem in _word_problems(row, word)]


def _at(view: dict[str, Any], row: dict[str, Any], problem: Text) -> Text:
    place = f"{view['instrument']}, {row['leefgebied']}"
    return Text(f"{place}: {problem.nl} mag niet naar buiten.", f"{place}: {problem.en} may not leave.")


def _of_view(view: dict[str, Any], problem: Text) -> Text:
    name = view["instrument"]
    return Text(f"{name}: {problem.nl} mag niet naar buiten.", f"{name}: {problem.en} may not leave.")


def _cohesion_may_stand(view: dict[str, Any]) -> bool:
    """One of the fixed classes, of two tested leefgebieden or more of which something is told, and no blocks.

    That every class leaves all open is asked where the rows are (disclosure.cohesion).
    """
    told = [row["counts"] or row["few"] for row in view["rows"] if _is_graded(row, view)]
    together = len(told) >= FEWEST_AREAS and all(told) and not view["blocks"]
    return view["cohesion"] is None or (view["cohesion"] in COHESIONS and together)


def _words(view: dict[str, Any], margin: float) -> list[tuple[str, str | None]]:
    """The verdict and the p class that each row of a view must have, by what the view shows."""
    tested = [row for row in view["rows"] if _is_graded(row, view)]
    words = iter(words_of([Shown(row["n"], row["counts"], row["few"]) for row in tested], margin))
    return [_word(row, next(words) if _is_graded(row, view) else None) for row in view["rows"]]


def _is_graded(row: dict[str, Any], view: dict[str, Any]) -> bool:
    return view["kind"] == "shifts" and row["n"] is not None and is_tested(row["verdict"])


def _word(row: dict[str, Any], word: Word | None) -> tuple[str, str | None]:
    if word is not None:
        return word.verdict, word.p_class
    return ("too_few" if row["n"] is None else "not_tested"), None


def _border_problems(view: dict[str, Any]) -> Iterator[Text]:
    """What counts as the same: nothing but equal scores, or a border that tells where it comes from."""
    within, levels = view["unchanged_within"], _levels(view)
    if within < 0 or (within > 0) != (view["unchanged_source"] is not None):
        yield Text("een grens voor gelijk zonder bron", "a border of the same without a source")
    elif levels is not None and 2 * within >= levels.count - 1:
        yield Text("een te ruime grens voor gelijk", "too wide a border of the same")


_NUMBERS = ("counts", "interval", "mean_shift", "p_class", "few")


def _row_problems(row: dict[str, Any], kind: str, profile: Profile) -> Iterator[Text]:
    n, counts = row["n"], row["counts"]
    if n is None and any(row[name] is not None for name in _NUMBERS):
        yield Text("een getal zonder aantal inwoners", "a number without a number of residents")
    if n is not None and n < profile.min_residents:
        yield Text("een te kleine groep", "too small a group")
    if counts is not None:
        yield from _count_problems(counts, n, kind, profile)
    if row["mean_shift"] is not None and row["mean_shift"] != round(row["mean_shift"], 1):
        yield Text("een te precies gemiddelde", "too precise a mean")
    if row["mean_shift"] is not None and tuple(counts or ()) != THREE:
        yield Text("een gemiddelde naast een verborgen aantal", "a mean beside a hidden count")


def _count_problems(counts: dict[str, Any], n: int | None, kind: str, profile: Profile) -> Iterator[Text]:
    if tuple(counts) not in (ANSWER_TABLES if kind == "answers" else SHIFT_TABLES):
        yield Text("een onbekende klasse", "an unknown class")
    if min(counts.values(), default=0) < profile.m:
        yield Text("een te klein aantal", "too small a count")
    if sum(counts.values()) != n:
        yield Text("een telling die niet klopt", "a count that does not add up")


def _few_problems(row: dict[str, Any], profile: Profile) -> Iterator[Text]:
    """What is said of a hidden class."""
    if row["n"] is None:
        return
    few = as_shifts(row["few"])
    table = Table.of(row["counts"], row["blocks"])
    if few is not None and not (
        tuple(few) in STATEMENTS.get(table.classes, ())
        and set(few.values()) == {profile.m - 1}
        and may_be_said(table, row["n"], profile)
    ):
        yield Text("wat er van een verborgen aantal staat", "what is said of a hidden count")


def _word_problems(row: dict[str, Any], word: tuple[str, str | None]) -> Iterator[Text]:
    """The verdict and the p class follow from what the view shows; another would tell of what it hides."""
    if (row["verdict"], row["p_class"]) != word:
        yield Text(
            "een oordeel dat niet uit de cijfers volgt", "a verdict that does not follow from the figures"
        )


def _block_problems(row: dict[str, Any], view: dict[str, Any], profile: Profile) -> Iterator[Text]:
    """Blocks: two or three that the view names, each of k, in the classes of the group, adding up to it."""
    blocks = row["blocks"]
    if blocks is None:
        return
    counts, cells = row["counts"] or {}, list(blocks.values())
    if list(blocks) != [block["code"] for block in view["blocks"]] or len(blocks) not in (2, 3):
        yield Text("een onbekend blok", "an unknown block")
    if any(tuple(each) != tuple(counts) for each in cells):
        yield Text("een onbekende klasse", "an unknown class")
    elif {name: sum(each[name] for each in cells) for name in counts} != counts:
        yield Text("een telling die niet klopt", "a count that does not add up")
    if any(sum(each.values()) < profile.k for each in cells):
        yield Text("een te klein blok", "too small a block")
    if any(min(each.values(), default=0) < profile.m for each in cells):
        yield Text("een te klein aantal", "too small a count")


def _second_problems(row: dict[str, Any], view: dict[str, Any], profile: Profile) -> Iterator[Text]:
    """Who could improve and the start scores: only beside a table with which they fix nothing together."""
    could, start = row["could_improve"], row["start"]
    if could is None and start is None:
        return
    levels = _levels(view)
    if levels is None or view["kind"] != "shifts":
        yield Text("een beginscore zonder schaal", "a start score without a scale")
        return
    told = Told(row["counts"], row["mean_shift"], levels.count, row["few"], view["unchanged_within"])
    if could is not None and could_improve(told, could, profile) is None:
        yield Text("hoeveel er vooruit konden", "how many could improve")
    if start is not None:
        runs = next((r for r in merges(levels.count) if [*map(levels.name, r)] == [*start]), None)
        parts = list(zip(runs or (), start.values(), strict=False))
        total, n = sum(start.values()), row["n"]
        if runs is None:
            yield Text("een onbekende beginscore", "an unknown start score")
        elif total < profile.min_residents or min(start.values()) < profile.m:
            yield Text("een te kleine beginscore", "too small a start score")
        elif n is not None and (total < n or 0 < total - n < profile.k):
            yield Text("wie maar één keer gemeten is", "who was measured once")
        elif not levels_may_stand(told, n, could, parts):
            yield Text("een beginscore naast een verborgen aantal", "a start score beside a hidden count")


def _levels(view: dict[str, Any]) -> Levels | None:
    """The levels of a view; None where it has no scale, or one that no instrument has."""
    if view["scale"] is None:
        return None
    levels = levels_between(view["scale"])
    return levels if 2 < levels.count <= MOST_LEVELS else None


def _check_problems(row: dict[str, Any], view: dict[str, Any], profile: Profile) -> Iterator[Text]:
    """Explanations: known words, coarse numbers, and nothing beside a table that it could give back."""
    hidden = tuple(as_shifts(row["counts"]) or ()) != THREE
    counted = any(check["check"] == COUNTED for check in row["checks"])
    if row["checks"] and ((hidden and counted) or not _words_may_stand(row, profile)):
        yield Text("een verklaring naast een verborgen aantal", "an explanation beside a hidden count")
    told = _told_numbers(row, view)
    for check in row["checks"]:
        away = check["takes_away"]
        if check["answer"] not in ANSWER_WORDS or check["strength"] not in (*STRENGTH_WORDS, None):
            yield Text("een onbekend woord in een verklaring", "an unknown word in an explanation")
        if away is not None and (away != round(away, 1) or row["mean_shift"] is None):
            yield Text("een te precies getal in een verklaring", "too precise a number in an explanation")
        written = set(re.findall(r"\d+(?:[.,]\d+)?", " ".join(check["sentence"].values())))
        if written - told - _spellings(away):
            yield Text("een getal in een verklaring", "a number in an explanation")


def _words_may_stand(row: dict[str, Any], profile: Profile) -> bool:
    return words_may_stand(Table.of(row["counts"], row["blocks"]), profile, as_shifts(row["few"]))


def _told_numbers(row: dict[str, Any], view: dict[str, Any]) -> set[str]:
    """The numbers that the page shows of this leefgebied anyway, as they are written."""
    counts = [row["counts"] or {}, *(row["blocks"] or {}).values()]
    whole = [row["n"], view["n_measured"], view["n_again"], *(c for each in counts for c in each.values())]
    return {str(number) for number in whole if number is not None} | _spellings(row["mean_shift"])


def _spellings(number: float | None) -> set[str]:
    if number is None:
        return set()
    return {f"{abs(number):.1f}", f"{abs(number):.1f}".replace(".", ",")}
