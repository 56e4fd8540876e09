"""What is said besides of an explanation that holds: it turns round within groups, or is the same sign as another.

Two explanations that rest on (nearly) the same residents are one sign, not two. That is asked of every division
that a check looks at, not only of the one it picked by outcomes; so the words follow from who was measured by whom
and when, and from answers that stand beside them (decision 93).
"""

from collections.abc import Mapping

import numpy as np

from monitorlib.explanations.finding import Finding
from monitorlib.foundation.texts import Text

NEARLY = 0.8  # on either side of the division at least eight of ten residents are the same
NOTE = Text(
    "Let op: dit gaat misschien over (bijna) dezelfde inwoners als ‘{others}’. Samen is dat dan één aanwijzing.",
    "Mind: this may be about (nearly) the same residents as ‘{others}’. Together that is one sign then.",
)


def rest_on_the_same(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether any division of `one` parts the residents nearly as one of `other` does, mirrored or not.

    Shape (divisions, residents): 1 in the group, −1 in the rest, 0 neither. Each side is compared with its like:
    those in both, as a part of those in either.
    """
    if not len(one) or not len(other):
        return False
    sides = [(one == side, other == turned) for side, turned in ((1, 1), (-1, -1), (1, -1), (-1, 1))]
    alike = [_in_both(a.astype(float), b.astype(float)) for a, b in sides]
    return bool(
        (np.minimum(alike[0], alike[1]) >= NEARLY).any() or (np.minimum(alike[2], alike[3]) >= NEARLY).any()
    )


def _in_both(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    both = one @ other.T
    either = one.sum(axis=1)[:, None] + other.sum(axis=1)[None, :] - both
    return both / np.maximum(either, 1)


def overlaps_of(divisions: dict[str, np.ndarray]) -> dict[str, tuple[str, ...]]:
    """Check → the other checks that rest on nearly the same residents; `divisions` of the checks that hold."""
    return {
        name: tuple(
            other for other, theirs in divisions.items() if other != name and rest_on_the_same(mine, theirs)
        )
        for name, mine in divisions.items()
    }


def overlap_note(labels: list[Text]) -> Text:
    """The sentence that tells it; `labels`: of the other explanations."""
    names = Text("’, ‘".join(label.nl for label in labels), "’, ‘".join(label.en for label in labels))
    return NOTE.fill(others=names)


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
