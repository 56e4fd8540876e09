"""The tables that one file holds: the sheets of a workbook, the files in a ZIP, the tables of a web page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from monitorlib.foundation.texts import Text
from monitorlib.intake.grids import Grid
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.known import Known
from monitorlib.intake.questions import Question
from monitorlib.intake.recognition import SURE, guess_by_name
from monitorlib.intake.words import plain

SHEET = Text("tabblad", "sheet")
FILE = Text("bestand", "file")
TABLE = Text("tabel", "table")


@dataclass(frozen=True)
class Part:
    """One table in a file, and what its file knows of it (see sources.Export).

    `number` is its place among all parts of the file, from 1, hidden ones left out.
    """

    name: str | None
    grid: Grid
    number: int = 1
    encoding: str | None = None
    repaired: bool = False
    all_lines: int | None = None
    epoch: str = "1900"
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The column names, as they stand in the file."""
        return list(self.grid.frame.columns)

    @property
    def told(self) -> str:
        """How the part may be called: by its name, or by its number where a name could identify somebody."""
        name = self.name or ""
        return name if name and safe_name(name) == name else str(self.number)

    def called(self, unit: Text) -> Text:
        """The part in a sentence: tabblad 'Oost', or tabblad 2 where its name may not be told."""
        name = self.told
        shown = f"'{name}'" if name == self.name else name
        return Text(f"{unit.nl} {shown}", f"{unit.en} {shown}")

    def noted(self, *notes: Text) -> "Part":
        """This part with more remarks."""
        return replace(self, grid=replace(self.grid, notes=(*self.grid.notes, *notes)))

    def asked(self, *questions: Question) -> "Part":
        """This part with more questions."""
        return replace(self, grid=replace(self.grid, questions=(*self.grid.questions, *questions)))


def roles(part: Part, known: Known) -> frozenset[str]:
    """What the columns of a part hold, as far as their names tell: client, team, date, score …"""
    told = {plain(c): f for profile in known.profiles for c, f in profile.columns.items()}
    return frozenset(role for column in part.columns for role in _roles(column, told, known))


def _roles(column: str, told: Mapping[str, str], known: Known) -> Iterable[str]:
    guess = guess_by_name(column)
    if plain(column) in told:
        fields = [told[plain(column)]]
    elif guess is not None and guess.confidence >= SURE:
        fields = [guess.field]
    else:
        fields = ["score"] if known.is_area(column) else []
    return ["score" if f == "goal_result" else f.split("@")[0].split(":")[0] for f in fields]


def client_column(part: Part, known: Known) -> str | None:
    """The one column that names a client, or None."""
    told = {plain(c) for profile in known.profiles for c, f in profile.columns.items() if f == "client"}
    found = [c for c in part.columns if plain(c) in told or _is_client(c)]
    return found[0] if len(found) == 1 else None


def _is_client(column: str) -> bool:
    guess = guess_by_name(column)
    return guess is not None and guess.field == "client" and guess.confidence >= SURE
