"""A person's name in the name of a file, sheet or column, for messages: the whole of it is left out."""

import re
from functools import cache

from monitorlib.instruments import read_instruments
from monitorlib.intake.words import known_names, plain

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
