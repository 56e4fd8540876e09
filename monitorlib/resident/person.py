"""Who a client number is: the pseudonyms that it has with this key, and whether that is one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.words import number_of
from monitorlib.intake.pseudonymise.pseudonyms import Key, read_key
from monitorlib.measurements.delta import key_of, open_table, teams_in
from monitorlib.resident.panels import Measurement, rows_of
from monitorlib.workspace import Workspace


@dataclass(frozen=True)
class Person:
    """One person in the table: a pseudonym, and the rows of the sources that are about this person."""

    resident_id: str
    rows: tuple[Measurement, ...]

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that measured this person, in order."""
        return tuple(sorted({row.team for row in self.rows}))

    @property
    def sources(self) -> tuple[str, ...]:
        """The registrations that the rows came from, in order."""
        return tuple(sorted({row.source for row in self.rows}))

    @property
    def told(self) -> Text:
        """Which one this is, in words: the team, when, and the system."""
        teams, sources = ", ".join(self.teams), ", ".join(self.sources)
        years = [row.measured_on.year for row in self.rows]
        first, last = min(years), max(years)
        when = str(first) if first == last else f"{first}–{last}"
        return Text(f"{teams}, {when} (uit: {sources})", f"{teams}, {when} (from: {sources})")


def key_for(workspace: Workspace, key: Path) -> Key:
    """The key of this workspace, read from its file; a UserError for the key of another one, or no data."""
    secret = read_key(key, workspace)
    open_table(workspace)
    if key_of(workspace) not in (None, secret.id):
        raise UserError(
            Text(
                "Deze werkmap is met een andere sleutel gemaakt.",
                "This workspace was made with another key.",
            ),
            Text("Geef de sleutel van de import mee.", "Pass on the key of the import."),
        )
    return secret


def persons_of(workspace: Workspace, key: Key, number: str, ever: bool = False) -> tuple[Person, ...]:
    """Everybody whom a client number may mean, by the table of now or (`ever`) by any version; else a UserError.

    A number is a person, or it is one within a team only: both are looked up. Rows of two sources under one
    pseudonym are one person where the sources share a team; where they do not, each is told as one, to be asked.
    """
    versions = range(open_table(workspace).version() + 1) if ever else (None,)
    teams = {team for version in versions for team in teams_in(workspace, version)}
    wanted = pseudonyms(key, number, teams)
    rows = list(dict.fromkeys(row for version in versions for row in rows_of(workspace, wanted, version)))
    ids = sorted({row.resident_id for row in rows})
    found = [person for id in ids for person in _parted([row for row in rows if row.resident_id == id])]
    if not found:
        raise UserError(
            Text("Dit cliëntnummer staat niet in de werkmap.", "This client number is not in the workspace."),
            Text(
                "Kijk of het nummer klopt, zoals het in het registratiesysteem staat.",
                "See whether the number is right, as it is in the registration system.",
            ),
        )
    return tuple(found)


def pseudonyms(key: Key, number: str, teams: Iterable[str]) -> set[str]:
    """The pseudonyms that a number has: by itself, and with each team."""
    beside = (parts for team in teams for parts in ((team, number), (number, team)))
    return {key.pseudonym("resident", each) for each in (number, *map(number_of, beside))}


def rows_together(persons: Iterable[Person]) -> tuple[Measurement, ...]:
    """The measurements of these, who are one person."""
    return tuple(row for person in persons for row in person.rows)


def _parted(rows: list[Measurement]) -> list[Person]:
    """The sources of one pseudonym, put together where they share a team, directly or by way of each other."""
    groups: list[tuple[set[str], set[str]]] = []
    for source in sorted({row.source for row in rows}):
        teams, sources = {row.team for row in rows if row.source == source}, {source}
        for group in [each for each in groups if each[0] & teams]:
            groups.remove(group)
            teams, sources = teams | group[0], sources | group[1]
        groups.append((teams, sources))
    id = rows[0].resident_id
    return [Person(id, tuple(row for row in rows if row.source in sources)) for _teams, sources in groups]


def narrowed(
    persons: tuple[Person, ...], team: str | None = None, source: str | None = None
) -> tuple[Person, ...]:
    """Those of a team and a source; a UserError where that is none of them."""
    left = tuple(
        person
        for person in persons
        if (team is None or team in person.teams) and (source is None or source in person.sources)
    )
    if not left:
        raise UserError(
            Text(
                "Onder dit cliëntnummer staat niemand van dat team of dat systeem.",
                "Under this client number there is nobody of that team or system.",
            ),
            _choices(persons),
        )
    return left


def refuse_several(persons: tuple[Person, ...]) -> None:
    """A UserError that asks whether these are one person."""
    if len(persons) > 1:
        raise UserError(
            Text(
                "Dit cliëntnummer staat er vaker, en het is niet zeker dat het één persoon is.",
                "This client number is there more than once, and it is not sure that it is one person.",
            ),
            _choices(persons),
        )


def _choices(persons: tuple[Person, ...]) -> Text:
    nl, en = ("; ".join(person.told[language] for person in persons) for language in ("nl", "en"))
    return Text(
        f"Kies met --team of --source, of zeg met --same-person dat het één persoon is. Er staat: {nl}.",
        f"Choose with --team or --source, or say with --same-person that it is one person. There is: {en}.",
    )
