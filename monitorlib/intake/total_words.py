"""Words that tell a total or a mean: "Subtotaal Team Oost", "Gemiddelde"."""

import re

from monitorlib.intake.words import plain

_WORD = re.compile(
    r"\b(?:sub|eind|tussen|deel)?(?:totaal|totalen|total|totals)\b|\bgemiddelden?\b|\bgemiddeld\b"
)
_LETTERS = re.compile("tota|gemid", re.IGNORECASE)


def says_total(text: str) -> bool:
    """Whether a text tells of a total or a mean; "Totaalscore" and a number do not."""
    return _LETTERS.search(text) is not None and _WORD.search(plain(text)) is not None
