"""What is said besides of an explanation that holds: it turns round within groups; it rests on the same
residents."""

from collections.abc import Mapping

import numpy as np

from monitorlib.explanations.finding import Finding
from monitorlib.explanations.overlap import overlap_note, overlaps_of
from monitorlib.foundation.texts import Text


def with_notes(rows: list[dict], findings: list[Finding], labels: Mapping[str, Text]) -> list[dict]:
    """Rows of CHECKS of one team, with `reversal`, `reversal_en`, `reversal_tables`, `overlaps` and what they add
    to the sentence; `labels` name each check. The sentence without numbers (`told`) stays: what is added there is
    up to the door."""
    turned = [_with_reversal(row, finding) for row, finding in zip(rows, findings, strict=True)]
    return _with_overlaps(turned, findings, labels)


def _with_reversal(row: dict, finding: Finding) -> dict:
    found = finding.reversal if row["answer"] == "supports" else None
    if found is None:
        return row | {"reversal": None, "reversal_en": None, "reversal_tables": ()}
    told = {"reversal": found.note.nl, "reversal_en": found.note.en, "reversal_tables": found.tables}
    return _longer(row, found.note) | told


def _with_overlaps(rows: list[dict], findings: list[Finding], labels: Mapping[str, Text]) -> list[dict]:
    """Looked for among those that hold, leefgebied by leefgebied."""
    holding: dict[tuple, dict[str, np.ndarray]] = {}
    for row, finding in zip(rows, findings, strict=True):
        if row["answer"] == "supports" and finding.divisions is not None:
            holding.setdefault(_place(row), {})[row["check"]] = finding.divisions
    overlaps = {place: overlaps_of(divisions) for place, divisions in holding.items()}
    return [_overlapping(row, overlaps.get(_place(row), {}).get(row["check"], ()), labels) for row in rows]


def _place(row: dict) -> tuple:
    return row["instrument"], row["rater"], row["leefgebied"]


def _overlapping(row: dict, others: tuple[str, ...], labels: Mapping[str, Text]) -> dict:
    told = row | {"overlaps": others}
    return _longer(told, overlap_note([labels[name] for name in others])) if others else told


def _longer(row: dict, note: Text) -> dict:
    sentences = {"sentence": f"{row['sentence']} {note.nl}", "sentence_en": f"{row['sentence_en']} {note.en}"}
    return row | sentences
