"""Which field one column holds, by its name: client, team, date of a moment, attribute, identity; and in words."""

import re
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz, process

from monitorlib.foundation.texts import Text
from monitorlib.intake.know.column_names import PERHAPS, asked_names, composed_field, weak_field
from monitorlib.intake.know.identifiers import IDENTITY_RULES, identity_by_name
from monitorlib.intake.know.moments import When, find_moment, kind_of, number_of, settle
from monitorlib.intake.know.words import begins, known_names, plain, split_compounds, vocabulary, word_list

# --- names that tell a date

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


# --- the field of a name

FUZZY = 86  # of 100: "Clientnumer" passes, "Naam" and "Team" do not


@dataclass(frozen=True)
class Guess:
    """What a column is taken for, and how sure that is (0-1; certain from SURE).

    `field` is client, household, team, wijk, worker, rater, instrument, leefgebied, score, goal_result, moment;
    `date` or `date@MOMENT`; `score:INSTRUMENT/LEEFGEBIED` with or without `@MOMENT`; `kenmerk:NAME`;
    `dropped:RULE` (never stored, identifiers.IDENTITY_RULES); or `ignored`. Until the content is seen also
    `dossier` and `place` (a client, a team only where the values are), and `perhaps:FIELD`.
    """

    column: str
    field: str
    confidence: float


SURE = 0.9
HINT = 0.6  # a name that hints at a field (column_names): the content decides
PART_OF_A_HINT = 0.5  # and has words beside it that nobody knows: always asked
STAMP = 0.95  # the moment that a form was sent: the day of the measurement where no other date is
ASKED = 0.97  # a sentence that asks for a field: a column that is named for it goes before
PARTS = (("fields", ""), ("noted", ""), ("stamps", ""), ("kenmerken", "kenmerk:"), ("identity", "dropped:"))
ASKABLE = ("client", "household", "team", "wijk", "worker", "rater", "moment", "kenmerk")
STORED = (
    "client",
    "team",
    "wijk",
    "worker",
    "rater",
    "instrument",
    "leefgebied",
    "score",
    "date",
    "goal_result",
)


def is_stored(field: str) -> bool:
    """Whether what stands in a column of this field is stored, in whichever form."""
    return field.split("@")[0].split(":")[0] in (*STORED, "kenmerk")


@cache
def guess_by_name(column: str) -> Guess | None:
    """The field that a column's name tells, or None."""
    bare = plain(column)
    for spelled in dict.fromkeys((bare, " ".join(word_list(column)))):
        for part, prefix in PARTS:
            if spelled in known_names(part):
                field = _spelled(prefix + known_names(part)[spelled])
                return Guess(column, field, STAMP if part == "stamps" else 1.0)
    found = (told(column) for told in (_sentence, _date_field, _composed, _identity, _fuzzy))
    guess = next((guess for guess in found if guess is not None), None)
    hint = (
        _weak(column) if guess is None or guess.confidence < SURE or guess.field == "dropped:name" else None
    )
    is_named_for = guess is not None and guess.field == "dropped:name"  # "Gebiedsteamnaam" names no person
    if hint is None or (is_named_for and hint.field not in (PERHAPS + "team", PERHAPS + "leefgebied")):
        return guess
    return hint


def _spelled(field: str) -> str:
    return "ignored" if field in ("export_date", "row_number", "tool") else field


def is_noted(column: str) -> bool:
    """Whether a survey tool notes this by itself of an answer: never whose it is, nor of which team."""
    return " ".join(word_list(column)) in known_names("noted") or plain(column) in known_names("noted")


def _sentence(column: str) -> Guess | None:
    """What a sentence asks for: "Bij welk team hoort deze inwoner?"; of a date it is as sure as a name."""
    for name in asked_names(column):
        exact = next(
            (prefix + known_names(part)[name] for part, prefix in PARTS if name in known_names(part)), None
        )
        field = exact or composed_field(name)
        if field is not None and field.split(":")[0] in ASKABLE:
            return Guess(column, field, ASKED)
        day = date_name(name)
        if field in (None, "date") and day is not None and not day.strange:
            return replace(_date_field(name), column=column)
    return None


def _composed(column: str) -> Guess | None:
    field = composed_field(column)
    return Guess(column, field, 1.0) if field else None


def _identity(column: str) -> Guess | None:
    rule = identity_by_name(column)
    return Guess(column, f"dropped:{rule}", 1.0) if rule else None


def _date_field(column: str) -> Guess | None:
    """`Startdatum`, `Datum T1`, `Meetdatum`: a date, of a moment where the name has a moment's word."""
    name = date_name(column)
    if name is None:
        return None
    if name.strange:
        rule = identity_by_name(column)
        return (
            Guess(column, f"dropped:{rule}", 1.0) if rule else _weak(column) or Guess(column, "ignored", 0.5)
        )
    if name.when is None:
        return Guess(column, "date", _sureness(column))
    codes = settle([name.when])
    return (
        Guess(column, f"date@{codes[name.when]}", _sureness(column))
        if codes
        else Guess(column, "ignored", 0.5)
    )


def _sureness(column: str) -> float:
    """A day of entry gives way to any other day."""
    return STAMP if is_of_entry(column) else 1.0


def _weak(column: str) -> Guess | None:
    hint = weak_field(column)
    return None if hint is None else Guess(column, PERHAPS + hint[0], HINT if hint[1] else PART_OF_A_HINT)


def _fuzzy(column: str) -> Guess | None:
    """A name that is nearly a known one: a typing error, a plural. Its confidence is how near it is."""
    bare = plain(column)
    if len(bare) < 5:
        return None
    names = _all_names()
    found = process.extractOne(bare, names.keys(), scorer=fuzz.ratio, score_cutoff=FUZZY)
    return None if found is None else Guess(column, _spelled(names[found[0]]), found[1] / 100)


@cache
def _all_names() -> dict[str, str]:
    """The names of fields and attributes to their field; a name of an identity is one too, so that it wins."""
    kenmerken = {name: f"kenmerk:{field}" for name, field in known_names("kenmerken").items()}
    identity = {name: f"dropped:{rule}" for name, rule in known_names("identity").items()}
    return {**identity, **kenmerken, **known_names("fields")}


def split_moment(bare: str) -> tuple[str, str | None]:
    """A plain column name without the word of its moment, and that moment: "financien eind" → eind."""
    words = bare.split()
    for place in (-1, 0):
        if len(words) > 1 and words[place] in known_names("moments"):
            rest = words[:-1] if place == -1 else words[1:]
            return " ".join(rest), known_names("moments")[words[place]]
    return bare, None


def without_noise(bare: str) -> str:
    """A plain column name without numbers and words that say nothing: "zrm 01 financien" → financien."""
    noise = {*vocabulary()["noise"]["words"], "meting"}
    words = [word for word in bare.split() if word not in noise and not re.fullmatch(r"\d+", word)]
    return " ".join(words) or bare


# --- fields in words

_FIELD_WORDS = {
    "client": Text("cliënt", "client"),
    "household": Text("huishouden", "household"),
    "team": Text("team", "team"),
    "wijk": Text("wijk", "wijk"),
    "worker": Text("medewerker", "worker"),
    "rater": Text("beoordelaar", "rater"),
    "instrument": Text("instrument", "instrument"),
    "leefgebied": Text("leefgebied", "leefgebied"),
    "score": Text("score", "score"),
    "goal_result": Text("of het doel is behaald", "whether the goal was reached"),
    "date": Text("datum", "date"),
    "moment": Text("moment van meten", "moment of measurement"),
    "age_band": Text("wordt leeftijdsgroep", "becomes an age band"),
    "postcode": Text("wordt wijk", "becomes the wijk"),
    "ignored": Text("niet gebruikt", "not used"),
}


def field_word(field: str) -> Text:
    """A field of the mapping in words."""
    head, _, rest = field.partition(":")
    if head == "dropped":
        return IDENTITY_RULES[rest]
    if head in ("kenmerk", "score"):
        return Text(f"{head} {rest}".strip(), f"{head} {rest}".strip())
    base, _, moment = field.partition("@")
    word = _FIELD_WORDS[base]
    return Text(f"{word.nl} {moment}".strip(), f"{word.en} {moment}".strip())
