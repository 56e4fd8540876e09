"""The tables that one file holds (sheets, files in a ZIP, tables of a page), and those that are joined."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.know.fields import SURE, guess_by_name
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.questions import Question
from monitorlib.intake.know.words import plain

# --- a table as it stands in a file


@dataclass(frozen=True)
class Grid:
    """A table as it stands in a file: all text, the index is the row's number as a spreadsheet shows it.

    `header_row` is the number of the (last) row with column names. `uneven` are the numbers of the rows
    that are not in `frame`, `reasons` the rule of those that have not just another number of fields than
    the header. `headings` counts the rows that are titles or column names, also those between two blocks,
    `closing` the totals and footers, `continued` the lines of a text that go on in the row above them.

    `added_columns` are the columns of `frame` that are none in the file, with what they hold: the names of
    the sheets, a word of the titles.

    So for a text: lines = headings + rows of `frame` + `uneven` + `closing` + `continued`.
    """

    frame: pd.DataFrame
    header_row: int
    closing: int
    uneven: tuple[int, ...] = ()
    separator: str | None = None
    reasons: Mapping[int, str] = field(default_factory=dict)
    headings: int = 0
    continued: int = 0
    lines: int | None = None
    notes: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()
    added_columns: Mapping[str, Text] = field(default_factory=dict)

    @property
    def unaccounted(self) -> int:
        """How many lines of a text are neither heading, row, closing nor part of a row: always 0."""
        told = self.headings + len(self.frame) + len(self.uneven) + self.closing + self.continued
        return 0 if self.lines is None else self.lines - told


# --- one of the tables of a file

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


# --- tables that are joined

# the key of a row in the form, and what refers to it in a repeat: KoboToolbox, ODK Central, OpenRosa
KEYS = (
    ("_index", "_parent_index"),
    ("KEY", "PARENT_KEY"),
    ("_id", "_submission__id"),
    ("_uuid", "_submission__uuid"),
)
_TABLE_NAME = "_parent_table_name"


def join_parts(parts: Sequence[Part], known: Known) -> list[Part]:
    """The parts with every repeat joined to its form, or scores to the list of their clients.

    A form that only tells about its repeats is no part of its own any more.
    """
    by_keys = join_by_keys(parts, known)
    return _with_clients(parts, known) if by_keys is None else by_keys


def join_by_keys(parts: Sequence[Part], known: Known) -> list[Part] | None:
    """The parts with every repeat joined to its form; None where no part refers to another."""
    links = {child.number: link for child in parts if (link := _link(child, parts, known)) is not None}
    if not links:
        return None
    above = {parent.number for parent, *_ in links.values()}
    kept = [p for p in parts if p.number not in above or "score" in roles(p, known)]
    return [_whole(part, links, ()) for part in kept]


def refers_elsewhere(columns: Sequence[str]) -> bool:
    """Whether this is a repeat, whose clients stand in another table."""
    return any(reference in columns for _, reference in KEYS[:2])


def _link(child: Part, parts: Sequence[Part], known: Known) -> tuple[Part, str, str] | None:
    """The part that a part refers to, with the key there and the reference here."""
    for key, reference in (*_told_keys(known), *KEYS):
        if reference not in child.columns:
            continue
        above = [p for p in parts if p.number != child.number and key in p.columns]
        above = [p for p in above if _is_named(p, child)] or above
        if above:
            return max(above, key=lambda p: _found(child, reference, p, key)), key, reference
    return None


def _told_keys(known: Known) -> Iterator[tuple[str, str]]:
    for profile in known.profiles:
        if "key" in profile.join:
            yield profile.join["key"], profile.join.get("parent", profile.join["key"])


def _is_named(part: Part, child: Part) -> bool:
    """Whether the child says that this is its form (a sheet's name is cut off after 31 signs)."""
    if _TABLE_NAME not in child.columns or not part.name:
        return False
    return any(name[:25] == part.name[:25] for name in child.grid.frame[_TABLE_NAME].unique())


def _found(child: Part, reference: str, part: Part, key: str) -> int:
    return int(child.grid.frame[reference].isin(part.grid.frame[key]).sum())


def _whole(child: Part, links: dict, seen: tuple[int, ...]) -> Part:
    """A part joined to its form, that form to its own, and so on."""
    if child.number not in links or child.number in seen:
        return child
    parent, key, reference = links[child.number]
    return joined(child, _whole(parent, links, (*seen, child.number)), key, reference)


def joined(child: Part, parent: Part, key: str, reference: str) -> Part:
    """The rows of `child`, each with the columns of the row of `parent` that it refers to.

    A column of the parent that the child has too is left out. A row that refers to nothing gets blanks.
    """
    above = parent.grid.frame[parent.grid.frame[key].str.strip() != ""].drop_duplicates()
    own = {plain(column) for column in child.columns}
    added = [column for column in parent.columns if column != key and plain(column) not in own]
    both = [c for c in parent.columns if c != key and plain(c) in own and not c.startswith("_")]
    if above[key].duplicated().any():
        return child.asked(_not_unique(key))
    rows = above.set_index(key)[added].reindex(child.grid.frame[reference].to_numpy())
    rows.index = child.grid.frame.index
    lost = int(rows.isna().all(axis=1).sum()) if added else 0
    frame = pd.concat([rows.fillna(""), child.grid.frame], axis=1)
    told = replace(
        child,
        grid=replace(child.grid, frame=frame, questions=(*parent.grid.questions, *child.grid.questions)),
        labels={**parent.labels, **child.labels},
        missing={**parent.missing, **child.missing},
    )
    return told.noted(*parent.grid.notes, _note(child, parent, key, reference), *_remarks(lost, both))


def _note(child: Part, parent: Part, key: str, reference: str) -> Text:
    one, two = safe_name(child.name or str(child.number)), safe_name(parent.name or str(parent.number))
    return Text(
        f"'{one}' is gekoppeld aan '{two}' op de kolom {safe_name(reference)} = {safe_name(key)}.",
        f"'{one}' was joined to '{two}' on the column {safe_name(reference)} = {safe_name(key)}.",
    )


def _remarks(lost: int, both: list[str]) -> Iterator[Text]:
    if lost:
        yield Text(
            f"rijen waarvan de hoofdtabel niets weet: {lost}.",
            f"rows that the main table knows nothing of: {lost}.",
        )
    if both:
        names = ", ".join(safe_name(column) for column in both)
        yield Text(
            f"kolommen die in beide tabellen staan; die bij de scores zijn gebruikt: {names}.",
            f"columns of both tables; those beside the scores were used: {names}.",
        )


def _not_unique(key: str) -> Question:
    name = safe_name(key)
    return Question(
        "",
        Text(
            f"de kolom '{name}' koppelt twee tabellen, maar dezelfde waarde staat er bij meer dan één rij. "
            "Zet de tabellen zelf samen en exporteer opnieuw.",
            f"the column '{name}' joins two tables, but the same value stands there in more than one row. "
            "Put the tables together yourself and export again.",
        ),
    )


def _with_clients(parts: Sequence[Part], known: Known) -> list[Part]:
    """Two parts with the same clients, one of which holds the scores and the other tells of each client."""
    if len(parts) != 2:
        return list(parts)
    scored = [part for part in parts if "score" in roles(part, known)]
    others = [part for part in parts if part not in scored]
    if len(scored) != 1 or not others:
        return list(parts)
    here, there = client_column(scored[0], known), client_column(others[0], known)
    if here is None or there is None or not _are_same(scored[0], here, others[0], there):
        return list(parts)
    return [joined(scored[0], others[0], there, here)]


def _are_same(scores: Part, here: str, clients: Part, there: str) -> bool:
    """Whether a table holds one row of each of most clients that the scores are about."""
    numbers = clients.grid.frame[there].str.strip()
    measured = set(scores.grid.frame[here].str.strip()) - {""}
    known = numbers[numbers != ""]
    return known.is_unique and len(measured & set(known)) > 0.5 * len(measured)
