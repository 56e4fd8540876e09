"""Scores that are all one lower than the instrument's (0–4 for 1–5): told as the cause, never moved silently."""

from collections.abc import Iterator

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.profiles import Profile
from monitorlib.intake.questions import Question
from monitorlib.intake.score_words import number_of
from monitorlib.intake.sources import Export

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
            yield Question(str(its["column"].iloc[0]), _asked(instrument))
        elif _moves(profile, instrument) and _holds_highest(export, its, instrument):
            yield Question(str(its["column"].iloc[0]), _moved_twice(instrument))


def _is_one_lower(export: Export, its: pd.DataFrame, instrument: Instrument) -> bool:
    outside = its[(its["rule"] == "outside_scale").to_numpy()]
    low, high = instrument.scale.low, instrument.scale.high
    return len(outside) > FEW and its["score"].max() == high - 1 and _numbers(export, outside) == {low - 1}


def _numbers(export: Export, its: pd.DataFrame) -> set[float | None]:
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
    return instrument.scale.high in _numbers(export, its)


def _asked(instrument: Instrument) -> Text:
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
