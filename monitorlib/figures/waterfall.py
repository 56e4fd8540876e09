"""The picture of how much of a shift remains when an explanation is taken into account; inside the wall.

For the analyst's notebook: it draws CHECKS with all their numbers. What a team sees is drawn by the page from
the released, coarser numbers.
"""

import pandas as pd
import seaborn as sns
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from monitorlib.explanations import explanations
from monitorlib.figures.look import BETTER, INK, MUTED, STYLE, Picture, as_svg
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text
from monitorlib.instruments import Instruments
from monitorlib.wording import signed_number

MOST = 8  # leefgebieden in one picture; more is no longer read
OBSERVED = Text("gemeten", "observed")
WITHOUT = Text("zonder: {check}", "without: {check}")
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
    with rc_context(STYLE), sns.axes_style("white"):
        return Picture(as_svg(_drawn(steps, language)), _alt_text(steps, language))


def _drawn(steps: pd.DataFrame, language: str) -> Canvas:
    """The bars, or the words that there are none."""
    canvas = Canvas(figsize=(10, 0.9 + 0.42 * max(len(steps), 1)), layout="constrained")
    axes = canvas.subplots()
    if steps.empty:
        axes.text(0.5, 0.5, NOTHING[language], ha="center", va="center", color=INK)
        axes.axis("off")
    else:
        _draw(axes, steps, language)
    return canvas


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
            rows.append({"label": f"    {told}", "points": float(each.remains), "kind": "remains"})
    return pd.DataFrame(rows, columns=["label", "points", "kind"]).assign(place=range(len(rows)))


def _area(instrument: str, code: str, instruments: Instruments, language: str) -> str:
    areas = instruments[instrument].leefgebieden if instrument in instruments else ()
    return next((area.label[language] for area in areas if area.code == code), code)


def _label(check: str) -> Text:
    """What an explanation is called; one of the workspace goes by the name of its file."""
    ours = explanations()
    return ours[check].label if check in ours else Text(check, check)


def _draw(axes: Axes, steps: pd.DataFrame, language: str) -> None:
    palette = {"observed": BETTER, "remains": MUTED}
    sns.barplot(
        data=steps.assign(place=steps["place"].astype(str)),
        x="points",
        y="place",
        hue="kind",
        palette=palette,
        dodge=False,
        legend=False,
        ax=axes,
    )
    axes.set_yticks(range(len(steps)), steps["label"])
    axes.axvline(0, color=INK, linewidth=1)
    for step in steps.itertuples():
        axes.text(
            step.points,
            step.place,
            f" {signed_number(step.points, language)} ",
            ha="left" if step.points >= 0 else "right",
            va="center",
            color=INK,
        )
    reach = steps["points"].abs().max() * 1.3 or 1.0
    axes.set(xlabel="", ylabel="", xticks=[], xlim=(min(steps["points"].min() * 1.4, 0), reach))
    sns.despine(ax=axes, left=True, bottom=True)


def _alt_text(steps: pd.DataFrame, language: str) -> str:
    if steps.empty:
        return NOTHING[language]
    return (
        "; ".join(f"{s.label.strip()} {signed_number(s.points, language)}" for s in steps.itertuples()) + "."
    )
