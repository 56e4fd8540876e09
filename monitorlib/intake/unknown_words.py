"""Words of a long table that name no leefgebied: it is refused for them as a wide one is for its columns."""

from collections.abc import Iterator

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.abbreviations import abbreviated
from monitorlib.intake.identifiers import LONG_TEXT, holds_full_name, identity_in, safe_name
from monitorlib.intake.long_tables import instrument_of_rows, leefgebied_of_rows
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.profiles import Profile
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.sources import Export
from monitorlib.intake.told_names import NONE
from monitorlib.intake.words import plain

NAMED = 6  # so many rows are named
MOST_ASKED = 20  # words that are asked one by one; with more the instrument is another one
LEAST_RESIDENTS = 2  # a word that stands at fewer may be about one of them
SKIP = Text("die rijen weigeren en de andere lezen", "refuse those rows and read the others")


def unknown_areas(
    export: Export, mapping: Mapping, instruments: Instruments, given: str | None, profile: Profile
) -> Iterator[Question]:
    """A question for each word in the column of leefgebieden that names none of the instrument.

    Leefgebieden that no row names are no question: a long export has a row for what was scored only, where a
    wide one has an empty column; a leefgebied under another name shows itself as an unknown word, for which
    the leefgebieden that no row names are offered.
    """
    column = mapping.column("leefgebied")
    if mapping.shape != "C" or column is None:
        return
    told = [c for c in (column, mapping.column("instrument")) if c is not None]
    rows = export.frame[told].drop_duplicates()
    rows = rows[rows[column].str.strip() != ""]
    which = instrument_of_rows(rows, mapping, instruments, given)
    refused = {plain(word) for word, area in profile.leefgebieden.items() if area == NONE}
    for id in which.cat.categories:
        its = rows[(which == id).to_numpy()]
        if id in instruments:
            codes = leefgebied_of_rows(its, mapping, instruments[id])
            unknown = its.loc[codes.isna().to_numpy(), column]
            left = [word for word in dict.fromkeys(unknown) if plain(word) not in refused]
            if not left:
                continue
            free = [area for area in instruments[id].leefgebieden if area.code not in set(codes.dropna())]
            yield from _questions(export, mapping, left, instruments[id], free)


def _questions(
    export: Export, mapping: Mapping, unknown: list[str], instrument: Instrument, free: list[Leefgebied]
) -> Iterator[Question]:
    column = mapping.column("leefgebied")
    rows = export.frame[export.frame[column].isin(unknown)]
    told = _tellable(rows, mapping.column("client"), column, unknown, instrument.leefgebieden)
    told = told if len(told) <= MOST_ASKED else []
    for word in told:
        yield _about(word, column, rows.index[(rows[column] == word).to_numpy()], instrument, free)
    if others := [word for word in unknown if word not in told]:
        yield _of_all(column, rows.index[rows[column].isin(others).to_numpy()])


def _about(
    word: str, column: str, rows: pd.Index, instrument: Instrument, free: list[Leefgebied]
) -> Question:
    """What one word means: the leefgebied that it may shorten, one that no row names yet, or none."""
    name, shown, where = safe_name(column), " ".join(word.split()), _places(rows)
    asked = Text(
        f"kolom '{name}': '{shown}' is geen bekend leefgebied van {instrument.label.nl} (rij {where}).",
        f"column '{name}': '{shown}' is no known leefgebied of {instrument.label.en} (row {where}).",
    )
    likely = abbreviated(word, free) or abbreviated(word, instrument.leefgebieden)
    areas = [likely, *(area for area in free if area is not likely)] if likely else free
    means = [Answer(area.label, {"leefgebieden": {word: area.label.nl}}) for area in areas]
    none = Answer(SKIP, {"leefgebieden": {word: NONE}})
    return Question(column, asked, (*means, none) if likely else (none, *means))


def _of_all(column: str, rows: pd.Index) -> Question:
    """The words that may not be told, as they may be about one resident: only their rows are."""
    name, where = safe_name(column), _places(rows)
    asked = Text(
        f"kolom '{name}': geen leefgebied van het instrument in rij {where}.",
        f"column '{name}': no leefgebied of the instrument in row {where}.",
    )
    return Question(column, asked, (Answer(SKIP, {"partial": True}),))


def _places(rows: pd.Index) -> str:
    return ", ".join(str(row) for row in rows[:NAMED]) + (", …" if len(rows) > NAMED else "")


def _tellable(
    rows: pd.DataFrame, client: str | None, column: str, unknown: list[str], areas: tuple[Leefgebied, ...]
) -> list[str]:
    """The words that may be told: at several residents or short for a leefgebied, and nobody's name."""
    residents = rows.groupby(column)[client].nunique() if client else pd.Series(dtype="int64")
    shared = [w for w in unknown if residents.get(w, 0) >= LEAST_RESIDENTS or abbreviated(w, areas)]
    return [w for w in shared if not identity_in(w) and not holds_full_name(w) and len(w) <= LONG_TEXT]
