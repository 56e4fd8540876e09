"""Column names that tell a date: of a measurement, of which moment, or of something else."""

from dataclasses import dataclass
from functools import cache

from monitorlib.intake.moment_words import When, find_moment, kind_of, number_of
from monitorlib.intake.words import begins, known_names, plain, split_compounds, vocabulary, word_list

_DATE = frozenset({"datum", "dat", "dd", "dt", "timestamp", "tijdstempel", "datetime"})


@dataclass(frozen=True)
class DateName:
    """What the name of a date column tells: the moment, a number beside it, and words that are strange.

    `perhaps` is a moment that only the rest of the file can tell: "Evaluatiedatum" is the date of any
    measurement, and that of the follow-up beside a "Datum intake".
    """

    when: When | None
    number: int | None
    strange: tuple[str, ...]
    perhaps: When | None = None

    @property
    def is_other(self) -> bool:
        """Whether it is the date of something else than a measurement: a birth, a referral, a printout."""
        others = vocabulary()["date_words"]["other"]
        return any(word.startswith(tuple(others)) for word in self.strange)


@cache
def date_name(column: str) -> DateName | None:
    """Read a column's name as that of a date: "Startdatum", "Datum vervolgmeting 2"; None where it is none."""
    words = [part for word in split_compounds(" ".join(word_list(column))) for part in _parts(word)]
    if words[:1] == ["d"] and len(words) == 2:
        words = ["datum", words[1]]  # "d_m1"
    if not _DATE & set(words):
        return None
    beside = tuple(word for word in words if word not in _DATE and word not in ("in", "tijd"))
    when, rest = find_moment(beside)
    perhaps = None
    if when == When("follow") and all(_is_told(word) for word in beside):
        when, perhaps, rest = None, when, beside
    numbers = [number for word in rest if (number := number_of(word)) is not None]
    strange = tuple(w for w in rest if not _is_told(w) and number_of(w) is None and len(w) > 1)
    return DateName(when, numbers[0] if len(numbers) == 1 else None, strange, perhaps)


@cache
def is_of_entry(column: str) -> bool:
    """Whether a name tells the day on which an answer was entered, registered or sent: "Invoerdatum"."""
    entry = vocabulary()["date_words"]["entry"]
    words = split_compounds(" ".join(word_list(column)))
    return plain(column) in known_names("stamps") or any(
        word in entry for word in (*words, *word_list(column))
    )


def _parts(word: str) -> tuple[str, ...]:
    """A compound that ends in a short word for a date, taken apart: "meetdat" and "begindat"."""
    for end in ("dat", "dt"):
        first = word.removesuffix(end)
        if first != word and len(first) > 2 and (_is_told(first) or kind_of(first) is not None):
            return first, "datum"
    return (word,)


def _is_told(word: str) -> bool:
    """Whether a word beside a date is one of a measurement, perhaps cut off: "afn"."""
    told = vocabulary()["date_words"]["plain"]
    return word in told or any(begins(word, known) for known in told)
