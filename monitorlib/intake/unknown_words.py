"""Words of a long table that name no leefgebied: it is refused for them as a wide one is for its columns."""

from collections.abc import Iterator

import pandas as pd

from monitorlib.instruments import Instruments
from monitorlib.intake.identifiers import LONG_TEXT, holds_full_name, identity_in, safe_name
from monitorlib.intake.long_tables import instrument_of_rows, leefgebied_of_rows
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.sources import Export
from monitorlib.texts import Text

NAMED = 6  # so many words and rows are named
LEAST_RESIDENTS = 2  # a word that stands at fewer may be about one of them


def unknown_areas(
    export: Export, mapping: Mapping, instruments: Instruments, given: str | None
) -> Iterator[Question]:
    """A question where words in the column of leefgebieden name none of the instrument.

    Leefgebieden that no row names are no question: a long export has a row for what was scored only, where a
    wide one has an empty column; a leefgebied under another name shows itself as an unknown word.
    """
    column = mapping.column("leefgebied")
    if mapping.shape != "C" or column is None:
        return
    told = [c for c in (column, mapping.column("instrument")) if c is not None]
    rows = export.frame[export.frame[column].str.strip() != ""][told].drop_duplicates()
    which = instrument_of_rows(rows, mapping, instruments, given)
    unknown = []
    for id in which.cat.categories:
        its = rows[(which == id).to_numpy()]
        if id in instruments:
            unknown += its.loc[
                leefgebied_of_rows(its, mapping, instruments[id]).isna().to_numpy(), column
            ].tolist()
    if unknown:
        yield _question(export, mapping, column, list(dict.fromkeys(unknown)))


def _question(export: Export, mapping: Mapping, column: str, unknown: list[str]) -> Question:
    name, rows = safe_name(column), export.frame[export.frame[column].isin(unknown)]
    told = _tellable(rows, mapping.column("client"), column, unknown)
    places = ", ".join(str(row) for row in rows.index[:NAMED]) + (", …" if len(rows) > NAMED else "")
    shown = ": " + ", ".join(f"'{word}'" for word in told) if told else ""
    asked = Text(
        f"kolom '{name}': geen leefgebied van het instrument in rij {places}{shown}.",
        f"column '{name}': no leefgebied of the instrument in row {places}{shown}.",
    )
    skip = Text("die rijen weigeren en de andere lezen", "refuse those rows and read the others")
    return Question(column, asked, (Answer(skip, {"partial": True}),))


def _tellable(rows: pd.DataFrame, client: str | None, column: str, unknown: list[str]) -> list[str]:
    """The words that may be told: those that stand at several residents, and are nobody's name."""
    residents = rows.groupby(column)[client].nunique() if client else pd.Series(dtype="int64")
    shared = [w for w in unknown if residents.get(w, 0) >= LEAST_RESIDENTS]
    told = [w for w in shared if not identity_in(w) and not holds_full_name(w) and len(w) <= LONG_TEXT]
    return [safe_name(" ".join(word.split())) for word in told[:NAMED]]
