"""What was found of leefgebieden in a header: an area for a column, and how sure it is."""

from dataclasses import dataclass, field

from monitorlib.intake.moment_words import When

PART, STRANGE, DOUBTFUL, RIVALS = 0.75, 0.7, 0.6, 0.5  # confidences, all below SURE


@dataclass(frozen=True)
class Area:
    """One leefgebied of one instrument, found under a name; `when` and `moment` where the name tells one."""

    instrument: str
    leefgebied: str
    moment: str | None
    confidence: float
    when: When | None = None
    one_moment: bool = False  # the file has no other moment, and a date of none
    strange: bool = False  # an unknown word stands beside the name


@dataclass(frozen=True)
class Found:
    """The leefgebieden of a header, and the columns that resemble one but have a strange word beside it.

    `strange` maps that word (or words) to its columns, each with the leefgebied that it resembles. `shared`
    are the words that stand beside every leefgebied.
    """

    areas: dict[str, Area] = field(default_factory=dict)
    strange: dict[tuple[str, ...], dict[str, Area]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
