"""Which moments one file has, in their order: start, tussen, eind, or m0, m1, m2 … where they are numbered.

T0 and T1 alone are start and eind, as most systems mean them; with T2 beside them T1 lies between.
"""

from collections.abc import Iterable, Mapping

from monitorlib.intake.moment_words import When

_NAMED_CODES = {
    ("start",): ("start",),
    ("between",): ("tussen",),
    ("follow",): ("tussen",),
    ("end",): ("eind",),
    ("start", "end"): ("start", "eind"),
    ("start", "follow"): ("start", "eind"),
    ("start", "between"): ("start", "tussen"),
    ("between", "end"): ("tussen", "eind"),
    ("follow", "end"): ("tussen", "eind"),
    ("between", "follow"): ("tussen", "eind"),
    ("start", "between", "end"): ("start", "tussen", "eind"),
    ("start", "follow", "end"): ("start", "tussen", "eind"),
    ("start", "between", "follow"): ("start", "tussen", "eind"),
    ("end", "after"): ("eind", "t2"),
    ("start", "end", "after"): ("start", "eind", "t2"),
    ("start", "between", "end", "after"): ("start", "tussen", "eind", "t2"),
}
_ORDER = {"start": 0, "between": 1, "follow": 2, "number": 2, "end": 3, "after": 4}


def settle(told: Iterable[When]) -> dict[When, str] | None:
    """The code of each moment of a file; None where two would get the same one or their order is unknown.

    `told` is in the order of the file: a follow-up that stands behind the end comes after it ("pre, post,
    follow-up"), one before it lies between ("start, evaluatie, eind").
    """
    in_file = list(dict.fromkeys(told))
    kinds = {when: _kind(when, in_file) for when in in_file}
    moments = sorted(in_file, key=lambda w: (_ORDER[kinds[w]], w.number or 0))
    if all(when.number is None for when in moments):
        codes = _NAMED_CODES.get(tuple(kinds[when] for when in moments))
        return None if codes is None else dict(zip(moments, codes, strict=True))
    if all(when.unit == "t" for when in moments) and {when.number for when in moments} <= {0, 1}:
        return {when: ("start", "eind")[when.number] for when in moments}
    if "after" in kinds.values():
        return _ranked(moments, kinds)
    return _numbered(moments)


def _kind(when: When, in_file: list[When]) -> str:
    """The kind of a moment; "after" for a follow-up behind the end, in a file that begins at the start."""
    ends = [place for place, other in enumerate(in_file) if other.kind == "end"]
    starts = [place for place, other in enumerate(in_file) if other.kind == "start" or _is_zero(other)]
    follows = starts in ([], [0]) if when.kind == "follow" else when.kind == "number" and starts == [0]
    behind = bool(ends) and ends[-1] < in_file.index(when)
    return "after" if follows and behind else when.kind


def _ranked(moments: list[When], kinds: Mapping[When, str]) -> dict[When, str] | None:
    """Moments with an end among the numbers: its place is known and no number for it, so all get their rank."""
    numbers = _numbers([when for when in moments if kinds[when] != "end"])
    if numbers is None or len(set(numbers.values())) < len(numbers):
        return None
    until = [number for when, number in numbers.items() if kinds[when] != "after"]
    later = [number for when, number in numbers.items() if kinds[when] == "after"]
    if until and max(until) >= min(later):
        return None
    place = {when: numbers.get(when, min(later) - 0.5) for when in moments}
    return {when: f"m{rank}" for rank, when in enumerate(sorted(moments, key=place.get))}


def _numbered(moments: list[When]) -> dict[When, str] | None:
    numbers = _numbers(moments)
    if numbers is None or len(set(numbers.values())) < len(numbers):
        return None
    return {when: f"m{number}" for when, number in numbers.items()}


def _numbers(moments: list[When]) -> dict[When, int] | None:
    """Each moment's number: time as it is counted, a beginning as 0, an end as the one after the last."""
    timed = {when.unit for when in moments if when.days is not None}
    counted = [w for w in moments if w.number is not None and w.days is None and not _is_zero(w)]
    if timed and counted:
        return None
    numbers = {w: _number(w, timed) for w in moments if w.number is not None}
    if any(when.kind == "between" for when in numbers) and any(w.kind != "between" for w in numbers):
        return None  # a second "tussenmeting" beside a second "vervolgmeting": nobody knows which came first
    for when in moments:
        if when.number is None:
            numbers[when] = _place(when, [n for n in numbers.values() if n > 0] or [0])
    return numbers


def _is_zero(when: When) -> bool:
    return when.number == 0


def _number(when: When, timed: set[str]) -> int:
    return when.number if len(timed) < 2 else when.days or 0


def _place(when: When, others: list[int]) -> int:
    """The number of a moment without one; equal to another one's where it does not fit (then nothing is known)."""
    if when.kind == "start":
        return 0
    if when.kind == "end":
        return max(others) + 1
    return 1 if min(others) > 1 else others[0]
