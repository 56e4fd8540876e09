"""Which field one column holds, by its name: client, team, date of a moment, attribute, identity."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from monitorlib.intake.identifiers import identity_by_name
from monitorlib.intake.words import known_names, plain, split_compounds, vocabulary

FUZZY = 86  # of 100: "Clientnumer" passes, "Naam" and "Team" do not


@dataclass(frozen=True)
class Guess:
    """What a column is taken for, and how sure that is (0-1; certain from SURE).

    `field` is client, household, team, wijk, worker, rater, instrument, leefgebied, score, goal_result;
    `date` or `date@MOMENT`; `score:INSTRUMENT/LEEFGEBIED` with or without `@MOMENT`; `kenmerk:NAME`;
    `dropped:RULE` (never stored, identifiers.IDENTITY_RULES); or `ignored`.
    """

    column: str
    field: str
    confidence: float


SURE = 0.9


def guess_by_name(column: str) -> Guess | None:
    """The field that a column's name tells, or None."""
    bare = plain(column)
    for part, prefix in (("fields", ""), ("kenmerken", "kenmerk:"), ("identity", "dropped:")):
        if bare in known_names(part):
            return Guess(column, _spelled(prefix + known_names(part)[bare]), 1.0)
    return _date_field(column, bare) or _identity(column) or _fuzzy(column, bare)


def _spelled(field: str) -> str:
    return "ignored" if field in ("export_date", "row_number") else field


def _identity(column: str) -> Guess | None:
    rule = identity_by_name(column)
    return Guess(column, f"dropped:{rule}", 1.0) if rule else None


def _date_field(column: str, bare: str) -> Guess | None:
    """`Startdatum`, `Datum T1`, `Meetdatum`: a date, of a moment where the name has a moment's word."""
    words = split_compounds(bare)
    if "datum" not in words:
        return None
    beside = [word for word in words if word not in ("datum", "in", "het", "tijd")]
    moments = [known_names("moments")[word] for word in beside if word in known_names("moments")]
    told = vocabulary()["date_words"]["plain"]
    strange = [w for w in beside if w not in told and w not in known_names("moments")]
    if strange:
        rule = identity_by_name(column)
        return Guess(column, f"dropped:{rule}", 1.0) if rule else Guess(column, "ignored", 0.5)
    if len(set(moments)) > 1:
        return Guess(column, "ignored", 0.5)
    return Guess(column, f"date@{moments[0]}" if moments else "date", 1.0)


def _fuzzy(column: str, bare: str) -> Guess | None:
    """A name that is nearly a known one: a typing error, a plural. Its confidence is how near it is."""
    names = {**known_names("fields"), **known_names("kenmerken")}
    if len(bare) < 5:
        return None
    found = process.extractOne(bare, names.keys(), scorer=fuzz.ratio, score_cutoff=FUZZY)
    if found is None:
        return None
    name, score, _ = found
    kenmerk = name not in known_names("fields")
    return Guess(column, _spelled(("kenmerk:" if kenmerk else "") + names[name]), score / 100)


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
    noise = set(vocabulary()["noise"]["words"])
    words = [word for word in bare.split() if word not in noise and not re.fullmatch(r"\d+", word)]
    return " ".join(words) or bare
