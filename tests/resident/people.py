"""Made-up residents in a workspace of their own, under a real key, so that a client number finds them."""

from pathlib import Path

import pandas as pd

from monitorlib.intake.know.words import number_of
from monitorlib.intake.pseudonymise.pseudonyms import Key, new_key, read_key
from monitorlib.measurements import store_measurements, write_lock
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace

NUMBER = "D100002"


def a_key(folder: Path, name: str = "sleutel.key") -> tuple[Path, Key]:
    """A new key: its file and itself."""
    new_key(folder / name)
    return folder / name, read_key(folder / name)


def row(number: str, key: Key, day: str, score: float | None, **changes) -> dict:
    """One measurement of a client number; `within` is the team where the number is unique in a team only."""
    within = changes.pop("within", None)
    text = number if within is None else number_of((within, number))
    return {
        "resident_id": key.pseudonym("resident", text),
        "team": "Oost",
        "wijk": "Noord",
        "worker_id": key.pseudonym("worker", "w1"),
        "rater": "professional",
        "measured_on": pd.Timestamp(day),
        "instrument": "zrm-2017",
        "leefgebied": "financien",
        "score": score,
        "missing": None if score is not None else "not_filled_in",
        "source": "regimaat",
        **changes,
    }


def store(workspace: Workspace, key: Key, rows: list[dict]) -> Workspace:
    """Import these rows."""
    frame = pd.DataFrame(rows).astype({"score": "float32", "measured_on": "datetime64[s]"})
    with write_lock(workspace):
        store_measurements(workspace, MEASUREMENTS.check(frame), {"key_id": key.id})
    return workspace


def others(key: Key, shift: float = 0.0, how_many: int = 12) -> list[dict]:
    """Other residents of the same team, instruments and days."""
    made = []
    for number in range(how_many):
        name = f"A{number:05d}"
        made.append(row(name, key, "2025-03-03", 1 + (number + shift) % 5))
        made.append(row(name, key, "2025-09-03", 1 + (number * 2 + shift) % 5))
        made.append(
            row(name, key, "2025-09-03", 3.0, rater="inwoner", instrument="mijn-zrm", source="volgmij")
        )
    return made
