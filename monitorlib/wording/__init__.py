"""Results in words and bars, from released numbers only: numbers, classes, sentences, verdicts, bars. Light."""

from monitorlib.wording.classes import AT_MOST, CLASSES, RATERS, STRENGTHS, few_in_words
from monitorlib.wording.numbers import day, percent, signed_number
from monitorlib.wording.sentences import (
    OUTDATED,
    another_border,
    interval_sentence,
    mean_sentence,
    measured_sentence,
    row_sentence,
    unchanged_sentence,
    unchanged_sources,
    why_no_groups,
    why_two_classes,
)

__all__ = [
    "AT_MOST",
    "CLASSES",
    "RATERS",
    "STRENGTHS",
    "few_in_words",
    "OUTDATED",
    "another_border",
    "interval_sentence",
    "mean_sentence",
    "measured_sentence",
    "row_sentence",
    "unchanged_sentence",
    "unchanged_sources",
    "why_no_groups",
    "why_two_classes",
    "day",
    "percent",
    "signed_number",
]
