"""Small releases for tests, made by hand: what each reader is given is plain to see."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instrument
from monitorlib.release.history import note, read_ledger
from monitorlib.release.keys import releases_of
from monitorlib.release.read import TEAM_FILE, checksum, read_release, team_folder_name
from monitorlib.release.sealing import seal_period
from monitorlib.released import (
    SCHEMA,
    Content,
    Interval,
    Manifest,
    Release,
    ReleasedPeriod,
    Row,
    View,
    to_json,
)
from monitorlib.workspace import Workspace

ZRM = read_instrument("zrm-2017")
# the settings that go with a_content
SETTINGS = """
organisatie = "Testgemeente"
doel = ["leren"]
melding = { nl = "Verzonnen.", en = "Invented." }
"""
THREE = {"improved": 26, "unchanged": 29, "deteriorated": 5}


def a_row(code="financien", counts=THREE, n=60, verdict="improved", **changes) -> Row:
    """One leefgebied; by default 26 up, 29 the same, 5 down, with a net interval that goes with it."""
    values = {
        "leefgebied": code,
        "label": ZRM.leefgebied(code).label,
        "n": n,
        "counts": counts,
        "interval": Interval(0.35, 0.180504, 0.500041) if counts else None,
        "mean_shift": 0.4 if n else None,
        "p_class": "<.001" if counts and len(counts) == 3 and verdict != "not_tested" else None,
        "verdict": verdict,
    }
    return Row(**{**values, **changes})


def a_view(*rows: Row, kind="shifts", instrument="zrm-2017", rater="professional") -> View:
    """One instrument of one rater."""
    return View(instrument, ZRM.label, ZRM.citation, rater, kind, 140, 60, rows or (a_row(),))


def a_content(*views: View, team="Team Test", period="2025", **changes) -> Content:
    """One team and period."""
    values = {
        "team": team,
        "period": ReleasedPeriod(period, Text(period, period), f"{period}-01-01", f"{period}-12-31"),
        "organisation": "Testgemeente",
        "purpose": ("leren",),
        "notice": Text("Verzonnen.", "Invented."),
        "min_residents": 10,
        "margin": 0.15,
        "data_version": 3,
        "seed": 0,
        "views": views or (a_view(),),
    }
    return Content(**{**values, **changes})


def a_release(content: Content | None = None, number=1, references=()) -> Release:
    """A release without pictures."""
    manifest = Manifest(
        number,
        "2026-01-02T03:04:05+00:00",
        "0.1.0",
        "hash",
        ("minimum", *(["export"] if number == 1 else [])),
        references,
    )
    return Release(SCHEMA, content or a_content(), (), manifest)


def write_by_hand(folder, release: Release, checked=None):
    """Put a release in the release folder of a workspace, noted and sealed as the door does.

    `checked` forges another checksum.
    """
    content = release.content
    period = folder / team_folder_name(content.team) / content.period.id
    period.mkdir(parents=True, exist_ok=True)
    values = json.loads(json.dumps(to_json(release)))
    file = period / f"{release.manifest.number}.json"
    file.write_text(json.dumps({"checksum": checked or checksum(values), "release": values}))
    (period.parent / TEAM_FILE).write_text(json.dumps({"team": content.team}))
    seal_by_hand(file)
    return file


def of_schema(values: dict, schema: int) -> None:
    """Make the JSON values of a release say that they are of an older schema, which had no cards."""
    values["schema"] = schema
    del values["card_pictures"], values["content"]["cards"]


def write_again(file, values: dict) -> None:
    """Give a release in a file other values, with a checksum and a seal that are right."""
    file.write_text(json.dumps({"checksum": checksum(values), "release": values}))
    seal_by_hand(file)


def seal_by_hand(file) -> None:
    """Note a file as it is now, whatever stands in it, and seal it."""
    workspace, period = Workspace(file.parents[3]), file.parent
    ledger = read_ledger(workspace, period)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    note(workspace, period, replace(ledger, releases={**ledger.releases, file.stem: digest}))
    seal_period(workspace, period)


def read_sealed(file) -> Release:
    """The release in a file of a workspace's release folder, as a reader gets it."""
    return read_release(releases_of(Workspace(file.parents[3])), file)


def made_before_seals(workspace: Workspace, taken_back: int = 0) -> dict[Path, bytes]:
    """Make of a workspace what it was before there were seals; returns its releases."""
    for seal in workspace.release.glob("*/*/zegel.json"):
        seal.unlink()
        files = sorted(seal.parent.glob("[0-9]*.json"))
        noted = {each.stem: json.loads(each.read_text())["checksum"] for each in files}
        ledger = workspace.runs / seal.parent.parent.name / seal.parent.name / "vrijgaven.json"
        ledger.write_text(json.dumps(noted))
        if taken_back:
            told = {"number": taken_back, "reason": "fout", "at": "2026-01-01T00:00:00+00:00"}
            (seal.parent / "ingetrokken.json").write_text(json.dumps(told))
    for key in (workspace.runs / "zegel").iterdir():
        key.unlink()
    return {each: each.read_bytes() for each in workspace.release.glob("*/*/[0-9]*.json")}


def but_for_times(workspace: Workspace) -> dict[str, object]:
    """All that was released, by its place, without when."""
    found = {}
    for file in sorted(workspace.release.rglob("*.*")):
        if file.suffix == ".svg":
            found[str(file.relative_to(workspace.release))] = file.read_bytes()
        elif file.stem.isdigit():
            told = json.loads(file.read_text(encoding="utf-8"))["release"]
            assert told["manifest"].pop("created")
            found[str(file.relative_to(workspace.release))] = told
    return found
