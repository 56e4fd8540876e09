"""The fifth notebook shows an analyst what the resident sees, and refuses nobody's pseudonym kindly."""

import json
from html import unescape

import pytest

import monitorlib as ml
from monitorlib.foundation.errors import UserError
from monitorlib.resident.analyst import resident_page
from monitorlib.runs import NOTEBOOKS, run_notebook


@pytest.fixture(scope="module")
def someone(demo) -> str:
    measured = ml.load_measurements(demo)
    return measured.loc[measured["instrument"] == "woonsituatie", "resident_id"].iloc[0]


def test_the_table_holds_the_scores_of_the_measurements(demo, someone):
    own = ml.load_measurements(demo)
    own = own[(own["resident_id"] == someone) & own["score"].notna()]
    shown = resident_page(demo, someone).series
    assert list(shown["score"]) == list(own.sort_values("measured_on")["score"])
    assert list(shown["measured_on"]) == list(own.sort_values("measured_on")["measured_on"])


def test_without_a_pseudonym_it_takes_whoever_was_measured_most(demo):
    sizes = ml.load_measurements(demo)["resident_id"].value_counts()
    assert len(resident_page(demo).rows) == sizes.max()


def test_an_unknown_pseudonym_is_told(demo):
    with pytest.raises(UserError, match="staat niet in de werkmap"):
        resident_page(demo, "niemand")


def test_the_notebook_shows_the_same_page(demo, someone, tmp_path):
    parameters = {"workspace": str(demo.path), "resident": someone}
    ran = run_notebook(NOTEBOOKS / "5_inwoner.ipynb", tmp_path / "5.ipynb", parameters)
    outputs = [
        "".join(output["data"]["text/html"])
        for cell in json.loads(ran.read_text("utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    assert len(outputs) == 2
    page = unescape(outputs[1])
    assert resident_page(demo, someone).html in page and "sandbox" in page
