"""The note guard: does a note hold something that points at a person? Then it is not kept until it is changed.

An aid, no guarantee: it knows forms (a title before a name, a date with a year, an address), not people.
"De enige man in de straat zonder werk" passes. It would rather miss a rare name than stop a team over
"Maandag" or "Wmo", because a guard that cries wolf is clicked away. Standard library only.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from monitorlib.foundation.texts import Text

_WORDS = tomllib.loads((Path(__file__).parent / "guard_words.toml").read_text(encoding="utf-8"))
_FIRST_NAMES, _NO_PERSONS, _BEFORE_A_LETTER = (
    frozenset(_WORDS[name].split()) for name in ("first_names", "no_persons", "before_a_letter")
)

_PREFIX = r"(?:(?:van|de|der|den|ten|ter|te|het|'t|in|op|el|al|ben|aan)\s+){0,3}"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]{0,40}"
_TITLE = (
    r"(?:[Mm]evrouw|[Mm]eneer|[Mm]evr\.?|[Mm]w\.?|[Dd]hr\.?|[Dd]e heer|[Hh]eer|[Ff]am\.?|[Ff]amilie|"
    r"[Mm]rs?\.|[Mm]s\.)"
)
_RELATIVE = r"(?:[Oo]ma|[Oo]pa|[Tt]ante|[Oo]om|[Bb]uurvrouw|[Bb]uurman|[Cc]liënte?|[Bb]ewoner|[Bb]ewoonster)"
_ONE = r"(?:man|vrouw|jongen|meisje|mevrouw|meneer|heer|dame|moeder|vader|zoon|dochter)"
_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|mrt|march|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|"
    r"aug(?:ustus|ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[ck](?:ember)?)\.?"
)
_STREET = r"(?:straat|laan|plein|kade|gracht|singel|dijk|steeg|dreef|plantsoen)"
_LOOSE_STREET = r"(?:weg|hof|pad|ring|park|markt|wal|baan)"  # only behind a capital

_NAME_FORMS = (
    rf"\b{_TITLE}\s+{_PREFIX}{_CAPITAL}(?:\s+{_PREFIX}{_CAPITAL})?",
    rf"\b{_RELATIVE}\s+{_CAPITAL}",
    rf"\b(?:[A-Z]\.\s?){{2,6}}{_PREFIX}{_CAPITAL}[a-z]+",
    rf"\b(?:heet|genaamd|naam is|named|is called)\s+{_PREFIX}{_CAPITAL}",
)
_LONE_INITIAL = re.compile(rf"(?:\b(\w{{1,30}})\s+)?\b[A-Z]\.\s?{_PREFIX}[A-ZÀ-Þ][a-zà-ÿ]+")
_FULL_NAME = re.compile(
    rf"\b({_CAPITAL})\s+(?:van|de|der|den|ten|ter|el|al|ben)(?:\s+(?:de|der|den|het))?\s+{_CAPITAL}"
)
_WORD = re.compile(r"[^\W\d_][\w'’]*")

# (what it looks like, the forms); the first form that is found is told
_RULES = (
    (Text("een naam", "a name"), _NAME_FORMS, 0),
    (
        Text("een datum", "a date"),
        (
            r"(?<!\d)\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:\d{4}|\d{2})(?![\d%])",
            r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)",
            rf"(?<!\d)\d{{1,2}}(?:e|ste|de|st|nd|rd|th)?\s+{_MONTH}\s+(?:19|20)\d\d\b",
            rf"\b(?:geboren|geb\.|born)\s+(?:(?:op|in|on)\s+)?(?:\d{{1,4}}|{_MONTH})\b",
        ),
        re.IGNORECASE,
    ),
    (
        Text("de leeftijd van één persoon", "the age of one person"),
        (
            rf"\b\d{{1,3}}-?\s?jarige?\s+{_ONE}\b",
            rf"\b{_ONE} van \d{{1,3}}\b(?!\s?%)",
            r"\b(?:man|woman|boy|girl|mother|father|son|daughter) (?:of|aged) \d{1,3}\b(?!\s?%)",
        ),
        re.IGNORECASE,
    ),
    (
        Text("een e-mailadres", "an e-mail address"),
        (r"[^\s@<>]{1,64}@[^\s@<>]{1,80}\.[a-z]{2,12}",),
        re.IGNORECASE,
    ),
    (
        Text("een telefoonnummer", "a phone number"),
        (r"(?<![\d.,])(?:\+31|0031|0)(?:[\s().-]{0,2}\d){9}(?!\d)",),
        0,
    ),
    (
        Text("een rekeningnummer", "a bank account"),
        (r"\b[A-Z]{2}\d{2}\s?[A-Z]{4}(?:\s?\d){8,12}\b",),
        re.IGNORECASE,
    ),
    (
        Text("een nummer van een persoon of dossier", "a number of a person or file"),
        (
            r"(?<![\d.,-])\d(?:[ .-]?\d){7,8}(?![\d])(?!\s?(?:euro|%))",
            r"(?<![\d.,€-])(?<!€ )\d{6,}(?!\s?(?:euro|%))",
            r"\b(?:bsn|dossier(?:nummer)?|cli[eë]nt(?:nummer)?|klantnummer)[\s:.-]{1,3}(?:nr\.?\s?)?\d{3,}",
        ),
        re.IGNORECASE,
    ),
    (
        Text("een postcode", "a postcode"),
        (r"(?<!\d)[1-9]\d{3}(?:[A-Za-z]{2}| (?!SA|SD|SS|EU|KM)[A-Z]{2})(?:\s?\d{1,4})?\b",),
        0,
    ),
    (
        Text("een adres", "an address"),
        (
            rf"\b[\w'’-]{{0,40}}{_STREET}\s+\d{{1,4}}\s?[a-zA-Z]?\b",
            rf"\b(?!Onderweg)[A-Z][\w'’-]{{1,40}}{_LOOSE_STREET}\s+\d{{1,4}}\s?[a-zA-Z]?\b",
        ),
        0,
    ),
)
_COMPILED = tuple((kind, tuple(re.compile(form, flags) for form in forms)) for kind, forms, flags in _RULES)
_PIECE = Text("{kind} (“{piece}”)", "{kind} (“{piece}”)")
_TOLD = Text(
    "Hier lijkt iets over een persoon te staan: {found}. Schrijf het zonder, dan wordt de notitie bewaard.",
    "This looks like something about a person: {found}. Write it without, and the note will be kept.",
)


def looks_personal(text: str) -> list[Text]:
    """What in a note points at a person, one piece a kind; an empty list when nothing was found.

    Each quotes the piece of the note that it is about: show it to who typed it, write it nowhere.
    """
    return [_PIECE.fill(kind=kind, piece=piece[:60]) for kind, piece in _findings(text)]


def why_not_kept(found: list[Text]) -> Text:
    """All that `looks_personal` found in one sentence, with what to do."""
    return _TOLD.fill(found=Text(", ".join(each.nl for each in found), ", ".join(each.en for each in found)))


def _findings(text: str) -> Iterator[tuple[Text, str]]:
    for kind, forms in _COMPILED:
        piece = next((found[0] for form in forms if (found := form.search(text))), None)
        if piece is None and kind.nl == "een naam":
            piece = next(_names_without_a_title(text), None)
        if piece is not None:
            yield kind, " ".join(piece.split())


def _names_without_a_title(text: str) -> Iterator[str]:
    for found in _LONE_INITIAL.finditer(text):
        if (found[1] or "").lower() not in _BEFORE_A_LETTER:
            yield found[0]
    for found in _FULL_NAME.finditer(text):
        if found[1].lower() not in _NO_PERSONS:
            yield found[0]
    for found in _WORD.finditer(text):
        if found[0] in _FIRST_NAMES:
            yield found[0]
