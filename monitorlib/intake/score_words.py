"""What stands for "no score", whatever the instrument: codes and words, and cells that broke."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

UNKNOWN, NOT_APPLICABLE, NOT_FILLED_IN = "unknown", "not_applicable", "not_filled_in"

# numbers that people and programs use for a missing value; only where they lie outside the scale
CONVENTIONAL = frozenset({-7, -8, -9, -66, -77, -88, -97, -98, -99, 97, 98, 99, 997, 998, 999, 9999} | {
    -997, -998, -999, -9999,
})  # fmt: skip
_WORDS = {
    UNKNOWN: ".|na|n/a|<na>|null|#null!|nan|none|sysmis|system-missing|missing|?|onbekend|unknown|weet niet|"
    "weet ik niet|don't know|dont know|geen antwoord|no answer|weigert|weigering|geweigerd|refused|"
    "prefer not to say|wil niet zeggen|zeg ik liever niet|geen mening|no opinion",
    NOT_APPLICABLE: "nvt|n.v.t.|n.v.t|niet van toepassing|not applicable|does not apply",
    NOT_FILLED_IN: "niet ingevuld|not filled in|niet beantwoord|not answered|unanswered|leeg|(blank)|(leeg)",
}
_BROKEN = re.compile(
    r"#(?:n/[ab]|ref!|verw!|value!|waarde!|div/0!|deel/0!|name\?|naam\?|num!|getal!|spill!|overloop!|calc!|bereken!"
    r"|geg\.vers\. ophalen|getting_data)|(?:fout|err):\s?\d{3}",
    re.IGNORECASE,
)


def code_of(text: str) -> str:
    """A code as it is compared: without case and spare spaces, with a plain minus sign."""
    return " ".join(text.replace("−", "-").casefold().split())


WORDS = {word: reason for reason, words in _WORDS.items() for word in words.split("|")}  # as code_of spells


def is_broken(text: str) -> bool:
    """Whether a formula failed here: #N/A, #VERW!, Fout:502. That is no answer, and not "not filled in"."""
    return not text.isalnum() and bool(_BROKEN.fullmatch(text.strip()))  # a number or word has no sign in it


def number_of(text: str) -> float | None:
    """The number that a code is, 9 and 9,00 and 9.0 alike; None where it is none."""
    found = re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?", code_of(text))
    return float(found[0].replace(",", ".")) if found else None


@dataclass(frozen=True)
class Codes:
    """What is told of the values in a column, before anything is guessed.

    Parameters
    ----------
    missing : reason (tables.MISSING_REASONS) to codes, from a profile.
    declared : the codes that the maker of a statistical file declared to be no answer: the label tells why
        ("n.v.t."), else the instrument's own codes do, else it is unknown.
    labels : a word or number in the file to its score, from a profile.
    value_labels : a value to its label, from a statistical file: the label tells what the value means.
    """

    missing: Mapping[str, Iterable[str]] = field(default_factory=dict)
    declared: Iterable[str] = ()
    labels: Mapping[str, float] = field(default_factory=dict)
    value_labels: Mapping[str, str] = field(default_factory=dict)


NO_CODES = Codes()  # nothing is told of the values


class ByCode:
    """Meanings by number where a code is one (9, 9,00 and 9.0 are the same), else by its letters."""

    def __init__(self, pairs: Iterable[tuple[str, object]], spelled: Callable[[str], str] = code_of) -> None:
        self._spelled = spelled
        self._words = {self._key(str(code)): meaning for code, meaning in pairs}

    def _key(self, text: str) -> float | str:
        number = number_of(text)
        return (self._spelled(text) or code_of(text)) if number is None else number

    def get(self, text: str) -> object:
        """The meaning of a text, or None."""
        return self._words.get(self._key(text)) if self._words else None
