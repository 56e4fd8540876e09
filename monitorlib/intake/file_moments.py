"""The moments of one file, by its leefgebieden and its dates together: so each score gets its own day."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from monitorlib.intake.date_names import date_name
from monitorlib.intake.found_areas import Area
from monitorlib.intake.moment_words import When
from monitorlib.intake.moments import settle

OTHER_WORD = 0.7  # the confidence of a date that is named by another word for the same moment


def moments_of(areas: Mapping[str, Area], days: Iterable[str]) -> tuple[dict[str, Area], dict[str, tuple]]:
    """The areas with the code of their moment, and (field, confidence) of each column of dates in `days`.

    One moment in the whole file, with a date of no moment, is no moment. Where the order of the moments is
    unknown the areas keep none: then they are to be asked.
    """
    days = list(days)
    told = list(dict.fromkeys(area.when for area in areas.values() if area.when is not None))
    plain = any(area.when is None for area in areas.values())
    codes = settle(told) if told else {}
    if codes is None:
        return dict(areas), dict.fromkeys(days, ("ignored", 1.0))
    fields = _fields(codes, days)
    found = {field for field, _ in fields.values()}
    if len(told) == 1 and not plain and f"date@{codes[told[0]]}" not in found and "date" in found:
        return {c: replace(a, one_moment=True) for c, a in areas.items()}, fields
    fields = fields if told else {column: _own_field(column) for column in days}
    return {c: replace(a, moment=codes.get(a.when)) for c, a in areas.items()}, fields


def _own_field(column: str) -> tuple[str, float]:
    """The field of a date where the leefgebieden tell no moments."""
    when = _when(column)
    codes = None if when is None else settle([when])
    return (f"date@{codes[when]}" if codes else "date"), 1.0


def _when(column: str) -> When | None:
    name = date_name(column)
    if name is None:
        return None
    return name.when or (None if name.number is None else When("number", name.number))


def _perhaps(column: str, codes: Mapping[When, str]) -> When | None:
    """The moment of "Datum evaluatie" where the leefgebieden tell it, or several moments and so no other date."""
    name = date_name(column)
    when = None if name is None else name.perhaps
    return when if when in codes or len(codes) > 1 else None


def _fields(codes: Mapping[When, str], days: list[str]) -> dict[str, tuple[str, float]]:
    whens = {column: _when(column) or _perhaps(column, codes) for column in days}
    fields: dict[str, tuple[str, float]] = {}
    for column, when in whens.items():
        if when is None:
            fields[column] = ("date", 1.0)
        elif when in codes:
            fields[column] = (f"date@{codes[when]}", 1.0)
    fields |= _unnumbered(codes, whens, fields)
    left = {column: when for column, when in whens.items() if column not in fields}
    taken = {field for field, _ in fields.values()}
    open_codes = {w: code for w, code in codes.items() if f"date@{code}" not in taken}
    return fields | _by_number(open_codes, left) | _by_kind(open_codes, left)


def _unnumbered(codes: Mapping, whens: Mapping, fields: Mapping) -> dict[str, tuple[str, float]]:
    """ "Datum" beside "Datum 2": the day of the one before it, where only that one has none."""
    taken = {field for field, _ in fields.values()}
    bare = [column for column, (field, _) in fields.items() if field == "date"]
    lacking = [w for w, code in codes.items() if f"date@{code}" not in taken and w.kind == "number"]
    numbered = any(when is not None and when.kind == "number" for when in whens.values())
    if len(bare) != 1 or len(lacking) != 1 or not numbered or lacking[0] != min(codes, key=_number):
        return {}
    return {bare[0]: (f"date@{codes[lacking[0]]}", 1.0)}


def _number(when: When) -> int:
    return when.number or 0


def _by_number(codes: Mapping[When, str], left: Mapping[str, When]) -> dict[str, tuple[str, float]]:
    """Dates with the same numbers under another word: "Datum 2" beside "Financiën meting 2"."""
    numbers = {when.number: column for column, when in left.items() if when.kind == "number"}
    wanted = {when.number: code for when, code in codes.items() if when.kind == "number"}
    if not wanted or numbers.keys() != wanted.keys() or len(wanted) < len(codes):
        return {}
    return {column: (f"date@{wanted[number]}", 1.0) for number, column in numbers.items()}


def _by_kind(codes: Mapping[When, str], left: Mapping[str, When]) -> dict[str, tuple[str, float]]:
    """Dates of the same moment by another word ("Startdatum" beside "Financiën T0"): likely, so to be asked."""
    found = {}
    for column, when in left.items():
        same = [w for w in codes if w.kind == when.kind and None in (w.number, when.number)]
        alike = {code for w, code in codes.items() if _end(w, codes) == _end(when, left.values())}
        if len(same) == 1:
            found[column] = (f"date@{codes[same[0]]}", 1.0)
        elif len(alike) == 1 and _end(when, left.values()):
            found[column] = (f"date@{alike.pop()}", OTHER_WORD)
        else:
            found[column] = ("ignored", 1.0)
    return found


def _end(when: When, all_of_them: Iterable[When]) -> str | None:
    """Whether a moment is the first or the last one, by its own word or by its number among the others."""
    if when.kind in ("start", "end"):
        return when.kind
    numbers = [w.number for w in all_of_them if w.number is not None]
    if when.number is None or not numbers:
        return None
    if when.number == 0 or (when.number == min(numbers) and not any(w.kind == "start" for w in all_of_them)):
        return "start"
    return "end" if when.number == max(numbers) else None
