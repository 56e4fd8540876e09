"""How names are compared: without case, accents and punctuation, as no two exports spell alike."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

_VOCABULARY = Path(__file__).parent / "fields.toml"


@cache
def plain(text: str) -> str:
    """The words of `text` in small letters: "Werk & opleiding" and "WERK_EN_OPLEIDING" become one."""
    spelled = unicodedata.normalize("NFKD", text.replace("&", " en ").replace("’", "'"))
    bare = "".join(c for c in spelled if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^a-z0-9?]+", " ", bare).strip()


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
        any(bare in known_names(part) for part in ("fields", "kenmerken", "identity"))
        or "datum" in split_compounds(bare)[:3]
    )
