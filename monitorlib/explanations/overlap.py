"""Do two explanations that hold rest on (nearly) the same residents? Then they are one sign, not two.

Asked of every division that a check looks at, not only of the one it picked by outcomes; so the words follow
from who was measured by whom and when, and from answers that stand beside them (decision 93).
"""

import numpy as np

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
