"""Text to scores of one instrument: `4`, `4,0`, `4 - voldoende zelfredzaam`, the label; what stands for none."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from monitorlib.instruments import Instrument
from monitorlib.intake.know.words import plain
from monitorlib.tables import MISSING_REASONS

# --- what stands for "no score", whatever the instrument

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


# --- scores of one instrument

_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_FORM = re.compile(rf"\(?({_NUMBER})\)?\s*(?:[-–—.:=)]\s*|\s+)?(.*)", re.DOTALL)
_TRAILING = re.compile(rf"(.*\D)\s*\(({_NUMBER})\)", re.DOTALL)
_BEHIND = re.compile(r"([^\d]*[a-z])\s*[-–—:=]?\s*(\d+(?:[.,]\d+)?)", re.DOTALL | re.IGNORECASE)
_OUT_OF = re.compile(rf"({_NUMBER})\s*(?:/|van(?: de)?|uit|of|out of)\s*(\d+)", re.IGNORECASE)
_NAMES_OF_A_SCORE = {
    "niveau", "level", "score", "cijfer", "trede", "stap", "punt", "punten", "point", "points", "pt", "ster",
    "sterren", "star", "stars", "schaal", "waarde",
}  # fmt: skip
_SAME = {  # the ways to say yes and no, beside the labels of an instrument that has them
    "ja": "yes|j|y|true|waar|behaald|bereikt|gehaald|volledig behaald|volledig bereikt|achieved|reached",
    "nee": "no|n|false|onwaar|niet behaald|niet bereikt|niet gehaald|not achieved|not reached",
    "deels": "partly|partially|gedeeltelijk|deels behaald|deels bereikt|gedeeltelijk behaald|"
    "gedeeltelijk bereikt|partly achieved|partly reached",
}

_ANYWHERE = ByCode(WORDS.items())  # missing codes, whatever the instrument


def read_scores(
    values: pd.Series,
    instrument: Instrument,
    codes: Codes = NO_CODES,
) -> pd.DataFrame:
    """Read a column of text as scores of `instrument`.

    `codes` is what a profile or a statistical file tells of the values; it goes before the scale. Returns,
    with the index of `values`: `score` (float32, missing where there is none), `missing` (a reason of
    tables.MISSING_REASONS where the export says why; a blank cell is `not_filled_in`), `blank` and `rule`
    (why a value was refused: one of RULES).
    """
    read = scored(values, instrument, codes)
    return pd.DataFrame(
        {
            "score": read.score,
            "missing": pd.Categorical.from_codes(read.missing, categories=list(MISSING_REASONS)),
            "blank": read.blank,
            "rule": pd.Categorical.from_codes(read.rule, categories=list(RULES)),
        },
        index=values.index,
    )


class Scored(NamedTuple):
    """What `read_scores` gives as arrays; `missing` and `rule` are places in MISSING_REASONS and RULES, or -1."""

    score: np.ndarray
    missing: np.ndarray
    blank: np.ndarray
    rule: np.ndarray


def scored(values: pd.Series, instrument: Instrument, codes: Codes) -> Scored:
    """The same as `read_scores` without its table, of which a wide export would make one a column."""
    at, distinct = pd.factorize(values, use_na_sentinel=False)
    words = _Words(instrument, codes)
    read = [words.read(text if isinstance(text, str) else "") for text in distinct]
    scores = np.array([score for score, *_ in read], dtype="float32")
    missing = _places([reason for _, reason, _ in read], MISSING_REASONS)
    rules = _places([rule for *_, rule in read], RULES)
    blank = np.array([not isinstance(t, str) or not t.strip() for t in distinct], dtype=bool)
    if not len(distinct):
        at = np.array([], dtype="int64")
    return Scored(scores[at], missing[at], blank[at], rules[at])


RULES = ("outside_scale", "no_score", "label_contradicts", "between_scores")


def _places(words: Sequence[str | None], known: tuple[str, ...]) -> np.ndarray:
    return np.array([-1 if word is None else known.index(word) for word in words], dtype="int8")


class _Words:
    """What the values of one column mean: what is told, the labels of the instrument, its missing codes."""

    def __init__(self, instrument: Instrument, codes: Codes) -> None:
        self.scale = instrument.scale
        self.told_missing = ByCode((c, reason) for reason, its in codes.missing.items() for c in its)
        self.declared = ByCode((code, UNKNOWN) for code in codes.declared)
        self.told_labels = ByCode(codes.labels.items(), plain)
        self.value_labels = ByCode(codes.value_labels.items())
        self.missing = ByCode((c, reason) for reason, its in instrument.missing.items() for c in its)
        self.labels = {
            plain(word): score
            for score, label in instrument.scale.labels.items()
            for word in (label.nl, label.en)
        }
        self.labels |= {
            word: self.labels[label]
            for label, same in _SAME.items()
            if label in self.labels
            for word in same.split("|")
            if word not in self.labels
        }

    def fits(self, score: float) -> bool:
        """Whether a score lies on the scale, and on a step of it where it has steps."""
        low, high, step = self.scale.low, self.scale.high, self.scale.step
        on_step = step == 0 or abs((score - low) / step - round((score - low) / step)) < 1e-6
        return low <= score <= high and on_step

    def _amiss(self, score: float) -> str:
        """The rule that a score which does not fit breaks: a mean lies within the scale, and is no score of it."""
        return "between_scores" if self.scale.low <= score <= self.scale.high else "outside_scale"

    def _may_be_called(self, number: float, words: str) -> bool:
        """Whether `words` are this score's label, whole, cut off ("voldoende…") or followed by a remark."""
        own = [label for label, score in self.labels.items() if score == number]
        return words in _NAMES_OF_A_SCORE or any(
            label.startswith(words) or words.startswith(label) for label in own
        )

    def read(self, text: str) -> tuple[float, str | None, str | None]:
        """One value as (score, missing reason, rule broken). What is told goes first, the scale before codes."""
        if not text.strip():
            return np.nan, NOT_FILLED_IN, None
        if reason := self.told_missing.get(text):
            return np.nan, reason, None
        if (told := self.told_labels.get(text)) is not None:
            return (told, None, None) if self.fits(told) else (np.nan, None, self._amiss(told))
        label = self.value_labels.get(text)
        if declared := self.declared.get(text):
            return np.nan, self._labelled(label) or self._missing(text) or declared, None
        if label is not None and plain(label) in self.labels:
            return self.labels[plain(label)], None, None
        if reason := self._labelled(label):
            return np.nan, reason, None
        score, rule = self._score(text.replace("−", "-").strip())
        if rule is None:
            return score, None, None
        reason = self._missing(text)
        return (np.nan, reason, None) if reason else (np.nan, None, rule)

    def _labelled(self, label: str | None) -> str | None:
        """The reason that the label of a value tells, also before a remark: "n.v.t. (woont alleen)"."""
        words = () if label is None else (label, re.split(r"[(,;:/–—]| - ", label)[0])
        return next((reason for part in words if (reason := self._missing(part))), None)

    def _missing(self, text: str) -> str | None:
        """The reason behind a missing code, also with a word beside it: `9 - onbekend`."""
        found = re.fullmatch(r"\(?(-?\d+(?:[.,]0+)?)\)?\s*[-–—.:=)]?\s*(\D+)", code_of(text))
        for part in (text, *(found.groups() if found else ())):
            if reason := self.missing.get(part) or _ANYWHERE.get(part):
                return reason
            if number_of(part) in CONVENTIONAL and not self.fits(number_of(part)):
                return UNKNOWN
        return None

    def _score(self, text: str) -> tuple[float, str | None]:
        if plain(text) in self.labels:
            return self.labels[plain(text)], None
        if (out_of := _OUT_OF.fullmatch(text)) and float(out_of[2]) == self.scale.high:
            text = out_of[1]
        number, words = _number_and_words(text)
        if number is None:
            return np.nan, "no_score"
        if words and not self._may_be_called(number, words):
            return np.nan, "label_contradicts" if words in self.labels else "no_score"
        return (number, None) if self.fits(number) else (np.nan, self._amiss(number))


def _number_and_words(text: str) -> tuple[float | None, str]:
    """The number and the plain words of `4 - voldoende`, `4. voldoende`, `voldoende (4)`, `niveau 4`."""
    if trailing := _TRAILING.fullmatch(text) or _BEHIND.fullmatch(text):
        words, number = trailing.groups()
    elif leading := _FORM.fullmatch(text):
        number, words = leading.groups()
    else:
        return None, ""
    return float(number.replace(",", ".")), plain(words)
