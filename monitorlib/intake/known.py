"""What is known of an export before it is opened, so that its header and its columns can be found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from monitorlib.instruments import Instruments
from monitorlib.intake.areas import area_names
from monitorlib.intake.profiles import Profile
from monitorlib.intake.recognition import split_moment, without_noise
from monitorlib.intake.tools import marking_names
from monitorlib.intake.words import is_known, plain

# by which survey tools join a repeat to its form (KoboToolbox, ODK): said exactly so, never by chance
KEYS = frozenset(
    ("_index", "_parent_index", "_submission__id", "_submission__uuid", "_uuid", "KEY", "PARENT_KEY")
)


@dataclass(frozen=True)
class Known:
    """The instruments, the one that is meant, and the profiles that may be about this export.

    `profiles` holds one profile where it was given, else all of the workspace.
    """

    instruments: Instruments = field(default_factory=dict)
    instrument: str | None = None
    profiles: tuple[Profile, ...] = ()

    def is_name(self, cell: str) -> bool:
        """Whether a cell is a column name: by the vocabulary, a profile, or as a leefgebied.

        A leefgebied may have a moment or a word such as "score" beside it.
        """
        bare = plain(cell)
        if not bare:
            return False
        return (
            bare in self._told
            or is_known(cell)
            or cell.strip() in KEYS
            or _of_a_tool(cell)
            or self.is_area(cell)
        )

    def is_area(self, cell: str) -> bool:
        """Whether a cell names a leefgebied, with or without a moment or a word such as "score" beside it."""
        bare = plain(cell)
        return any(name in self._areas for name in (bare, without_noise(split_moment(bare)[0])))

    def is_told(self, cell: str) -> bool:
        """Whether a profile names this column."""
        return plain(cell) in self._told

    @cached_property
    def _told(self) -> frozenset[str]:
        return frozenset(plain(name) for profile in self.profiles for name in profile.named())

    @cached_property
    def _areas(self) -> frozenset[str]:
        names = (area_names(instrument) for instrument in self._meant())
        return frozenset(name for its in names for name in its)

    def _meant(self) -> Iterable:
        told = {self.instrument, *(profile.instrument for profile in self.profiles)} & set(self.instruments)
        return [self.instruments[id] for id in told] or self.instruments.values()


def _of_a_tool(cell: str) -> bool:
    """Whether a survey tool adds a column of this name to every export."""
    return " ".join(cell.casefold().split()) in marking_names()
