"""The same page for an analyst who builds on it: its rows as a table, and the page in a notebook."""

from dataclasses import dataclass
from html import escape

import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments, read_instruments
from monitorlib.measurements import load_measurements
from monitorlib.resident.content import page_parts
from monitorlib.resident.page import html_page
from monitorlib.resident.panels import Measurement, panels_of, rows_of
from monitorlib.workspace import Workspace

SERIES = ("leefgebied", "rater", "instrument", "measured_on", "score")


@dataclass(frozen=True)
class ResidentPage:
    """One person's measurements with the instruments that say what they mean; shows itself as the page.

    In a notebook it lies in a frame of its own, so that its large letters stay in it.
    """

    rows: tuple[Measurement, ...]
    known: Instruments
    language: str = "nl"

    @property
    def html(self) -> str:
        """The page, as `monitor resident` writes it."""
        return html_page(page_parts(self.rows, self.known, self.language), self.language)

    @property
    def series(self) -> pd.DataFrame:
        """Every score that is drawn, a row each, in the order of the panels: columns SERIES."""
        told = [
            (panel.name[self.language], each.rater, each.instrument.id, pd.Timestamp(day), score)
            for panel in panels_of(self.rows, self.known)
            for each in panel.series
            for day, score in each.points
        ]
        return pd.DataFrame(told, columns=list(SERIES))

    def _repr_html_(self) -> str:
        page = escape(self.html, quote=True)
        return f'<iframe srcdoc="{page}" sandbox="" style="width: 100%; height: 90vh; border: 0"></iframe>'


def resident_page(workspace: Workspace, resident: str = "", language: str = "nl") -> ResidentPage:
    """The page of a pseudonym; without one, of whoever has most measurements. UserError: it is not known."""
    chosen = resident or _most_measured(workspace)
    rows = rows_of(workspace, [chosen])
    if not rows:
        raise UserError(
            Text("Dit pseudoniem staat niet in de werkmap.", "This pseudonym is not in the workspace."),
            Text("Neem er een uit de kolom resident_id.", "Take one from the column resident_id."),
        )
    return ResidentPage(rows, read_instruments(workspace.instruments), language)


def _most_measured(workspace: Workspace) -> str:
    counts = load_measurements(workspace)["resident_id"].value_counts()
    return min(counts.index[counts == counts.max()])
