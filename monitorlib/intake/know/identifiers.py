"""What must not enter: citizen service numbers, names, birth dates, addresses, free text.

A column is judged by its name and by its content, never by one value: one in eleven nine-figure
numbers passes the test of a citizen service number (BSN) by chance. In a message a person's name is left out.
"""

import re
from collections.abc import Iterable
from functools import cache
from math import comb

from stdnum import iban
from stdnum.nl import bsn

from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instruments
from monitorlib.intake.know.words import known_names, plain

# --- a person's name in the name of a file, sheet or column

LEFT_OUT = "…"
_GAP = r"[\s._()]"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[^\W_]|['’-])*"
_WORD = r"[^\W_](?:[^\W_]|['’-])*"
_PREFIX = r"(?:[Vv]an|[Vv]on|[Dd]e[nr]?|[Hh]et|[Tt]e[nr]?|[Ee]l|[Aa]l|[Dd][aiu]|['’]t)"
_PREFIXES = rf"(?:{_PREFIX}{_GAP}+)*"
_INITIALS = r"(?:(?:[A-ZÀ-ÖØ-Þ]|IJ|Th|Chr?|Ph|Fr|Tj|Sj)\.[\s-]?)+"  # no "Gem." or "Fin."
_FURTHER = rf"(?:{_GAP}+{_PREFIXES}{_CAPITAL})*"  # a surname behind a first name, or a second one
_BARE = (
    r"[Dd]hr|[Dd]e ?[Hh]eer|[Mm]eneer|[Mm]evr(?:ouw)?|[Mm]ej|[Ff]amilie(?! (?:en|of)\b)|DHR|MEVR|MW|Mw|Fam|Hr"
)
_DOTTED = r"[Mm]w|[Ff]am|[Hh]r|[Dd]rs|[Ii]r|[Pp]rof|[Dd]r|Mrs?|Ms"
_TITLE = rf"(?<![^\W_])(?:(?:{_BARE})(?![^\W_])|(?:{_DOTTED})\.|(?:mw|fam)(?=[\s_]+[A-Z]))"
_TITLED = re.compile(rf"{_TITLE}{_GAP}*(?:{_INITIALS}|[A-Za-z][._\s]{_GAP}*)*{_PREFIXES}{_WORD}{_FURTHER}")
_OTHERS = (
    re.compile(rf"(?<![^\W_]){_CAPITAL}(?: {_CAPITAL})?,\s*{_INITIALS}(?:\s*{_PREFIX}(?![^\W_]))*"),
    re.compile(rf"(?<![^\W_]){_INITIALS}\s*{_PREFIXES}{_CAPITAL}{_FURTHER}"),
)
_WHOLE = re.compile(  # "Jansen, Anna", "Jansen A." and "a. jansen": only where nothing else stands there
    rf"{_CAPITAL}(?:[ -]{_CAPITAL})?(?:,\s*(?:(?:[A-Z]\s?)+|{_CAPITAL})|\s+{_INITIALS})(?: {_PREFIX})*"
    rf"|(?:[a-z]\.)+\s+{_PREFIXES}{_WORD}"
)
_ENDINGS = frozenset(
    {"csv", "tsv", "txt", "zip", "xls", "xlsx", "xlsm", "ods", "xml", "html", "sav", "zsav", "dta"}
)


def without_persons(name: str) -> str:
    """A name with every person in it replaced by "…", from the title or initials to the end of the surname.

    "A. Financiën" and its like, of words that an instrument or a field has, are no persons.
    """
    if _WHOLE.fullmatch(name.strip()):
        return _masked(name)
    shown = _TITLED.sub(lambda found: LEFT_OUT if "." in found[0] else _masked(found[0]), name)
    for pattern in _OTHERS:
        shown = pattern.sub(lambda found: _masked(found[0]), shown)
    return shown


def _masked(words: str) -> str:
    return words if _is_vocabulary(words) else LEFT_OUT


def _is_vocabulary(words: str) -> bool:
    """Whether all words, but for initials, are ones that leefgebieden and fields have."""
    long = [word for word in plain(words).split() if len(word) > 2]
    return bool(long) and all(word in _vocabulary() for word in long)


@cache
def _vocabulary() -> frozenset[str]:
    areas = [area for instrument in read_instruments().values() for area in instrument.leefgebieden]
    spelled = [text for area in areas for text in (area.label.nl, area.label.en, *area.aliases)]
    fields = (*known_names("fields"), *known_names("kenmerken"))
    return _ENDINGS | frozenset(word for text in (*map(plain, spelled), *fields) for word in text.split())


# --- citizen service numbers and other identities

IDENTITY_RULES: dict[str, Text] = {
    "bsn": Text("burgerservicenummer", "citizen service number"),
    "name": Text("naam", "name"),
    "birth_date": Text("geboortedatum of leeftijd", "birth date or age"),
    "email": Text("e-mailadres", "e-mail address"),
    "phone": Text("telefoonnummer", "phone number"),
    "iban": Text("rekeningnummer", "bank account"),
    "address": Text("adres of postcode", "address or postcode"),
    "other": Text("ander persoonsgegeven", "other personal data"),
    "free_text": Text("vrije tekst", "free text"),
}

CHANCE = 1 / 11  # the share of random numbers that pass the test of eleven
RARE = 0.001  # so many passing numbers would come by chance in one of a thousand files
SHARE = 0.2  # fewer than this are no column of citizen service numbers, however many rows
LONG_TEXT = 40
_DAY = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|[12]\d|3[01])[-/. ](?:19|20)?\d\d(?!\d)"
    r"|(?:19|20)\d\d[-/.]?(?:0[1-9]|1[0-2])[-/.]?(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_FULL_NAME = re.compile(r"[A-Z][a-zà-ÿ'-]+(?: (?:van|de|der|den|ten|ter|el|al|'t|in))* [A-Z][a-zà-ÿ'-]+")

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)(?:\+31|0031|0)(?:[\s().-]*\d){9}(?!\d)")
_POSTCODE = re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]){10,30}\b")
_NUMBER = re.compile(r"(?<!\d)\d(?:[ .-]?\d){7,8}(?!\d)")
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?!\d)")
_NAME = re.compile(
    r"\b(?:[Dd]hr|[Mm]evr|[Mm]w|[Ff]am)\.\s*\S|\b(?:meneer|mevrouw|Meneer|Mevrouw|[Dd]e heer|Dhr|Mw)\s+\S"
    r"|\b(?:[A-Z]\.\s?)+(?:van|de|der|den|ten|ter|el|al|'t|\s)*[A-Z][a-z]"
    r"|^[A-Z][\w'-]+,\s*(?:[A-Z]\.?\s?)+$",
)


def is_bsn(value: str) -> bool:
    """Whether these figures pass the test of eleven, also with a lost leading zero, dots or spaces."""
    figures = re.sub(r"[ .-]", "", value.strip())
    figures = re.sub(r"[.,]0+$", "", figures)
    return figures.isdigit() and len(figures) in (8, 9) and bsn.is_valid(figures.zfill(9))


def column_holds_bsns(values: Iterable[str]) -> bool:
    """Whether a column's distinct values are citizen service numbers, more than chance would give.

    Judged over the values of 8 or 9 figures: a share of at least SHARE passes the test of eleven and so
    many would pass by chance in fewer than RARE of all files. Ordinary client numbers pass in 1 of 11.
    """
    texts = list(values)
    if are_days(texts):
        return False  # 01-02-2025 has eight figures too
    numbers = {figures for v in texts if (figures := _figures(v))}
    passing = sum(bsn.is_valid(n.zfill(9)) for n in numbers)
    if passing < SHARE * len(numbers) or passing == 0:
        return False
    return _chance_of(passing, len(numbers)) < RARE


def are_days(values: Iterable[str]) -> bool:
    """Whether nearly all values are days, written in figures."""
    texts = [value.strip() for value in values]
    days = sum(bool(_DAY.match(text)) for text in texts)
    return days > 0 and days >= 0.9 * len(texts)


def _figures(value: str) -> str | None:
    if value.isalnum() and not value.isdigit():  # the usual client number with a letter in it
        return None
    figures = re.sub(r"[.,]0+$", "", value.strip())
    figures = re.sub(r"[ .-]", "", figures)
    return figures if figures.isdigit() and len(figures) in (8, 9) else None


def _chance_of(passing: int, n: int) -> float:
    """The probability that `passing` or more of `n` random numbers pass; 0 where it is beyond counting."""
    if n > 500:
        return 0.0
    return sum(comb(n, k) * CHANCE**k * (1 - CHANCE) ** (n - k) for k in range(passing, n + 1))


def identity_in(value: str) -> str | None:
    """The rule that one value breaks: an e-mail address, phone, account, BSN, postcode, date or name."""
    text = value.strip()
    if _EMAIL.search(text):
        return "email"
    if _PHONE.search(text):
        return "phone"
    if any(iban.is_valid(found) for found in _IBAN.findall(text.upper())):
        return "iban"
    if any(bsn.is_valid(_bare(found).zfill(9)) for found in _NUMBER.findall(text)):
        return "bsn"
    if _POSTCODE.search(text):
        return "address"
    if _DATE.search(text):
        return "birth_date"
    if _NAME.search(text):
        return "name"
    return None


def _bare(number: str) -> str:
    return re.sub(r"\D", "", number)


def identity_of_column(values: Iterable[str]) -> str | None:
    """The rule that a column's distinct values break: one hit is enough, and long texts are free text."""
    texts = [v for v in values if v.strip()]
    if column_holds_bsns(texts):
        return "bsn"
    for value in texts:
        rule = identity_in(value)
        if rule is not None:
            return rule
    if any(len(v) > LONG_TEXT or "\n" in v for v in texts):
        return "free_text"
    return None


def looks_like_full_name(value: str) -> bool:
    """Whether a value reads as first name and surname; a team or wijk may read so too, an attribute not."""
    return bool(_FULL_NAME.fullmatch(" ".join(value.split())))


def holds_full_name(value: str) -> bool:
    """Whether a first name and surname may stand anywhere in a value."""
    return bool(_FULL_NAME.search(" ".join(value.split())))


def identity_by_name(column: str) -> str | None:
    """The rule that a column's name tells: "BSN", "Naam cliënt", "Toelichting Financiën"."""
    bare, known = " ".join(plain(column).replace("?", " ").split()), known_names("identity")
    if bare in known:
        return known[bare]
    for word in bare.split():
        if word in known:
            return known[word]
        for ending, rule in (("naam", "name"), ("datum geboorte", "birth_date"), ("adres", "address")):
            if word.endswith(ending):
                return rule
    return None


def safe_name(name: str) -> str:
    """A file, sheet or column name that may be told: what could identify somebody becomes "…"."""
    shown = without_persons(name)
    for pattern in (_EMAIL, _PHONE, _POSTCODE):
        shown = pattern.sub("…", shown)
    shown = _NUMBER.sub(lambda m: "…" if bsn.is_valid(_bare(m.group()).zfill(9)) else m.group(), shown)
    return shown if len(shown) <= 120 else shown[:117] + "…"


def masked(value: str) -> str:
    """The form of a value without the value: letters x, figures 9, at most 20 signs; never a formula."""
    form = "".join("9" if c.isdigit() else "x" if c.isalpha() else c if c in " .,-/:" else "?" for c in value)
    short = form if len(form) <= 20 else form[:19] + "…"
    return f"'{short}" if short[:1] == "-" else short
