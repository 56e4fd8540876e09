"""What an export lacks before anything can be read, as questions with the answers that a profile can give."""

from collections.abc import Iterable, Sequence

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.know.fields import is_noted
from monitorlib.intake.know.identifiers import identity_of_column, looks_like_full_name, safe_name
from monitorlib.intake.know.leefgebied_names import area_names, near_name
from monitorlib.intake.know.moments import is_moment
from monitorlib.intake.know.questions import FILL_IN, Answer, Question
from monitorlib.intake.know.words import plain, vocabulary, word_list
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import BY_CONTENT, reads_as_dates
from monitorlib.intake.recognise.mapping import Mapping

# --- the column of the moments, the columns of a person

MOST_WAVES = 30  # distinct words; a column with more tells something else
MOST_GROUPS = 300
LEAST_PERSONS = 5


def wave_column(export: Export, mapping: Mapping) -> str | None:
    """The column of the moments in a table with a row a moment: by its name or by its words, else None."""
    told = mapping.column("moment")
    if told is not None:
        return told
    asked = [g for g in mapping.guesses if g.field != "team" or g.confidence <= BY_CONTENT]
    free = [guess.column for guess in asked if guess.field in ("ignored", "team")]
    fitting = [c for c in free if 2 <= len(waves(export, c)) <= MOST_WAVES and _may_be_told(waves(export, c))]
    named = [column for column in fitting if set(plain(column).split()) & set(vocabulary()["waves"]["words"])]
    worded = [c for c in fitting if all(is_moment(word_list(word)) for word in waves(export, c))]
    return next(iter([*named, *worded]), None)


def _may_be_told(words: list[str]) -> bool:
    """Whether the words of a column are nobody's: a question shows them."""
    return identity_of_column(words) is None and not any(map(looks_like_full_name, words))


def waves(export: Export, column: str) -> list[str]:
    """The words of a column, in order: as numbers where they are, else as they stand in the file."""
    words = [word for word in export.frame[column].str.strip().unique() if word]
    numbers = pd.to_numeric(pd.Series(words, dtype="str"), errors="coerce")
    return [words[at] for at in numbers.argsort()] if words and numbers.notna().all() else words


def person_columns(export: Export, mapping: Mapping, moment: str | None) -> tuple[str, ...] | None:
    """The columns that number a person: one, or two where a number returns at one moment; None where none do."""
    sure = {
        g.column for g in mapping.guesses if g.confidence > BY_CONTENT and g.field not in ("ignored", "team")
    }
    free = [c for c in export.columns if c not in sure and c != moment and not is_noted(c)]
    ids = [column for column in free if set(plain(column).split()) & set(vocabulary()["numbers"]["words"])]
    for number in ids:
        if export.frame[number].nunique() < LEAST_PERSONS:
            continue
        if not _returns(export, [number], moment):
            return (number,)
        for group in (column for column in free if column != number):
            if _parts_people(export, group, number) and not _returns(export, [group, number], moment):
                return (group, number)
    return None


def _parts_people(export: Export, group: str, number: str) -> bool:
    """Whether a column parts the numbers into groups of several, and each person has several rows."""
    groups = export.frame[group].nunique()
    people = len(export.frame[[group, number]].drop_duplicates())
    return 2 <= groups <= min(MOST_GROUPS, people / 2) and people < 0.9 * len(export.frame)


def _returns(export: Export, columns: list[str], moment: str | None) -> bool:
    """Whether what should be one person has two rows at one moment."""
    return bool(export.frame.duplicated([*columns, *([moment] if moment else [])]).any())


# --- what is missing, as questions

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
