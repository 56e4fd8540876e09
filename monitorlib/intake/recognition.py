"""Which field one column holds, by its name: client, team, date of a moment, attribute, identity."""

import re
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz, process

from monitorlib.intake.composed_names import composed_field
from monitorlib.intake.date_names import date_name, is_of_entry
from monitorlib.intake.identifiers import identity_by_name
from monitorlib.intake.moments import settle
from monitorlib.intake.sentences import asked_names
from monitorlib.intake.weak_names import PERHAPS, weak_field
from monitorlib.intake.words import known_names, plain, vocabulary, word_list

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
HINT = 0.6  # a name that hints at a field (weak_names): the content decides
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
