"""Do the cards of own notebooks tell nothing but what the rest of the release tells? Standard library only.

A card's table is a sum of released rows (`added`), so whoever sees the release can work it out: it fixes nothing
that the release does not, alone, beside other releases, or beside a later one (decision 107).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from monitorlib.disclosure.rules import DETERIORATED_OR_NOT, IMPROVED_OR_NOT, PARTS, THREE
from monitorlib.foundation.texts import Text

Counts = dict[str, int]


def added(tables: Sequence[Counts | None]) -> Counts | None:
    """The sum of tables of shifts in the finest classes that all of them show; None where there are none such.

    Three classes can be told as two, "improved or not" and "deteriorated or not" not as each other.
    """
    for classes in (THREE, IMPROVED_OR_NOT, DETERIORATED_OR_NOT):
        merged = [each for table in tables if (each := _in_classes(table, classes)) is not None]
        if merged and len(merged) == len(tables):
            return {name: sum(table[name] for table in merged) for name in classes}
    return None


def _in_classes(table: Counts | None, classes: tuple[str, ...]) -> Counts | None:
    if table is None or tuple(table) == classes:
        return table
    if tuple(table) != THREE:
        return None
    counts = tuple(table.values())
    return {name: sum(counts[place] for place in PARTS[name]) for name in classes}


_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def card_problems(content: dict[str, Any]) -> Iterator[Text]:
    """What on a card may not leave, each with the card."""
    told = _told_numbers(content)
    for card in content["cards"]:
        found = [
            problem for each in card["variants"] for row in each["rows"] for problem in _row(content, row)
        ]
        written = {number for text in _texts(card) for number in _NUMBER.findall(text)}
        if written - told:
            odd = ", ".join(sorted(written - told))
            found.append(
                Text(
                    f"het getal {odd} in een tekst staat niet in de vrijgave en",
                    f"the number {odd} in a text does not stand in the release and",
                )
            )
        name = card["name"]
        for each in dict.fromkeys(found):
            yield Text(
                f"Kaart {name}: {each.nl} mag niet naar buiten.", f"Card {name}: {each.en} may not leave."
            )


def _row(content: dict[str, Any], row: dict[str, Any]) -> Iterator[Text]:
    """The numbers of a line are the sums of the released rows that it names."""
    released = {
        each["leefgebied"]: each
        for view in content["views"]
        if (view["instrument"], view["rater"], view["kind"]) == (row["instrument"], row["rater"], "shifts")
        for each in view["rows"]
    }
    parts = [released.get(code) for code in row["parts"]]
    there = [part for part in parts if part is not None]
    if not parts or len(there) < len(parts) or len(set(row["parts"])) < len(parts):
        yield Text("een leefgebied dat niet in de vrijgave staat", "a life domain that is not in the release")
    elif _numbers(row) != _follow(there):
        yield Text(
            "een getal dat niet uit de vrijgave volgt", "a number that does not follow from the release"
        )


def _numbers(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["n"], row["counts"], row["mean_shift"]


def _follow(parts: list[dict[str, Any]]) -> tuple[Any, ...]:
    if len(parts) == 1:
        return _numbers(parts[0])
    if any(part["n"] is None for part in parts):
        return None, None, None
    return sum(part["n"] for part in parts), added([part["counts"] for part in parts]), None


def _texts(card: dict[str, Any]) -> Iterator[str]:
    yield from card["title"].values()
    yield from card["text"].values()
    for choice in card["choices"]:
        yield from (*choice["label"].values(), *choice["values"])
    for variant in card["variants"]:
        for row in variant["rows"]:
            yield from row["label"].values()


def _told_numbers(content: dict[str, Any]) -> set[str]:
    """Every number that the release shows anyway, as it may be written: counts, means, and what has a name."""
    rows = [row for view in content["views"] for row in view["rows"]]
    counts = [row["counts"] or {} for row in rows]
    whole = [*(row["n"] for row in rows), *(count for each in counts for count in each.values())]
    means = {f"{abs(row['mean_shift']):.1f}" for row in rows if row["mean_shift"] is not None}
    sums = [n for card in content["cards"] for n in _summed(card)]
    named = [*content["period"]["label"].values(), content["period"]["start"], content["period"]["end"]]
    named += [text for view in content["views"] for text in view["label"].values()]
    named += [text for row in rows for text in row["label"].values()]
    written = {number for text in named for number in _NUMBER.findall(text)}
    return (
        {str(n) for n in (*whole, *sums) if n is not None}
        | means
        | {m.replace(".", ",") for m in means}
        | written
    )


def _summed(card: dict[str, Any]) -> Iterator[int | None]:
    for variant in card["variants"]:
        for row in variant["rows"]:
            yield row["n"]
            yield from (row["counts"] or {}).values()
