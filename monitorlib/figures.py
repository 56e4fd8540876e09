"""Pictures of released tables, drawn once, when a team is released. Takes released numbers, never rows.

One picture shows one view: a row a leefgebied, the share that improved to the right of the middle line and
the share that deteriorated to the left, each with its count. Colour never carries meaning alone.
"""

import io
from dataclasses import dataclass

import matplotlib
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Canvas

from monitorlib.released import Row, View
from monitorlib.texts import Text
from monitorlib.wording import AT_MOST, CLASSES, row_sentence, unchanged_sentence

# Okabe & Ito's blue and orange: told apart with every common form of colour blindness
BETTER, WORSE, MUTED, INK = "#0072B2", "#D55E00", "#5b6472", "#1d2733"
RIGHT = {"improved": BETTER, "yes": BETTER}
LEFT = {"deteriorated": WORSE, "no": WORSE}
NOT_SHOWN = Text("niet te tonen", "cannot be shown")

STYLE = {
    "svg.fonttype": "none",  # text stays text: small, sharp on a projector, readable by a screen reader
    "svg.hashsalt": "monitorlib",  # the same numbers give the same bytes
    "font.family": "DejaVu Sans",
    "font.size": 13,
}


@dataclass(frozen=True)
class Picture:
    """An SVG picture and the words that say the same."""

    svg: str
    alt_text: str

    def _repr_svg_(self) -> str:
        return self.svg


def plot_shifts(view: View, min_residents: int, language: str = "nl") -> Picture:
    """The picture of one released view, with its alt text; each number in it stands in the released table."""
    bars = _bars(view.rows, language)
    with matplotlib.rc_context(STYLE), sns.axes_style("white"):
        canvas = Canvas(figsize=(10, 0.7 + 0.42 * len(view.rows)), layout="constrained")
        axes = canvas.subplots()
        sns.barplot(
            data=bars,
            x="share",
            y="leefgebied",
            hue="side",
            hue_order=["left", "right"],
            palette={"left": WORSE, "right": BETTER},
            order=[row.label[language] for row in view.rows],
            dodge=False,
            width=0.62,
            legend=False,
            ax=axes,
        )
        _write_counts(axes, view.rows, language)
        _finish(axes, view.kind, bars["share"].abs().max(), language)
        svg = as_svg(canvas)
    return Picture(svg, alt_text(view, min_residents, language))


def alt_text(view: View, min_residents: int, language: str) -> str:
    """The picture in words: what "the same" means, and each leefgebied with the sentence that the table shows."""
    told = (
        f"{row.label[language].rstrip('?.')}: {row_sentence(row, view.kind, min_residents, language)}"
        for row in view.rows
    )
    return " ".join(filter(None, (f"{view.label[language]}.", unchanged_sentence(view, language), *told)))


def _bars(rows: tuple[Row, ...], language: str) -> pd.DataFrame:
    """One row a leefgebied and side; the left side is drawn below zero."""
    bars = []
    for row in rows:
        for side, wanted, sign in (("left", LEFT, -1), ("right", RIGHT, 1)):
            count = next((row.counts[name] for name in wanted if row.counts and name in row.counts), 0)
            share = sign * count / row.n if row.n else 0.0
            bars.append({"leefgebied": row.label[language], "side": side, "share": share})
    return pd.DataFrame(bars)


def _write_counts(axes, rows: tuple[Row, ...], language: str) -> None:
    for position, row in enumerate(rows):
        for names, sign in ((LEFT, -1), (RIGHT, 1)):
            count = next((n for name, n in (row.counts or {}).items() if name in names), None)
            reach = count / row.n if count is not None else 0.0
            axes.text(
                sign * (reach + 0.01),
                position,
                _unseen(row, names, language) if count is None else str(count),
                color=MUTED if count is None else INK,
                ha="left" if sign > 0 else "right",
                va="center",
                fontsize=10 if count is None else 13,
            )


def _unseen(row: Row, names: dict[str, str], language: str) -> str:
    """What is said of a side without a count: "hoogstens 2", or that it cannot be shown."""
    most = next((most for name, most in (row.few or {}).items() if name in names), None)
    return NOT_SHOWN[language] if most is None else AT_MOST.fill(n=most, words="")[language].strip()


def _finish(axes, kind: str, longest: float, language: str) -> None:
    right, left = ("yes", "no") if kind == "answers" else ("improved", "deteriorated")
    axes.axvline(0, color=INK, linewidth=1)
    reach = max(longest, 0.3) + 0.15  # both sides alike, with room for the numbers
    axes.set(xlim=(-reach, reach), xlabel="", ylabel="", xticks=[])
    axes.tick_params(axis="y", length=0)
    # the words name the sides, so that colour is not the only key
    axes.text(0.02, 1.01, f"{CLASSES[right][language]} →", transform=axes.get_xaxis_transform(), color=BETTER)
    axes.text(
        -0.02,
        1.01,
        f"← {CLASSES[left][language]}",
        transform=axes.get_xaxis_transform(),
        color=WORSE,
        ha="right",
    )
    sns.despine(ax=axes, left=True, bottom=True)


def as_svg(canvas: Canvas) -> str:
    """The drawing as SVG text for an HTML page; the same numbers give the same bytes."""
    file = io.StringIO()
    canvas.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    return text[text.index("<svg") :]  # the page is HTML: no XML prologue
