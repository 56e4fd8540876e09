"""Pictures for analysts: labels and no codes, the numbers of the table, words that say the same; nothing too."""

import re

import numpy as np
import pytest

from monitorlib.analysis.quality import describe_follow_up
from monitorlib.analysis.shifts import summarise_shifts
from monitorlib.explanations import explain_shifts, invented_pairs, moved
from monitorlib.figures import look
from monitorlib.figures.intervals import plot_intervals
from monitorlib.figures.scores import _summed, plot_follow_up, plot_start_and_end
from monitorlib.figures.waterfall import plot_waterfall
from monitorlib.instruments import read_instruments
from monitorlib.wording import percent

INSTRUMENTS = read_instruments()
LABELS = ("Financiën", "Huisvesting", "Werk &amp; opleiding")


@pytest.fixture(scope="module")
def pairs():
    found = invented_pairs(np.random.default_rng(4), residents=40)
    once = found["resident_id"] < "r010"
    found = moved(found, found["resident_id"] > "r015", "financien", 1)
    found.loc[once, ["post", "change", "direction", "days"]] = float("nan")
    return found


@pytest.fixture(scope="module")
def shifts(pairs):
    return summarise_shifts(pairs)


def _words(svg: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL))


@pytest.mark.parametrize("around", ["white", "darkgrid", "ticks"])
def test_our_look_is_seaborns_white_but_for_letters_and_colours_that_no_picture_uses(around):
    """Also where somebody chose another style for the whole notebook."""
    import matplotlib
    import seaborn

    with seaborn.axes_style(around):
        with seaborn.axes_style("white"), matplotlib.rc_context(look._LOOK):
            theirs = dict(matplotlib.rcParams)
        with look.in_our_look():
            ours = dict(matplotlib.rcParams)
    odd = {name for name in theirs if ours[name] != theirs[name]}
    assert odd <= {"font.sans-serif", "image.cmap"}  # letters are named, and nothing is drawn by a scale


def test_who_was_measured_again_stands_in_the_bar_and_in_the_words(pairs):
    picture = plot_follow_up(pairs, INSTRUMENTS)
    [told] = describe_follow_up(pairs).to_dict("records")
    assert (told["n_again"], told["n_residents"]) == (30, 40)
    words = _words(picture.svg)
    assert ">30<" in picture.svg and "40 · " in words and "opnieuw gemeten" in words
    assert picture.alt_text == (
        "Zelfredzaamheid-Matrix (ZRM 2017) (blik van de professional): 30 van de 40 inwoners zijn opnieuw gemeten."
    )


def test_each_shift_has_its_interval_in_words_and_its_label(shifts):
    picture = plot_intervals(shifts, INSTRUMENTS)
    assert all(label in picture.svg for label in LABELS) and "financien" not in picture.svg
    for row in shifts.itertuples():
        told = (percent(each, "nl", True) for each in (row.net_improved, row.net_low, row.net_high))
        assert "{} (tussen {} en {})".format(*told) in picture.alt_text
    assert "duidelijk vooruit" in picture.alt_text and "▲" in picture.svg


def test_start_and_end_scores_are_the_means_of_those_measured_twice(pairs):
    picture = plot_start_and_end(pairs, INSTRUMENTS)
    followed = pairs[pairs["change"].notna() & (pairs["leefgebied"] == "financien")]
    told = (f"{followed[name].mean():.1f}".replace(".", ",") for name in ("pre", "post"))
    assert "Financiën: van {} naar {}.".format(*told) in picture.alt_text
    assert all(label in picture.svg for label in LABELS)
    assert _words(picture.svg).count("eerste meting") == 1 and "rechts →" in _words(picture.svg)


def test_on_a_scale_on_which_lower_is_better_the_picture_says_so(pairs):
    low = pairs.assign(instrument="honos", leefgebied="relaties")
    low = low.assign(leefgebied=INSTRUMENTS["honos"].leefgebieden[0].code).drop_duplicates("resident_id")
    assert "← links" in _words(plot_start_and_end(low, INSTRUMENTS).svg)


def test_the_waterfall_names_leefgebieden_by_their_labels(pairs):
    gained = moved(pairs, pairs["wijk"] == "A", "huisvesting", 2)
    checks = explain_shifts(gained)
    checks.loc[(checks["leefgebied"] == "huisvesting") & (checks["check"] == "subgroup"), "flagged"] = True
    picture = plot_waterfall(checks, instruments=INSTRUMENTS)
    assert "Huisvesting: gemeten" in picture.svg and "huisvesting" not in picture.svg


def test_in_english_they_speak_english(pairs, shifts):
    assert "measured again" in plot_follow_up(pairs, INSTRUMENTS, "en").svg
    assert "clearly improved" in plot_intervals(shifts, INSTRUMENTS, language="en").alt_text
    assert "first measurement" in plot_start_and_end(pairs, INSTRUMENTS, "en").svg


def test_a_team_without_anything_gets_a_picture_that_says_so(pairs, shifts):
    for picture in (
        plot_intervals(shifts.head(0), INSTRUMENTS),
        plot_start_and_end(pairs.head(0), INSTRUMENTS),
    ):
        assert "Er is nog niets te laten zien." in picture.svg and picture.alt_text == ""
    assert plot_follow_up(pairs.head(0), INSTRUMENTS).svg.startswith("<svg")


def test_one_resident_measured_once_can_be_drawn(pairs):
    alone = pairs[pairs["resident_id"] == "r001"]
    assert "0 van de 1 inwoners" in plot_follow_up(alone, INSTRUMENTS).alt_text
    assert plot_intervals(summarise_shifts(alone), INSTRUMENTS).alt_text == ""


def test_the_middle_half_is_that_of_the_residents_of_each_leefgebied(pairs):
    told = _summed(pairs).set_index("leefgebied")
    followed = pairs[pairs["change"].notna()]
    assert set(told.index) == set(followed["leefgebied"])
    for code, rows in followed.groupby("leefgebied"):
        for moment in ("pre", "post"):
            low, high = np.percentile(rows[moment].to_numpy(float), [25, 75])
            found = told.loc[code, [f"{moment}_low", moment, f"{moment}_high"]]
            assert found.to_list() == pytest.approx([low, rows[moment].mean(), high])


def test_a_leefgebied_that_the_instrument_does_not_have_is_left_out(pairs):
    strange = pairs.assign(leefgebied=pairs["leefgebied"].replace("huisvesting", "van vroeger"))
    shifts = summarise_shifts(pairs).assign(
        leefgebied=lambda told: told["leefgebied"].replace("huisvesting", "x")
    )
    for picture in (plot_start_and_end(strange, INSTRUMENTS), plot_intervals(shifts, INSTRUMENTS)):
        assert "Financiën" in picture.alt_text and "Financiën" in picture.svg
        assert not {"Huisvesting", "van vroeger", "nan", "None"} & set(re.findall(r"[\w ]+", picture.svg))
