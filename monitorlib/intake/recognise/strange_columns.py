"""Columns that resemble a leefgebied, or fit two instruments, and are not used: each is asked, none is lost."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.know.fields import Guess, date_name, split_moment
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.leefgebied_names import area_names
from monitorlib.intake.know.questions import Answer, Question, told_once
from monitorlib.intake.know.words import plain, vocabulary
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import instruments_that_read, might_be_scores
from monitorlib.intake.recognise.leefgebied_columns import is_suspicious
from monitorlib.intake.recognise.which_instrument import Area, Found

# --- a name of two instruments


def ask_which_scale(
    export: Export, guesses: Sequence[Guess], told: Container[str], instruments: Instruments
) -> Iterator[Question]:
    """A question about each unused column that may be of two instruments: "WHO-5" as a sum or a percentage.

    Only beside other scores: where it is all that a file has, the instrument itself is asked.
    """
    scores = [g.field for g in guesses if g.field.startswith("score:")]
    single = [i for i in instruments.values() if len(i.leefgebieden) == 1]
    moments = {field.partition("@")[2] for field in scores}
    for guess in guesses if scores else ():
        values = export.frame[guess.column]
        if guess.field != "ignored" or guess.column in told or not values.str.strip().any():
            continue
        rivals = [i for i in single if _spellings(guess.column) & area_names(i).keys()]
        if len(rivals) > 1:
            yield _about_scale(
                guess.column, rivals, list(instruments_that_read(values, rivals).values()), moments
            )


def _spellings(column: str) -> set[str]:
    """The column's name, without its moment, and without words that say nothing ("WHO-5 score")."""
    bare = split_moment(plain(column))[0]
    telling = [word for word in bare.split() if word not in vocabulary()["noise"]["words"]]
    return {plain(column), bare, " ".join(telling)}


def _about_scale(
    column: str, rivals: list[Instrument], fitting: list[Instrument], moments: set[str]
) -> Question:
    name = safe_name(column)
    nl, en = (", ".join(i.label[language] for i in rivals) for language in ("nl", "en"))
    asked = Text(
        f"kolom '{name}' heeft de naam van meer dan één instrument ({nl}): welk is het?",
        f"column '{name}' has the name of more than one instrument ({en}): which is it?",
    )
    ignored = Answer(Text("niet gebruiken", "do not use"), {"columns": {column: "ignored"}})
    moment = split_moment(plain(column))[1] or ""
    if moment not in moments:
        return Question(column, asked, (ignored,))
    at = f"@{moment}" if moment else ""
    fields = {i.id: f"score:{i.id}/{i.leefgebieden[0].code}{at}" for i in fitting}
    scales = [Answer(i.label, {"columns": {column: fields[i.id]}}) for i in fitting]
    return Question(column, asked, (ignored, *scales))


# --- a strange word beside a leefgebied

GROUP = 3  # so many columns with one strange word are a pattern of the header, whatever stands in them
NAMED = 4  # so many columns are named in a question
IGNORE = Text("niet gebruiken", "do not use")


def without_identities(found: Found, named: Mapping[str, Guess | None]) -> Found:
    """Leave out what is an identity by a word beside the leefgebied: "Toelichting Financiën" is free text.

    A word that names a person ("Financiën ouder") may tell whose view a score is: that is asked.
    """

    def kept(column: str) -> bool:
        guess = named.get(column)
        return guess is None or not guess.field.startswith("dropped:") or guess.field == "dropped:name"

    strange = {rest: {c: a for c, a in its.items() if kept(c)} for rest, its in found.strange.items()}
    return replace(found, strange={rest: its for rest, its in strange.items() if its})


def without_blanks(export: Export, found: Found) -> Found:
    """Leave out a column with a strange word in its name and nothing below it: it is no leefgebied of any row."""
    blank = {c for c, a in found.areas.items() if a.strange and not export.frame[c].str.strip().any()}
    return replace(found, areas={c: a for c, a in found.areas.items() if c not in blank})


def questions_about(
    export: Export, guesses: Sequence[Guess], found: Found, lost: Iterable[Guess], instruments: Instruments
) -> Iterator[Question]:
    """A question for each group of columns that resemble a leefgebied but are not taken as one."""
    unused = {guess.column for guess in guesses if guess.field == "ignored" or guess.field == "dropped:name"}
    days = {name.strange: c for c in export.columns if (name := date_name(c)) is not None and name.strange}
    number = _free_number(guesses)
    alone = not any(guess.field.startswith("score:") for guess in guesses)
    for rest, its in found.strange.items():
        its = {c: a for c, a in its.items() if c in unused}
        if len(its) < GROUP:
            its = {
                c: a for c, a in its.items() if might_be_scores(export.frame[c], instruments[a.instrument])
            }
        if its:
            day = days.get(rest)
            yield _about_group(rest, its, f"m{number}", day, alone, found)
            number += 1
    for guess in lost:
        if guess.field.startswith("score:") and guess.column in unused:
            instrument = instruments[guess.field.removeprefix("score:").split("/")[0]]
            if might_be_scores(export.frame[guess.column], instrument):
                yield _second(guess)


def in_groups(found: Found) -> frozenset[str]:
    """The columns that resemble a leefgebied as a pattern of the header: whatever they are, no team or client."""
    return frozenset(column for its in found.strange.values() if len(its) >= GROUP for column in its)


def _free_number(guesses: Iterable[Guess]) -> int:
    """A number for a moment that the file does not have yet."""
    moments = {g.field.partition("@")[2] for g in guesses if g.field.startswith("score:")}
    numbers = [int(m[1:]) for m in moments if m.startswith("m") and m[1:].isdigit()]
    return max([len(moments), *numbers]) + 1


def _about_group(
    rest: tuple[str, ...],
    its: Mapping[str, Area],
    moment: str,
    day: str | None,
    alone: bool,
    found: Found,
) -> Question:
    names, word = _names(its), safe_name(" ".join(rest))
    nl, en = ("hoort", "belongs") if len(its) == 1 else ("horen", "belong")
    asked = Text(
        f"{names.nl} {nl} bij een leefgebied, maar wat '{word}' daar betekent is niet bekend"
        " (een meetmoment, een andere beoordelaar, een doel?).",
        f"{names.en} {en} to a leefgebied, but what '{word}' means there is not known"
        " (a moment, another rater, a target?).",
    )
    ignore = Answer(IGNORE, {"columns": dict.fromkeys(its, "ignored")})
    if is_suspicious(rest):
        return Question(next(iter(its)), asked, (*(_plain_scores(its) if alone else ()), ignore))
    if codes := _own_moments(its, found):
        fields = {c: f"score:{a.instrument}/{a.leefgebied}@{codes[c]}" for c, a in its.items()}
        words = Text("de scores bij de momenten in hun namen", "the scores of the moments in their names")
        return Question(next(iter(its)), asked, (ignore, Answer(words, {"columns": fields})))
    fields = {c: f"score:{a.instrument}/{a.leefgebied}@{moment}" for c, a in its.items()}
    fields |= {day: f"date@{moment}"} if day else {}
    words = Text("een eigen meetmoment", "a moment of its own")
    return Question(next(iter(its)), asked, (ignore, Answer(words, {"columns": fields})))


def _own_moments(its: Mapping[str, Area], found: Found) -> dict[str, str]:
    """The moment of each column where its name tells one that the file has: "(voor)" and "(na)" are two."""
    known = {a.when: a.moment for a in found.areas.values() if a.when is not None and a.moment}
    codes = {column: known[area.when] for column, area in its.items() if area.when in known}
    return codes if len(codes) == len(its) else {}


def _plain_scores(its: Mapping[str, Area]) -> Iterator[Answer]:
    """Where the file has no other scores: that the word means nothing ("Hoe gaat het met de inwoner? Wonen")."""
    fields = {c: f"score:{a.instrument}/{a.leefgebied}" for c, a in its.items()}
    if len(set(fields.values())) == len(fields):
        yield Answer(Text("het zijn gewone scores", "they are plain scores"), {"columns": fields})


def _names(its: Iterable[str]) -> Text:
    columns = [f"'{name}'" for name in told_once([safe_name(column) for column in its])]
    more = len(columns) - NAMED
    shown = ", ".join(columns[:NAMED])
    if more > 0:
        return Text(f"kolommen {shown} en nog {more}", f"columns {shown} and {more} more")
    kind = ("kolom", "column") if len(columns) == 1 else ("kolommen", "columns")
    return Text(f"{kind[0]} {shown}", f"{kind[1]} {shown}")


def _second(guess: Guess) -> Question:
    name = safe_name(guess.column)
    asked = Text(
        f"kolom '{name}' lijkt op een leefgebied dat al een kolom heeft, en wordt niet gebruikt.",
        f"column '{name}' resembles a leefgebied that has a column already, and is not used.",
    )
    return Question(guess.column, asked, (Answer(IGNORE, {"columns": {guess.column: "ignored"}}),))
