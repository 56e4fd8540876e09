"""Words and numbers of which it is not sure what they mean: unknown leefgebieden, ja and nee, shifted scores."""

from collections.abc import Iterable, Iterator

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.check.unknown_names import abbreviated
from monitorlib.intake.know.identifiers import LONG_TEXT, holds_full_name, identity_in, safe_name
from monitorlib.intake.know.known import NONE
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.know.questions import Answer, Question
from monitorlib.intake.know.scores import number_of
from monitorlib.intake.know.words import plain
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.cells import instrument_of_rows, leefgebied_of_rows
from monitorlib.intake.recognise.mapping import Mapping

# --- words of a long table that name no leefgebied

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


# --- numbers for nee and ja

_NO, _PARTLY, _YES = 0.0, 1.0, 2.0  # the scores of an instrument whose labels are these words
GAS = "gas"


def is_yes_no(instrument: Instrument) -> bool:
    """Whether an instrument's scores are nee, something between, and ja."""
    labels = {score: label.nl for score, label in instrument.scale.labels.items()}
    return labels.get(_NO) == "nee" and labels.get(_YES) == "ja" and instrument.scale.high == _YES


def coding_questions(
    export: Export, cells: pd.DataFrame, instruments: Instruments, profile: Profile, goals: bool
) -> Iterator[Question]:
    """Ask what numbers mean in the columns of an instrument of nee and ja, where they do not tell.

    They tell where both 0 and 2 occur; for `goals`, which may be GAS too, only beside an instrument that the
    profile names. What a profile's labels or a statistical file's own explain is not asked.
    """
    named = [id for id in cells["instrument"].cat.categories if id in instruments]
    for id in filter(lambda id: is_yes_no(instruments[id]), named):
        its = cells.loc[(cells["instrument"] == id).to_numpy(), ["column", "at"]]
        columns = [str(name) for name in its["column"].unique()]
        numbers = {
            number
            for name, rows in its.groupby("column", observed=True)
            for number in _coded(export.frame[str(name)].iloc[rows["at"]])
            if number not in _explained([*profile.labels, *export.labels.get(str(name), ())])
        }
        both = {_NO, _YES} <= numbers
        if numbers and not (both and (not goals or profile.instrument == id)):
            answers = _codings(numbers, id, goals) if len(named) == 1 else ()
            yield Question(columns[0], _about_coding(columns), answers)


def _coded(values: pd.Series) -> set[float]:
    found = {number_of(text) for text in values.unique() if isinstance(text, str)}
    return found & {_NO, _PARTLY, _YES}


def _explained(words: Iterable[str]) -> set[float | None]:
    return {number_of(word) for word in words}


def _about_coding(columns: list[str]) -> Text:
    name = safe_name(columns[0])
    nl, en = ("", "") if len(columns) == 1 else (" en andere", " and others")
    return Text(
        f"kolom '{name}'{nl}: het is niet zeker wat de cijfers betekenen (ja en nee, of een andere schaal).",
        f"column '{name}'{en}: it is not sure what the figures mean (yes and no, or another scale).",
    )


def _codings(numbers: set[float], instrument: str, goals: bool) -> tuple[Answer, ...]:
    """The codings that the numbers fit, the commonest first."""
    codings = []
    if numbers <= {0, 1}:
        codings = [(Text("0 is nee, 1 is ja", "0 is no, 1 is yes"), {"0": _NO, "1": _YES})]
    elif numbers <= {1, 2}:
        codings = [
            (Text("1 is ja, 2 is nee", "1 is yes, 2 is no"), {"1": _YES, "2": _NO}),
            (Text("1 is nee, 2 is ja", "1 is no, 2 is yes"), {"1": _NO, "2": _YES}),
        ]
    three = Text("0 is nee, 1 is deels, 2 is ja", "0 is no, 1 is partly, 2 is yes")
    codings.append((three, {"0": _NO, "1": _PARTLY, "2": _YES}))
    answers = [Answer(words, {"instrument": instrument, "labels": labels}) for words, labels in codings]
    gas = Text(
        "GAS: 0 is zoals verwacht, 1 en 2 zijn meer dan verwacht",
        "GAS: 0 is as expected, 1 and 2 are more than expected",
    )
    return (*answers, Answer(gas, {"instrument": GAS})) if goals else tuple(answers)


# --- scores that are all one lower

FEW = 2  # scores one below the scale that are a slip; more of them are a way of counting


def shifted_questions(
    export: Export, cells: pd.DataFrame, instruments: Instruments, profile: Profile
) -> Iterator[Question]:
    """A question about each instrument whose scores all lie one lower than its scale.

    Only the export or a line in a profile can tell: 0 may mean "not filled in" as well. Labels that move
    numbers are doubted too where a file holds the highest score itself: then its scores are the real ones.
    """
    for id in (id for id in cells["instrument"].cat.categories if id in instruments):
        instrument, its = instruments[id], cells[(cells["instrument"] == id).to_numpy()]
        if instrument.scale.step == 1 and _is_one_lower(export, its, instrument):
            yield Question(str(its["column"].iloc[0]), _all_one_lower(instrument))
        elif _moves(profile, instrument) and _holds_highest(export, its, instrument):
            yield Question(str(its["column"].iloc[0]), _moved_twice(instrument))


def _is_one_lower(export: Export, its: pd.DataFrame, instrument: Instrument) -> bool:
    outside = its[(its["rule"] == "outside_scale").to_numpy()]
    low, high = instrument.scale.low, instrument.scale.high
    return len(outside) > FEW and its["score"].max() == high - 1 and _numbers_in(export, outside) == {low - 1}


def _numbers_in(export: Export, its: pd.DataFrame) -> set[float | None]:
    return {
        number_of(text)
        for name, rows in its.groupby("column", observed=True)
        for text in export.frame[str(name)].iloc[rows["at"]].unique()
    }


def _moves(profile: Profile, instrument: Instrument) -> bool:
    """Whether the labels of the profile read numbers as the ones after them."""
    high = instrument.scale.high
    return profile.labels.get(f"{high - 1:g}") == high and f"{high:g}" not in profile.labels


def _holds_highest(export: Export, its: pd.DataFrame, instrument: Instrument) -> bool:
    return instrument.scale.high in _numbers_in(export, its)


def _all_one_lower(instrument: Instrument) -> Text:
    low, high, label = instrument.scale.low, instrument.scale.high, instrument.label
    return Text(
        f"alle scores lopen van {low - 1:g} tot {high - 1:g}, die van {label.nl} van {low:g} tot {high:g}. "
        f"Laat de export maken met de oorspronkelijke scores. Is {low - 1:g} 'niet ingevuld', zet dan in een "
        f'profiel [missing] not_filled_in = ["{low - 1:g}"]; is elke score één lager opgeslagen, zet er dan '
        f"[labels] {_labels(instrument)}.",
        f"all scores run from {low - 1:g} to {high - 1:g}, those of {label.en} from {low:g} to {high:g}. "
        f"Have the export made with the original scores. If {low - 1:g} means 'not filled in', put [missing] "
        f'not_filled_in = ["{low - 1:g}"] in a profile; if each score was stored one lower, put [labels] '
        f"{_labels(instrument)} there.",
    )


def _labels(instrument: Instrument) -> str:
    scores = range(int(instrument.scale.low), int(instrument.scale.high) + 1)
    return ", ".join(f'"{score - 1}" = {score}' for score in scores)


def _moved_twice(instrument: Instrument) -> Text:
    high = instrument.scale.high
    return Text(
        f"[labels] in het profiel leest {high - 1:g} als {high:g}, maar het bestand heeft zelf ook {high:g}: "
        "dan zijn het de oorspronkelijke scores. Haal [labels] uit het profiel.",
        f"[labels] in the profile reads {high - 1:g} as {high:g}, but the file holds {high:g} itself: "
        "then these are the original scores. Take [labels] out of the profile.",
    )
