"""What an export lacks before anything can be read, as questions with the answers that a profile can give."""

from collections.abc import Iterable, Sequence

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.areas import area_names, near_name
from monitorlib.intake.content import reads_as_dates
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.questions import FILL_IN, Answer, Question
from monitorlib.intake.sources import Export
from monitorlib.intake.waves import wave_column, waves

MOST_ANSWERS = 6  # instruments or columns that are offered


def no_team() -> Question:
    """No column tells the team."""
    return Question(
        "",
        Text("geen kolom met het team gevonden.", "no column with the team found."),
        (Answer(Text("de naam van het team", "the name of the team"), {"team": FILL_IN}),),
    )


def no_client(
    mapping: Mapping, persons: tuple[str, ...] | None = None, returning: Sequence[str] = ()
) -> Question:
    """No column surely tells whose a row is; `persons` are the columns that may, `returning` each by itself.

    A citizen service number is no way out: it is said where there is one.
    """
    column = Answer(
        Text("de kolom met het cliëntnummer", "the column of the client number"), {"client": FILL_IN}
    )
    likely = [_numbering(each) for each in ([persons] if persons else [(column,) for column in returning])]
    if any(guess.field == "dropped:bsn" for guess in mapping.guesses):
        asked = Text(
            "geen cliëntnummer gevonden; een burgerservicenummer wordt niet gebruikt.",
            "no client number found; a citizen service number is not used.",
        )
        return Question("", asked, (*likely, column))
    if mapping.column("household") is not None:
        asked = Text(
            "geen cliëntnummer gevonden; een huishoudnummer is geen persoon.",
            "no client number found; a household number is no person.",
        )
        return Question("", asked, (*likely, column))
    each = Answer(Text("elke rij is een ander persoon", "each row is another person"), {"client": "row"})
    asked = Text("geen kolom met het cliëntnummer gevonden.", "no column with the client number found.")
    return Question("", asked, (*likely, *((each, column) if mapping.shape == "B" else (column, each))))


def _numbering(persons: tuple[str, ...]) -> Answer:
    if len(persons) == 1:
        return Answer(_column_word(persons[0]), {"columns": {persons[0]: "client"}})
    names = [safe_name(column) for column in persons]
    words = Text(
        f"kolom '{names[0]}' en '{names[1]}' samen", f"column '{names[0]}' and '{names[1]}' together"
    )
    return Answer(words, {"client": list(persons)})


def no_date(export: Export, mapping: Mapping, moments: Sequence[str]) -> Question:
    """No column tells the day of these moments ("" where a row is one moment).

    Columns that read as dates are offered, then a column of moments with a day for each, then a day for all.
    """
    beside = f" ({', '.join(moments)})" if any(moments) else ""
    asked = Text(f"geen datumkolom gevonden{beside}.", f"no date column found{beside}.")
    fields = [f"date@{moment}" if moment else "date" for moment in moments]
    free = [guess.column for guess in mapping.guesses if guess.field == "ignored"]
    fitting = [column for column in free if reads_as_dates(export.frame[column])][:MOST_ANSWERS]
    answers = _date_columns(fitting, fields)
    if any(moments):
        words = Text("de dag van elk moment (jjjj-mm-dd)", "the day of each moment (yyyy-mm-dd)")
        return Question("", asked, (*answers, Answer(words, {"moments": dict.fromkeys(moments, FILL_IN)})))
    every = Text("één dag voor alle rijen (jjjj-mm-dd)", "one day for all rows (yyyy-mm-dd)")
    return Question("", asked, (*answers, *_by_wave(export, mapping), Answer(every, {"date": FILL_IN})))


def _date_columns(fitting: list[str], fields: list[str]) -> list[Answer]:
    """Each column for the one moment there is, or the columns in order for as many moments."""
    if len(fields) == 1:
        return [Answer(_column_word(column), {"columns": {column: fields[0]}}) for column in fitting]
    if len(fitting) != len(fields):
        return []
    nl, en = (" ".join(_column_word(column)[language] for column in fitting) for language in ("nl", "en"))
    return [Answer(Text(nl, en), {"columns": dict(zip(fitting, fields, strict=True))})]


def _by_wave(export: Export, mapping: Mapping) -> list[Answer]:
    column = wave_column(export, mapping)
    if column is None:
        return []
    name = safe_name(column)
    words = Text(
        f"kolom '{name}' zegt het moment; geef de dag van elk (jjjj-mm-dd)",
        f"column '{name}' tells the moment; give the day of each (yyyy-mm-dd)",
    )
    days = dict.fromkeys(waves(export, column), FILL_IN)
    return [Answer(words, {"columns": {column: "moment"}, "moments": days})]


def _column_word(column: str) -> Text:
    name = safe_name(column)
    return Text(f"kolom '{name}'", f"column '{name}'")


def no_instrument(names: Iterable[str], instruments: Instruments) -> Question:
    """The instrument could not be told; those that know most of the names (columns, or rows) are offered."""
    asked = Text(
        "geen bekend instrument herkend; geef het aan met --instrument.",
        "no known instrument recognised; name it with --instrument.",
    )
    fitting = _fitting(names, instruments)
    answers = [Answer(instruments[id].label, {"instrument": id}) for id in fitting]
    known = ", ".join(sorted(set(instruments) - set(fitting)))
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


def which_area(column: str, mapping: Mapping, instruments: Instruments) -> Question:
    """The leefgebied of a column that was told to be a score, where each leefgebied has a column of its own."""
    name = safe_name(column)
    asked = Text(
        f"kolom '{name}' zou een score zijn, maar hier heeft elk leefgebied een eigen kolom; van welk is deze?",
        f"column '{name}' would be a score, but here each leefgebied has a column of its own; whose is this?",
    )
    open_ones = [
        (id, area)
        for id in mapping.instruments
        for area in instruments[id].leefgebieden
        if area.code not in mapping.leefgebieden(id)
    ]
    near = {id: near_name(column, area_names(instruments[id])) for id in mapping.instruments}
    open_ones.sort(key=lambda each: each[1].code != near[each[0]])
    answers = [
        Answer(area.label, {"columns": {column: f"score:{id}/{area.code}"}})
        for id, area in open_ones[:MOST_ANSWERS]
    ]
    ignored = Answer(Text("niet gebruikt", "not used"), {"columns": {column: "ignored"}})
    return Question(column, asked, (*answers, ignored))


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
