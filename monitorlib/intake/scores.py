"""Text to scores of one instrument: `4`, `4,0`, `4 - voldoende zelfredzaam`, the label; missing codes."""

import re

import numpy as np
import pandas as pd

from monitorlib.instruments import Instrument
from monitorlib.intake.words import plain
from monitorlib.tables import MISSING_REASONS

_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_FORM = re.compile(rf"\(?({_NUMBER})\)?\s*(?:[-–—.:=)]\s*|\s+)?(.*)", re.DOTALL)
_TRAILING = re.compile(rf"(.*\D)\s*\(({_NUMBER})\)", re.DOTALL)


def read_scores(values: pd.Series, instrument: Instrument) -> pd.DataFrame:
    """Read a column of text as scores of `instrument`.

    Returns, with the index of `values`: `score` (float32, missing where there is none), `missing` (a reason
    of tables.MISSING_REASONS where the export says why; a blank cell is `not_filled_in`), `blank` and
    `rule` (why a value was refused: outside_scale, no_score, label_contradicts).
    """
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    words = _Words(instrument)
    read = [words.read(text if isinstance(text, str) else "") for text in distinct]
    scores = np.array([r[0] for r in read], dtype="float32")
    missing = np.array([r[1] for r in read], dtype=object)
    rules = np.array([r[2] for r in read], dtype=object)
    blank = np.array([not isinstance(t, str) or not t.strip() for t in distinct], dtype=bool)
    if not len(distinct):
        codes = np.array([], dtype="int64")
    return pd.DataFrame(
        {
            "score": scores[codes],
            "missing": pd.Categorical.from_codes(_codes(missing)[codes], categories=list(MISSING_REASONS)),
            "blank": blank[codes],
            "rule": pd.Categorical.from_codes(_rule_codes(rules)[codes], categories=list(RULES)),
        },
        index=values.index,
    )


RULES = ("outside_scale", "no_score", "label_contradicts")


def _codes(reasons: np.ndarray) -> np.ndarray:
    return np.array([-1 if r is None else MISSING_REASONS.index(r) for r in reasons], dtype="int8")


def _rule_codes(rules: np.ndarray) -> np.ndarray:
    return np.array([-1 if r is None else RULES.index(r) for r in rules], dtype="int8")


class _Words:
    """The words of one instrument, made plain once: its missing codes and the labels of its scores."""

    def __init__(self, instrument: Instrument) -> None:
        self.scale = instrument.scale
        self.missing = {_code(c): reason for reason, codes in instrument.missing.items() for c in codes}
        self.labels = {
            plain(word): score
            for score, label in instrument.scale.labels.items()
            for word in (label.nl, label.en)
        }

    def fits(self, score: float) -> bool:
        """Whether a score lies on the scale, and on a step of it where it has steps."""
        low, high, step = self.scale.low, self.scale.high, self.scale.step
        on_step = step == 0 or abs((score - low) / step - round((score - low) / step)) < 1e-6
        return low <= score <= high and on_step

    def _may_be_called(self, number: float, words: str) -> bool:
        """Whether `words` are this score's label, whole, cut off ("voldoende…") or followed by a remark."""
        own = [label for label, score in self.labels.items() if score == number]
        return any(label.startswith(words) or words.startswith(label) for label in own)

    def read(self, text: str) -> tuple[float, str | None, str | None]:
        """One value as (score, missing reason, rule broken)."""
        code = _code(text)
        if not code:
            return np.nan, "not_filled_in", None
        score, rule = self._score(text.strip())
        if rule is None:
            return score, None, None
        reason = self._missing(text)
        return (np.nan, reason, None) if reason else (np.nan, None, rule)

    def _missing(self, text: str) -> str | None:
        """The reason behind a missing code, also with a word beside it: `9 - onbekend`."""
        found = re.fullmatch(r"\(?(\d+)\)?\s*[-–—.:=)]?\s*(\D+)", _code(text))
        parts = (_code(text), *(found.groups() if found else ()))
        return next((self.missing[part.strip()] for part in parts if part.strip() in self.missing), None)

    def _score(self, text: str) -> tuple[float, str | None]:
        if plain(text) in self.labels:
            return self.labels[plain(text)], None
        number, words = _number_and_words(text)
        if number is None:
            return np.nan, "no_score"
        if words and not self._may_be_called(number, words):
            return np.nan, "label_contradicts" if words in self.labels else "no_score"
        return (number, None) if self.fits(number) else (np.nan, "outside_scale")


def _number_and_words(text: str) -> tuple[float | None, str]:
    """The number and the plain words of `4 - voldoende`, `4. voldoende`, `voldoende (4)`."""
    if trailing := _TRAILING.fullmatch(text):
        words, number = trailing.groups()
    elif leading := _FORM.fullmatch(text):
        number, words = leading.groups()
    else:
        return None, ""
    return float(number.replace(",", ".")), plain(words)


def _code(text: str) -> str:
    return " ".join(text.casefold().split())
