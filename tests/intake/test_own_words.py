"""An office's own words for leefgebieden: asked one by one, told in a profile, or aliases of an own instrument."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import SHIPPED, read_instruments
from monitorlib.intake import Profile, inspect_file, read_export, read_profile, to_measurements
from monitorlib.intake.check.inspecting import draft_lines, looked_into
from monitorlib.intake.check.unknown_names import abbreviated
from monitorlib.intake.know.questions import UnansweredError
from monitorlib.intake.read.opening import Beforehand
from monitorlib.intake.recognise.leefgebieden import codes_of_values, find_areas
from tests.intake.exports import ZRM, long, wide

CODES = {area.label.nl: area.code for area in read_instruments()["zrm-2017"].leefgebieden}
OWN = {
    "SNW": "Sociaal netwerk",
    "W&O": "Werk & opleiding",
    "HREL": "Huiselijke relaties",
    "MPART": "Maatschappelijke participatie",
}


def _file(path, words, residents=5):
    rows = [
        f"C{c};Oost;1-{m}-2024;{w};{1 + (c + m) % 5}" for c in range(residents) for m in (1, 6) for w in words
    ]
    return long(path, *rows, head="Cliëntnummer;Team;Datum;Lfgb;Score")


def _own_words(path):
    """A long export in which four leefgebieden have an office's own abbreviation."""
    names = {area: word for word, area in OWN.items()}
    return _file(path, [names.get(area, area) for area in ZRM])


def _asked(file, **more):
    try:
        seen = looked_into(file, Beforehand(read_instruments(), **more)).understood
    except UnansweredError as error:
        seen = error.files[0]
    return seen


def test_each_unknown_word_is_asked_with_the_leefgebieden_that_are_free(tmp_path):
    seen = _asked(_own_words(tmp_path / "e.csv"))
    asked = {word: q for q in seen.questions for word in OWN if f"'{word}'" in q.asked.nl}
    assert set(asked) == set(OWN)
    for word, area in OWN.items():
        offered = [a.profile["leefgebieden"][word] for a in asked[word].answers]
        assert offered[0] == area and {*offered} == {*OWN.values(), "ignored"}


def test_the_first_answers_of_the_draft_bring_every_leefgebied_in(tmp_path):
    file = _own_words(tmp_path / "e.csv")
    seen = _asked(file)
    lines, taken = [], True
    for line in draft_lines(seen, "nl"):
        if line.startswith("# Vraag:"):
            taken = False
        elif not taken and line.startswith("# leefgebieden"):
            line, taken = line.removeprefix("# "), True
        lines.append(line)
    (tmp_path / "p.toml").write_text("\n".join(lines), encoding="utf-8")
    read = to_measurements(read_export(file), profile=read_profile(tmp_path / "p.toml"))
    assert read.report.refused == 0 and len(read.measurements) == 5 * 2 * 13
    own, plain = (
        to_measurements(read_export(f), profile=p)
        .measurements.groupby("leefgebied", observed=True)["score"]
        .sum()
        for f, p in ((file, tmp_path / "p.toml"), (_file(tmp_path / "f.csv", ZRM), None))
    )
    assert own.to_dict() == plain.to_dict()


def test_a_word_that_is_not_told_keeps_the_file_out_and_one_to_be_ignored_is_refused(tmp_path):
    file = _own_words(tmp_path / "e.csv")
    told = {word: area for word, area in OWN.items() if word != "HREL"}
    with pytest.raises(UserError, match=r"'HREL' is geen bekend .*\[leefgebieden\] \"HREL\" = "):
        to_measurements(read_export(file), profile=Profile(leefgebieden=told))
    without = Profile(leefgebieden={**told, "HREL": "ignored"})
    read = to_measurements(read_export(file), profile=without)
    assert read.report.refused == 10 and "huiselijke_relaties" not in set(read.measurements["leefgebied"])


def test_a_leefgebied_of_a_profile_that_no_instrument_has_is_told(tmp_path):
    with pytest.raises(UserError, match="'Werkk' is geen leefgebied"):
        to_measurements(
            read_export(_own_words(tmp_path / "e.csv")), profile=Profile(leefgebieden={"W&O": "Werkk"})
        )


def test_a_word_in_a_profile_names_a_column_too(tmp_path):
    file = wide(tmp_path / "e.csv", "C1;Oost;1-1-2024;*3", "C1;Oost;1-6-2024;*4")
    file.write_text(file.read_text().replace("Werk & opleiding", "W&O").replace("Sociaal netwerk", "zz"))
    told = Profile(leefgebieden={"W&O": "Werk & opleiding", "zz": "sociaal_netwerk"})
    assert len(to_measurements(read_export(file), profile=told).measurements) == 26


def test_a_word_of_one_resident_is_told_only_where_it_shortens_a_leefgebied(tmp_path):
    asked = " ".join(
        q.asked.nl for q in inspect_file(_file(tmp_path / "e.csv", [*ZRM[2:], "WO", "Jantje"], 1)).questions
    )
    assert "'WO'" in asked and "Jantje" not in asked


@pytest.mark.parametrize("alias", ["WO", "W&O", "w.o.", "O&W", "X", "V1", "q"])
@pytest.mark.parametrize("spelled", [str, str.upper, str.lower])
def test_a_short_alias_is_the_leefgebied_in_values_and_in_columns(tmp_path, alias, spelled):
    word, instruments = spelled(alias), _with_alias(tmp_path, alias)
    assert codes_of_values([*ZRM[2:], word], instruments["zrm-2017"])[word] == "werk_opleiding"
    found = find_areas([word, *ZRM[2:]], instruments, "zrm-2017")
    assert found[word].leefgebied == "werk_opleiding" and found[word].confidence > 0.9
    found = find_areas(
        [f"{a} {m}" for a in (word, *ZRM[2:]) for m in ("start", "eind")], instruments, "zrm-2017"
    )
    assert found[f"{word} eind"].leefgebied == "werk_opleiding" and found[f"{word} eind"].moment == "eind"


def test_a_short_alias_is_no_part_of_another_word(tmp_path):
    found = find_areas(["Wonen", "Woonlasten", "W", "O", *ZRM[4:]], _with_alias(tmp_path, "W&O"), "zrm-2017")
    assert "werk_opleiding" not in {area.leefgebied for area in found.values()}


def _with_alias(path, alias):
    text = (SHIPPED / "zrm-2017.toml").read_text(encoding="utf-8")
    (path / "instruments").mkdir()
    own = text.replace('"werk en opleiding", "werk/opleiding"', f'"{alias}"')
    (path / "instruments" / "own.toml").write_text(own, encoding="utf-8")
    return read_instruments(path / "instruments")


@pytest.mark.parametrize(
    ("word", "area"),
    [
        ("W&O", "werk_opleiding"), ("WO", "werk_opleiding"), ("W&OP", "werk_opleiding"),
        ("SNW", "sociaal_netwerk"),
        ("m.part.", "maatschappelijke_participatie"), ("H.Rel", "huiselijke_relaties"), ("Tuin", None),
        ("W", None),
        ("GG", "geestelijke_gezondheid"), ("LG", "lichamelijke_gezondheid"), ("NWS", None), ("", None),
    ],
)  # fmt: skip
def test_an_abbreviation_has_the_first_letter_of_each_word_in_order(word, area):
    found = abbreviated(word, read_instruments()["zrm-2017"].leefgebieden)
    assert (found.code if found else None) == area
