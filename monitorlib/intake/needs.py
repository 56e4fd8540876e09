"""What a mapping needs before anything is read: all that is missing or unsure, told at once."""

from collections.abc import Iterator

from monitorlib.errors import UserError
from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.field_words import field_word
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.sources import Export
from monitorlib.texts import Text

ASK = Text(
    "Geef de kolom aan in een profiel, of hernoem haar in de export.",
    "Name the column in a profile, or rename it in the export.",
)


def check_needs(
    export: Export,
    mapping: Mapping,
    instruments: Instruments,
    given: str | None,
    partial: bool,
    accept_unsure: bool,
    team_elsewhere: bool = False,
) -> tuple[Question, ...]:
    """The questions about columns; a UserError tells everything that stands in the way of reading at all.

    `team_elsewhere`: a dossier table of the same delivery, or a profile, tells the team. Where something
    is in the way, the open questions are told with it, unless `accept_unsure`.
    """
    questions = (*_unsure(mapping), *mapping.questions)
    problems = list(_missing(mapping, instruments, given))
    if mapping.column("team") is None and not team_elsewhere and mapping.shape != "D":
        problems.append(Text("geen kolom met het team gevonden.", "no column with the team found."))
    if not partial:
        problems += _incomplete(mapping, instruments)
    if problems:
        problems += [] if accept_unsure else [question.asked for question in questions]
        told = [Text(f"{export.file}: {p.nl}", f"{export.file}: {p.en}") for p in problems]
        raise UserError(told, ASK)
    return questions


def _missing(mapping: Mapping, instruments: Instruments, given: str | None) -> Iterator[Text]:
    if not mapping.shape:
        yield no_instrument(instruments)
    if mapping.column("client") is None:
        yield _no_client(mapping)
    for moment in _moments(mapping):
        if date_column(mapping, moment) is None:
            beside = f" ({moment})" if moment else ""
            yield Text(f"geen datumkolom gevonden{beside}.", f"no date column found{beside}.")
    if mapping.shape in ("C", "E") and mapping.column("instrument") is None and given is None:
        yield no_instrument(instruments)


def _no_client(mapping: Mapping) -> Text:
    if any(guess.field == "dropped:bsn" for guess in mapping.guesses):
        return Text(
            "geen cliëntnummer gevonden; een burgerservicenummer wordt niet gebruikt.",
            "no client number found; a citizen service number is not used.",
        )
    if mapping.column("household") is not None:
        return Text(
            "geen cliëntnummer gevonden; een huishoudnummer is geen persoon.",
            "no client number found; a household number is no person.",
        )
    return Text("geen kolom met het cliëntnummer gevonden.", "no column with the client number found.")


def no_instrument(instruments: Instruments) -> Text:
    """The instrument could not be told from the columns."""
    known = ", ".join(sorted(instruments))
    return Text(
        f"geen bekend instrument herkend; geef het aan met --instrument ({known}).",
        f"no known instrument recognised; name it with --instrument ({known}).",
    )


def _unsure(mapping: Mapping) -> Iterator[Question]:
    for column in mapping.unsure:
        name = safe_name(column)
        word = field_word(mapping.fields[column])
        asked = Text(
            f"kolom '{name}' is niet zeker; waarschijnlijk: {word.nl}.",
            f"column '{name}' is not sure; probably: {word.en}.",
        )
        answers = [(field_word(field), field) for field in (mapping.fields[column], "ignored")]
        yield Question(
            column, asked, tuple(Answer(words, {"columns": {column: field}}) for words, field in answers)
        )


def _incomplete(mapping: Mapping, instruments: Instruments) -> Iterator[Text]:
    for id in mapping.instruments:
        absent = [area for area in instruments[id].leefgebieden if area.code not in mapping.leefgebieden(id)]
        if absent and not chooses_areas(instruments[id]):
            nl, en = (", ".join(area.label[language] for area in absent) for language in ("nl", "en"))
            yield Text(
                f"voor {instruments[id].label.nl} ontbreken leefgebieden: {nl}.",
                f"for {instruments[id].label.en} leefgebieden are missing: {en}.",
            )


def chooses_areas(instrument: Instrument) -> bool:
    """Whether the resident chooses the leefgebieden, so that an export need not hold them all."""
    return "niet gekozen" in instrument.missing.get("not_applicable", ())


def _moments(mapping: Mapping) -> list[str]:
    """The moments that need a date; "" is the one moment of a row."""
    if mapping.shape == "D":
        return []
    if mapping.shape in ("A", "B"):
        return list(dict.fromkeys(rest.partition("@")[2] for rest in mapping.columns("score:").values()))
    return [""]


def date_column(mapping: Mapping, moment: str) -> str | None:
    """The column with the date of a moment; a row of one moment may also have only a start date."""
    if moment:
        return mapping.column(f"date@{moment}")
    if mapping.shape == "E":
        return mapping.column("date") or mapping.column("date@eind") or mapping.column("date@start")
    return mapping.column("date") or mapping.column("date@start")
