"""Every field of a release, and whose rows stand behind it. One place; a test fails for a field without an entry.

All of it is asked: rows of the team by the door at this release, rows of the period before by the door at the
release that `before_version` names, rows of other teams by the door at the releases that `references` name, under
the export profile. From no other row may anything enter (decision 73).
"""

from enum import Enum


class Source(Enum):
    """What a field is made of."""

    OWN = "rows of the team in this period"
    BEFORE = "rows of the team in the period before, as they were released"
    OTHERS = "what three or more other teams released and may leave the room"
    WHO = "who was measured where, no score"
    SETTINGS = "settings of the workspace"
    INSTRUMENT = "the instrument's file, or words of a check"
    MAKING = "when and with what it was made"
    PARTS = "other parts of the release"


_ANSWERED = frozenset({Source.OWN, Source.BEFORE, Source.OTHERS})  # by the check that it is

FIELDS: dict[str, dict[str, frozenset[Source]]] = {
    "Interval": dict.fromkeys(("estimate", "low", "high"), frozenset({Source.OWN})),
    "Check": dict.fromkeys(("check", "label", "what_it_cannot_say"), frozenset({Source.INSTRUMENT}))
    | dict.fromkeys(("answer", "strength", "flagged", "takes_away", "sentence", "question"), _ANSWERED),
    "Block": dict.fromkeys(("code", "label"), frozenset({Source.WHO})),
    "Row": dict.fromkeys(("leefgebied", "label"), frozenset({Source.INSTRUMENT}))
    | dict.fromkeys(
        ("n", "counts", "mean_shift", "could_improve", "blocks", "start", "few"),
        frozenset({Source.OWN}),
    )
    | dict.fromkeys(("interval", "p_class", "verdict", "checks"), frozenset({Source.PARTS})),
    "View": dict.fromkeys(
        (
            *("instrument", "label", "citation", "rater", "kind", "scale"),
            *("unchanged_within", "unchanged_source"),
        ),
        frozenset({Source.INSTRUMENT}),
    )
    | dict.fromkeys(("n_measured", "n_again"), frozenset({Source.WHO}))
    | {"cohesion": frozenset({Source.OWN, Source.WHO})}
    | dict.fromkeys(("rows", "blocks"), frozenset({Source.PARTS})),
    "Figure": dict.fromkeys(
        ("instrument", "rater", "language", "file", "sha256", "alt"), frozenset({Source.PARTS})
    ),
    "ReleasedPeriod": dict.fromkeys(("id", "label", "start", "end"), frozenset({Source.SETTINGS})),
    "Content": dict.fromkeys(
        (
            *("team", "organisation", "purpose", "notice", "min_residents", "margin", "audience"),
            *("k", "m", "reason", "blocks_by"),
        ),
        frozenset({Source.SETTINGS}),
    )
    | dict.fromkeys(("data_version", "seed", "before_version"), frozenset({Source.MAKING}))
    | dict.fromkeys(("period", "views", "cards"), frozenset({Source.PARTS})),
    # made where no row is, of the parts of this release and the words of the workspace's notebook
    "CardChoice": dict.fromkeys(("name", "label", "values"), frozenset({Source.PARTS})),
    "CardRow": dict.fromkeys(
        ("instrument", "rater", "label", "parts", "n", "counts", "mean_shift"), frozenset({Source.PARTS})
    ),
    "CardVariant": dict.fromkeys(("values", "rows"), frozenset({Source.PARTS})),
    "Card": dict.fromkeys(
        ("name", "title", "text", "step", "choices", "variants"), frozenset({Source.PARTS})
    ),
    "CardPicture": dict.fromkeys(
        ("card", "variant", "language", "file", "sha256", "alt"), frozenset({Source.PARTS})
    ),
    "Reference": dict.fromkeys(("team", "period", "number"), frozenset({Source.MAKING})),
    "Manifest": dict.fromkeys(("number", "created", "code", "notebooks"), frozenset({Source.MAKING}))
    | {"audit": frozenset({Source.OWN, Source.WHO}), "references": frozenset({Source.PARTS})},
    "Release": dict.fromkeys(
        ("schema", "content", "figures", "manifest", "card_pictures"), frozenset({Source.PARTS})
    ),
}

# the checks whose answer rests on more than the team's own residents of the period
CHECKS = {
    "case_mix": frozenset({Source.OWN, Source.BEFORE}),
    "regression_to_the_mean": frozenset({Source.OWN, Source.BEFORE}),
    "elsewhere": frozenset({Source.OTHERS, Source.PARTS}),
}
