"""The picture of how much of a shift remains when an explanation is taken into account; inside the wall.

For the analyst's notebook: it draws CHECKS with all their numbers. What a team sees is drawn by the page from
the released, coarser numbers.
"""

from collections.abc import Iterator

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from monitorlib.explanations import explanations
from monitorlib.figures.lettering import POINTS, Word, length, written
from monitorlib.figures.look import (
    BARS,
    BETTER,
    INK,
    LETTER,
    LETTERS,
    MARGIN,
    MUTED,
    SIZE,
    WIDTH,
    Picture,
    as_svg,
    in_our_look,
    nothing,
    without_ticks,
)
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text
from monitorlib.instruments import Instruments
from monitorlib.wording import signed_number

MOST = 8  # leefgebieden in one picture; more is no longer read
OBSERVED = Text("gemeten", "observed")
WITHOUT = Text("zonder: {check}", "without: {check}")
ROW, FOOT, EDGE = 0.42, 0.9, 0.05  # inches
NAME_AT, GAP = 8, 4  # points: of names from the axes, of a number from its bar
NOTHING = Text("Geen enkele verklaring springt eruit.", "No explanation stands out.")


def plot_waterfall(
    checks: pd.DataFrame, language: str = DEFAULT_LANGUAGE, instruments: Instruments | None = None
) -> Picture:
    """From the observed mean shift of a leefgebied to what remains without each flagged explanation.

    `checks`: CHECKS of one team, as explain_shifts gives them. The strongest MOST leefgebieden; explanations
    overlap, so each starts from the whole observed shift. `instruments` name the leefgebieden. Nothing flagged
    gives an empty picture that says so.

    Parameters
    ----------
    checks : pandas.DataFrame
        CHECKS of one team.
    language : {"nl", "en"}
        The language of the words.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; when left out the shipped ones with those of the workspace.

    Returns
    -------
    Picture
        `svg` and `alt_text`, the same in words.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> picture = ml.plot_waterfall(ml.explain_shifts(pairs), "en", ml.read_instruments())
    >>> picture.svg.startswith("<svg") or "<svg" in picture.svg
    True
    """
    steps = _steps(checks, language, instruments or {})
    with in_our_look():
        return Picture(as_svg(_drawn(steps, language)), _alt_text(steps, language))


def _drawn(steps: pd.DataFrame, language: str) -> Canvas:
    """The bars, or the words that there are none."""
    if steps.empty:
        return nothing(language, NOTHING)
    high = FOOT + ROW * len(steps)
    left = MARGIN + LETTER * steps["label"].str.len().max() + NAME_AT / POINTS
    canvas = Canvas(figsize=(WIDTH, high))
    axes = canvas.add_axes((left / WIDTH, EDGE / high, 1 - (left + EDGE) / WIDTH, 1 - 2 * EDGE / high))
    numbers = [signed_number(points, language) for points in steps["points"]]
    room = GAP / POINTS + max(length(number, SIZE) for number in numbers)
    low, high = _ends(steps["points"], room / (WIDTH - left - EDGE))
    _draw(axes, steps)
    axes.set(xlim=(low, high), ylim=(len(steps) - 0.5, -0.5))
    written(axes, [*_words(steps, numbers, low)])
    return canvas


def _ends(points: pd.Series, room: float) -> tuple[float, float]:
    """From where to where the axis goes, with this share of it beyond the bars for their numbers."""
    low, high = min(points.min(), 0), max(points.max(), 0)
    reach = max(points.abs().max() * 1.3, high + room / (1 - 2 * room) * (high - low)) or 1.0
    return (min(low * 1.4, low - room / (1 - room) * (reach - low)) if low < 0 else 0.0), reach


def _steps(checks: pd.DataFrame, language: str, instruments: Instruments) -> pd.DataFrame:
    """A row a bar: `place` (unique), `label`, `points`, `kind` (observed or remains)."""
    flagged = checks[checks["flagged"] & checks["remains"].notna()].sort_values("p_adjusted")
    rows = []
    for (instrument, area), group in list(flagged.groupby(["instrument", "leefgebied"], sort=False))[:MOST]:
        first = group.iloc[0]
        observed = float(first["remains"] + first["takes_away"])
        name = _area(str(instrument), str(area), instruments, language)
        rows.append({"label": f"{name}: {OBSERVED[language]}", "points": observed, "kind": "observed"})
        for each in group.itertuples():
            told = WITHOUT.fill(check=_label(each.check))[language]
            rows.append({"label": told, "points": float(each.remains), "kind": "remains"})
    return pd.DataFrame(rows, columns=["label", "points", "kind"]).assign(place=range(len(rows)))


def _area(instrument: str, code: str, instruments: Instruments, language: str) -> str:
    areas = instruments[instrument].leefgebieden if instrument in instruments else ()
    return next((area.label[language] for area in areas if area.code == code), code)


def _label(check: str) -> Text:
    """What an explanation is called; one of the workspace goes by the name of its file."""
    ours = explanations()
    return ours[check].label if check in ours else Text(check, check)


def _draw(axes: Axes, steps: pd.DataFrame) -> None:
    without_ticks(axes)
    palette = {"observed": BETTER, "remains": MUTED}
    sns.barplot(
        steps.assign(place=steps["place"].astype(str)),
        x="points",
        y="place",
        hue="kind",
        palette=palette,
        dodge=False,
        legend=False,
        ax=axes,
        **BARS,
    )
    axes.axvline(0, color=INK, linewidth=1)
    axes.spines[["left", "bottom"]].set_visible(False)


def _words(steps: pd.DataFrame, numbers: list[str], low: float) -> Iterator[Word]:
    """What each bar is, left of all, and its number at its end."""
    for at, (label, points, number) in enumerate(zip(steps["label"], steps["points"], numbers, strict=True)):
        yield Word(label, low, at, "right", SIZE, LETTERS, right=-NAME_AT)
        if points >= 0:
            yield Word(number, points, at, "left", SIZE, INK, right=GAP)
        else:
            yield Word(number, points, at, "right", SIZE, INK, right=-GAP)


def _alt_text(steps: pd.DataFrame, language: str) -> str:
    if steps.empty:
        return NOTHING[language]
    return "; ".join(f"{s.label} {signed_number(s.points, language)}" for s in steps.itertuples()) + "."
