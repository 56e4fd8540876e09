"""What an export lacks before anything can be read, as questions with the answers that a profile can give."""

from collections.abc import Iterable

from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.areas import area_names, near_name
from monitorlib.intake.content import reads_as_dates
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.questions import FILL_IN, Answer, Question
from monitorlib.intake.sources import Export
from monitorlib.texts import Text

MOST_ANSWERS = 6  # instruments or columns that are offered


def no_team() -> Question:
    """No column tells the team."""
    return Question(
        "",
        Text("geen kolom met het team gevonden.", "no column with the team found."),
        (Answer(Text("de naam van het team", "the name of the team"), {"team": FILL_IN}),),
    )


def no_client(mapping: Mapping) -> Question:
    """No column tells whose a row is; a citizen service number is no way out, then the export is to be mended."""
    if any(guess.field == "dropped:bsn" for guess in mapping.guesses):
        return Question(
            "",
            Text(
                "geen cliëntnummer gevonden; een burgerservicenummer wordt niet gebruikt.",
                "no client number found; a citizen service number is not used.",
            ),
        )
    column = Answer(
        Text("de kolom met het cliëntnummer", "the column of the client number"), {"client": FILL_IN}
    )
    each = Answer(Text("elke rij is een ander persoon", "each row is another person"), {"client": "row"})
    if mapping.column("household") is not None:
        asked = Text(
            "geen cliëntnummer gevonden; een huishoudnummer is geen persoon.",
            "no client number found; a household number is no person.",
        )
        return Question("", asked, (column,))
    asked = Text("geen kolom met het cliëntnummer gevonden.", "no column with the client number found.")
    return Question("", asked, (column, each))


def no_date(export: Export, mapping: Mapping, moment: str) -> Question:
    """No column tells the day of a moment; columns that read as dates are offered, then one day for all."""
    beside = f" ({moment})" if moment else ""
    asked = Text(f"geen datumkolom gevonden{beside}.", f"no date column found{beside}.")
    field = f"date@{moment}" if moment else "date"
    free = [guess.column for guess in mapping.guesses if guess.field == "ignored"]
    fitting = [column for column in free if reads_as_dates(export.frame[column])][:MOST_ANSWERS]
    columns = [Answer(_column_word(column), {"columns": {column: field}}) for column in fitting]
    day = {"moments": {moment: FILL_IN}} if moment else {"date": FILL_IN}
    words = Text("één dag voor alle rijen (jjjj-mm-dd)", "one day for all rows (yyyy-mm-dd)")
    return Question("", asked, (*columns, Answer(words, day)))


def _column_word(column: str) -> Text:
    name = safe_name(column)
    return Text(f"kolom '{name}'", f"column '{name}'")


def no_instrument(names: Iterable[str], instruments: Instruments) -> Question:
    """The instrument could not be told; those that know most of the names (columns, or rows) are offered."""
    asked = Text(
        "geen bekend instrument herkend; geef het aan met --instrument.",
        "no known instrument recognised; name it with --instrument.",
    )
    known = ", ".join(sorted(instruments))
    answers = [Answer(instruments[id].label, {"instrument": id}) for id in _fitting(names, instruments)]
    other = Answer(Text(f"een ander: {known}", f"another one: {known}"), {"instrument": FILL_IN})
    return Question("", asked, (*answers, other))


def no_areas(instrument: Instrument) -> Question:
    """The instrument is told and no column is one of its leefgebieden: the export has codes of its own."""
    asked = Text(
        f"geen kolom met een leefgebied van {instrument.label.nl} gevonden.",
        f"no column with a leefgebied of {instrument.label.en} found.",
    )
    fields = {
        f"{FILL_IN} {area.label.nl}": f"score:{instrument.id}/{area.code}" for area in instrument.leefgebieden
    }
    words = Text("de kolom van elk leefgebied", "the column of each leefgebied")
    return Question("", asked, (Answer(words, {"columns": fields}),))


def _fitting(names: Iterable[str], instruments: Instruments) -> list[str]:
    """The instruments that know most of the names; of those that know as many, the one with the fewest else."""
    names = list(names)
    known = {id: _known(names, instrument) for id, instrument in instruments.items()}
    ranked = sorted((id for id in known if known[id][0]), key=lambda id: known[id], reverse=True)
    return ranked[:MOST_ANSWERS]


def _known(names: list[str], instrument: Instrument) -> tuple[int, int]:
    its = area_names(instrument)
    found = {near_name(name, its) for name in names} - {None}
    return len(found), len(found) - len(instrument.leefgebieden)


def absent_areas(instrument: Instrument, absent: Iterable[Leefgebied]) -> Question:
    """Leefgebieden of a fixed instrument have no column."""
    nl, en = (", ".join(area.label[language] for area in absent) for language in ("nl", "en"))
    asked = Text(
        f"voor {instrument.label.nl} ontbreken leefgebieden: {nl}.",
        f"for {instrument.label.en} leefgebieden are missing: {en}.",
    )
    words = Text("ze zijn niet gemeten; lees de andere", "they were not measured; read the others")
    return Question("", asked, (Answer(words, {"partial": True}),))
