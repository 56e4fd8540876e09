"""The fields of a mapping in words, for people."""

from monitorlib.foundation.texts import Text
from monitorlib.intake.identifiers import IDENTITY_RULES

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
