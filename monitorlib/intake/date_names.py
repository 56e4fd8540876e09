"""Column names that tell a date: of a measurement, of which moment, or of something else."""

import re
from dataclasses import dataclass
from functools import cache

from monitorlib.intake.moment_words import When, find_moment
from monitorlib.intake.words import split_compounds, vocabulary, word_list

_DATE = frozenset({"datum", "dat", "dd", "timestamp", "tijdstempel", "datetime"})


@dataclass(frozen=True)
class DateName:
    """What the name of a date column tells: the moment, a number beside it, and words that are strange."""

    when: When | None
    number: int | None
    strange: tuple[str, ...]

    @property
    def is_other(self) -> bool:
        """Whether it is the date of something else than a measurement: a birth, a referral, a printout."""
        others = vocabulary()["date_words"]["other"]
        return any(word.startswith(tuple(others)) for word in self.strange)


@cache
def date_name(column: str) -> DateName | None:
    """Read a column's name as that of a date: "Startdatum", "Datum vervolgmeting 2"; None where it is none."""
    words = split_compounds(" ".join(word_list(column)))
    if not _DATE & set(words):
        return None
    beside = tuple(word for word in words if word not in _DATE and word not in ("in", "tijd"))
    when, rest = find_moment(beside)
    told = vocabulary()["date_words"]["plain"]
    if when is not None and when.kind == "follow" and when.number is None and set(beside) <= set(told):
        when, rest = None, beside  # "Evaluatiedatum" is the date of any measurement
    numbers = [int(match[1]) for word in rest if (match := re.fullmatch(r"[a-z]?(\d{1,2})", word))]
    strange = tuple(w for w in rest if w not in told and not re.fullmatch(r"\d{1,4}|[a-z]\d*", w))
    return DateName(when, numbers[0] if len(numbers) == 1 else None, strange)
