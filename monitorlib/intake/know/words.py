"""How names and numbers are compared: without case, accents and punctuation, as no two exports spell alike."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

# --- names

_VOCABULARY = Path(__file__).parent / "fields.toml"
_SIGNS = re.compile(r"[^a-z0-9?]+")


@cache
def plain(text: str) -> str:
    """The words of `text` in small letters: "Werk & opleiding" and "WERK_EN_OPLEIDING" become one."""
    spelled = text.replace("&", " en ").replace("’", "'")
    if not spelled.isascii():
        apart = unicodedata.normalize("NFKD", spelled)
        spelled = "".join(c for c in apart if not unicodedata.combining(c))
    return _SIGNS.sub(" ", spelled.casefold()).strip()


_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[A-Z]{2})(?=[A-Z][a-zà-ÿ]{2})")
_SCALE = re.compile(
    r"[(\[]\s*(?:(?:schaal|scale|score|niveau)\s*)?\d{1,2}\s*(?:-|–|t/m|tot|to)\s*\d{1,3}\s*[)\]]"
)  # "(1-5)"
_LETTERS = re.compile(r"\b[a-z](?: [a-z]\b){2,}")  # "A.D.L."
_FIGURES = re.compile(r"(?<=[a-z]{2})(?=\d)|(?<= en [a-z])(?=\d)|(?<=\d)(?=(?!ste|de|nd|rd|th)[a-z]{3})")


@cache
def word_list(name: str) -> tuple[str, ...]:
    """The plain words of a name, camelCase and figures taken apart: "BasaleADL_t1" and "fin2"."""
    bare = _FIGURES.sub(" ", plain(_CAMEL.sub(" ", _SCALE.sub(" ", name))).replace("?", " "))
    return tuple(_LETTERS.sub(lambda run: run.group().replace(" ", ""), bare).split())


_DOUBLED = re.compile(r"([aeou])\1")
_ENDING = re.compile(r"(en|e|s|n)$")
_VOWELS = re.compile(r"[aeiou]")


@cache
def stem(word: str) -> str:
    """A word without its ending: sociaal and sociale, relatie and relaties are one."""
    single = _DOUBLED.sub(r"\1", word)
    return _ENDING.sub("", single) if len(single) > 4 else single


@cache
def skeleton(word: str) -> str:
    """A word without its vowels, but for the first letter: "hsvstng" of huisvesting."""
    return word[:1] + _VOWELS.sub("", word[1:])


def begins(word: str, known: str, least: int = 3) -> bool:
    """Whether a word is cut off from a longer one: "maatsch" of "maatschappelijke"."""
    return least <= len(word) < len(known) and known.startswith(word)


@cache
def vocabulary() -> dict:
    """The content of fields.toml with every name made plain."""
    content = tomllib.loads(_VOCABULARY.read_text(encoding="utf-8"))
    return {
        part: {field: tuple(plain(name) for name in names) for field, names in fields.items()}
        for part, fields in content.items()
    }


@cache
def known_names(part: str) -> dict[str, str]:
    """Plain name to field, for one part of the vocabulary."""
    return {name: field for field, names in vocabulary()[part].items() for name in names}


def split_compounds(name: str) -> list[str]:
    """The words of a plain name, with compounds of "datum" taken apart: startdatum = start + datum."""
    return re.sub(r"datum|date", " datum ", name).split()


def is_known(name: str) -> bool:
    """Whether a column name says by itself what it holds, without looking at any instrument."""
    bare = plain(name)
    return (
        any(bare in known_names(part) for part in ("fields", "stamps", "kenmerken", "identity"))
        or "datum" in split_compounds(bare)[:3]
    )


def canonical(value: str) -> str:
    """A number as every system means it, whatever spaces, case and leading zeros it is written with."""
    if value.isascii() and value.isalnum():  # the usual number, without anything to take away
        return (value.lstrip("0") or "0") if value.isdecimal() else value.casefold()
    text = unicodedata.normalize("NFKC", value).strip().casefold()
    text = re.sub(r"\s+", "", text) if any(c.isdigit() for c in text) else " ".join(text.split())
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        text = text.replace(".", "")
    whole = re.fullmatch(r"(\d+)(?:[.,]0+)?", text)
    return whole.group(1).lstrip("0") or "0" if whole else text


def number_of(parts: Iterable[str]) -> str:
    """One number of several parts (a team and a number within it), told apart whatever stands in them."""
    return json.dumps([canonical(part) for part in parts], ensure_ascii=False, separators=(",", ":"))


# --- totals and means

_TOTAL = re.compile(
    r"\b(?:sub|eind|tussen|deel)?(?:totaal|totalen|total|totals)\b|\bgemiddelden?\b|\bgemiddeld\b"
)
_BEGINNINGS = re.compile("tota|gemid", re.IGNORECASE)


def says_total(text: str) -> bool:
    """Whether a text tells of a total or a mean; "Totaalscore" and a number do not."""
    return _BEGINNINGS.search(text) is not None and _TOTAL.search(plain(text)) is not None
