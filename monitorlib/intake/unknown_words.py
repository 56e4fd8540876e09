"""Words of a long table that name no leefgebied: a long export is refused for them as a wide one is for its columns."""

from collections.abc import Iterable, Iterator

from monitorlib.instruments import Instruments
from monitorlib.intake.identifiers import LONG_TEXT, identity_in, looks_like_full_name, safe_name
from monitorlib.intake.long_tables import instrument_of_rows, leefgebied_of_rows
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.sources import Export
from monitorlib.texts import Text

NAMED = 6  # so many words are named
MOST_TOLD = 30  # a column with more unknown words is no list of leefgebieden; its words are not told


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
            unknown += its.loc[leefgebied_of_rows(its, mapping, instruments[id]).isna().to_numpy(), column].tolist()
    if unknown:
        yield _question(column, list(dict.fromkeys(unknown)))


def _question(column: str, unknown: list[str]) -> Question:
    name, words = safe_name(column), _shown(unknown)
    asked = Text(
        f"kolom '{name}': {len(unknown)} woorden zijn geen leefgebied van het instrument{words}.",
        f"column '{name}': {len(unknown)} words are no leefgebied of the instrument{words}.",
    )
    skip = Text("die rijen weigeren en de andere lezen", "refuse those rows and read the others")
    return Question(column, asked, (Answer(skip, {"partial": True}),))


def _shown(unknown: Iterable[str]) -> str:
    """The unknown words, where they are few, short, and nobody's."""
    words = list(unknown)
    personal = any(identity_in(w) or looks_like_full_name(w) or len(w) > LONG_TEXT for w in words)
    if personal or len(words) > MOST_TOLD:
        return ""
    more = f", … ({len(words) - NAMED})" if len(words) > NAMED else ""
    return ": " + ", ".join(f"'{safe_name(word)}'" for word in words[:NAMED]) + more
