"""Inzage: every stored row of a person once, of nobody else, with what the columns mean."""

import json
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from monitorlib.cli import main
from monitorlib.measurements import load_measurements, measurement_version, undo_import
from monitorlib.resident.person import persons_of
from monitorlib.resident.rights import COLUMNS, export_of
from monitorlib.resident.writing import LOG_FILE
from monitorlib.tables import MEASUREMENTS
from tests import populations
from tests.resident.people import NUMBER, others, row, store


@pytest.fixture
def filled(place):
    """A person whose second measurement was undone, and a wijk that looks like a formula."""
    workspace, _file, key = place
    store(workspace, key, [row(NUMBER, key, "2025-03-03", 2.0, wijk="=1+1"), *others(key)])
    store(workspace, key, [row(NUMBER, key, "2025-09-03", 4.0, kenmerk_leefsituatie="alleen")])
    undo_import(workspace)
    return workspace, key


def _export(workspace, key, format: str) -> bytes:
    return export_of(workspace, persons_of(workspace, key, NUMBER, ever=True), format)


def test_it_holds_what_every_version_holds_of_the_person_and_nothing_of_others(filled):
    workspace, key = filled
    told = json.loads(_export(workspace, key, "json"))
    me = key.pseudonym("resident", NUMBER)
    versions = [load_measurements(workspace, version=v) for v in range(measurement_version(workspace) + 1)]
    stored = {
        (day.date().isoformat(), float(score))
        for frame in versions
        for day, score in frame.loc[frame["resident_id"] == me, ["measured_on", "score"]].itertuples(
            index=False
        )
    }
    assert {(each["measured_on"], each["score"]) for each in told["metingen"]} == stored
    assert [each["bewaard"] for each in told["metingen"]] == ["nu", "eerder"]
    assert {each["resident_id"] for each in told["metingen"]} == {me}
    assert told["metingen"][1]["kenmerk_leefsituatie"] == "alleen"


def test_every_column_is_explained(filled):
    workspace, key = filled
    told = json.loads(_export(workspace, key, "json"))
    names = {name for each in told["metingen"] for name in each}
    assert {name for name in names if not name.startswith("kenmerk_")} <= set(COLUMNS)
    assert set(MEASUREMENTS.names) <= set(COLUMNS)
    assert "nooit bewaard" in told["niet_bewaard"]


def test_a_workbook_holds_the_same_and_no_live_formula(filled):
    workspace, key = filled
    book = CalamineWorkbook.from_filelike(BytesIO(_export(workspace, key, "xlsx")))
    assert book.sheet_names == ["Metingen", "Uitleg", "Vrijgaven"]
    heads, *rows = book.get_sheet_by_name("Metingen").to_python()
    told = json.loads(_export(workspace, key, "json"))["metingen"]
    assert [dict(zip(heads, each, strict=True))["score"] for each in rows] == [each["score"] for each in told]
    assert dict(zip(heads, rows[0], strict=True))["wijk"] == "=1+1"
    explained = {line[0] for line in book.get_sheet_by_name("Uitleg").to_python()}
    assert set(COLUMNS) <= explained


def test_it_says_which_releases_counted_the_person(place, monkeypatch):
    monkeypatch.setattr("monitorlib.release.publish._draw", lambda _content: ())
    workspace, _file, key = place
    mine = populations.person(key.pseudonym("resident", NUMBER), 1)
    store(workspace, key, [*populations.people([1] * 30), *mine])
    populations.release(workspace)
    assert json.loads(_export(workspace, key, "json"))["vrijgaven"]["waar"] == ["Oost, 2025"]


def test_the_command_writes_it_and_notes_that(filled, tmp_path, capsys):
    workspace, _key = filled
    told = ["resident", "--workspace", str(workspace.path), "--key", str(tmp_path / "sleutel.key")]
    told += ["--client", NUMBER, "--export"]
    for name in ("alles.json", "alles.xlsx"):
        with pytest.raises(SystemExit) as ended:
            main([*told, "--output", str(tmp_path / name)])
        assert ended.value.code == 0 and (tmp_path / name).is_file()
    log = (workspace.path / "logs" / LOG_FILE).read_text("utf-8")
    assert log.count("gegevens meegegeven") == 2 and NUMBER not in log
    with pytest.raises(SystemExit) as stopped:
        main([*told, "--output", str(tmp_path / "alles.pdf")])
    assert stopped.value.code == 1 and "--format: 'pdf' kan niet" in capsys.readouterr().err
