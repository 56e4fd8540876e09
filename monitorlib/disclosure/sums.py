"""Released tables added up: nothing that whoever has the tables could not add up. Standard library only."""

from collections.abc import Sequence

from monitorlib.disclosure.rules import DETERIORATED_OR_NOT, IMPROVED_OR_NOT, PARTS, THREE

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
