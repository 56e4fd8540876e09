"""The measurements of one person, and of nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from monitorlib.measurements.delta import resident_rows
from monitorlib.workspace import Workspace


@dataclass(frozen=True)
class Measurement:
    """One row of MEASUREMENTS of this person; `score` is None exactly where `missing` tells why."""

    resident_id: str
    team: str
    source: str
    rater: str
    measured_on: date
    instrument: str
    leefgebied: str
    score: float | None
    missing: str | None


def rows_of(
    workspace: Workspace, residents: Iterable[str], version: int | None = None
) -> tuple[Measurement, ...]:
    """The measurements under these pseudonyms, in an order of their own: of other rows nothing shows.

    A score has at most six figures, as it was stored (float32).
    """
    names = list(Measurement.__dataclass_fields__)
    found = ({name: row[name] for name in names} for row in resident_rows(workspace, residents, version))
    rows = (Measurement(**{**row, "score": _as_stored(row["score"])}) for row in found)
    return tuple(sorted(rows, key=lambda row: tuple(str(getattr(row, name)) for name in _ORDER)))


def _as_stored(score: float | None) -> float | None:
    return None if score is None else float(f"{score:.6g}")


_ORDER = ("instrument", "leefgebied", "rater", "measured_on", "source", "team", "resident_id", "score")
