"""What a draft of a profile says is read back: with it the same export has the same columns and mapping."""

from datetime import date
from pathlib import Path

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import read_profile
from monitorlib.intake.check.inspecting import looked_into, write_draft
from monitorlib.intake.know.questions import UnansweredError
from monitorlib.intake.read.opening import Beforehand
from tests.intake.books import workbook
from tests.intake.exports import ZRM
from tests.intake.generator import make

CASES = Path(__file__).parent / "cases"
FILES = sorted(p for p in CASES.iterdir() if p.suffix != ".toml" and p.stem != "README")
ASKED = ("Groep rood", "2023", "Nulmeting")  # what these groups mean is asked, not taken
TODAY = date(2026, 11, 28)


def seen(file, profile=None):
    """An export as far as it is understood, before its questions are answered; None where it is refused."""
    try:
        return looked_into(file, Beforehand(read_instruments(), None, profile), TODAY).understood
    except UnansweredError as error:
        return error.files[0]
    except UserError:
        return None


def is_read_back(file, folder) -> bool:
    """Whether the draft, as it was written, gives the mapping that it was written from."""
    before = seen(file)
    if before is None:
        return True
    draft = folder / "draft.toml"
    write_draft(draft, before, "nl")
    after = seen(file, read_profile(draft))
    draft.unlink()
    assert after is not None, file.name
    assert after.export.columns == before.export.columns
    assert after.mapping.fields == before.mapping.fields and after.mark == before.mark
    return True


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_draft_of_a_handed_case_is_read_back(file, tmp_path):
    assert is_read_back(file, tmp_path)


@pytest.mark.parametrize("seed", range(1, 25))
def test_the_draft_of_a_generated_export_is_read_back(seed, tmp_path):
    assert all(is_read_back(path, tmp_path) for path in make(tmp_path, seed).paths)


def _merged(path, groups, first=("Nr.", "Naam", "Wijk"), upper=False):
    """A workbook with each group's word over a day and the leefgebieden, in two header rows below a title."""
    blank = [""] * (len(ZRM))
    over = [*(first if upper else [""] * len(first)), *(cell for group in groups for cell in (group, *blank))]
    below = [*([""] * len(first) if upper else first), *(cell for _ in groups for cell in ("Datum", *ZRM))]
    rows = [
        [n, f"Mopsje {n}", "Oost", *(cell for g in range(len(groups)) for cell in _measured(n, g))]
        for n in range(1, 12)
    ]
    return workbook(path, {"Overzicht": [["Gemeente Verzonnendam"], over, below, *rows]})


def _measured(n, group):
    return f"{1 + n}-{1 + 3 * group}-2024", *[1 + (n + group) % 5] * len(ZRM)


@pytest.mark.parametrize("upper", [True, False])
@pytest.mark.parametrize(
    "groups",
    [
        ("Startmeting", "Vervolgmeting"), ("Nulmeting", "Evaluatie"), ("Meting 1", "Meting 2", "Meting 3"),
        ("2023", "2024"),
        ("Intake", "Herhaalmeting", "Eindmeting"), ("Begin", "Hermeting"), ("Groep rood", "Groep blauw"),
    ],
)  # fmt: skip
def test_the_draft_of_a_merged_header_is_read_back_and_names_the_moments(groups, upper, tmp_path):
    file = _merged(tmp_path / "b.xlsx", groups, upper=upper)
    assert is_read_back(file, tmp_path)
    if groups[0] not in ASKED:
        fields = seen(file).mapping.fields
        moments = {field.partition("@")[2] for field in fields.values() if field.startswith("score:")}
        assert len(moments) == len(groups) and "" not in moments
        assert {field.partition("@")[2] for field in fields.values() if field.startswith("date")} == moments
