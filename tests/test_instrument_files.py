"""Definitions of instruments: what is wrong is told whole, what is shipped is told in the docs."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.disclosure.coarse import FAMILY
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import SHIPPED as FOLDER
from monitorlib.instruments import Instrument, instrument_of, read_instrument_file, read_instruments
from monitorlib.instruments.checking import MOST_LEEFGEBIEDEN, RATERS, problems_of
from monitorlib.instruments.scale_checks import MISSING_REASONS
from monitorlib.tables import MISSING_REASONS as STORED_REASONS
from monitorlib.tables import RATERS as STORED_RATERS

DOCS = (Path(__file__).parent.parent / "docs" / "instrumenten.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```toml\n(.*?)```", DOCS, re.DOTALL)[1]
BETTER = {"higher": "hoger", "lower": "lager", "none": "geen"}


def _read(folder, text: str, name: str = "eigen.toml") -> Instrument:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read_instrument_file(file)


def _refused(folder, text: str) -> str:
    with pytest.raises(UserError) as refused:
        _read(folder, text)
    return refused.value.message("nl")


def test_the_example_of_the_docs_is_an_instrument(tmp_path):
    instrument = _read(tmp_path, EXAMPLE)
    assert (instrument.id, [area.code for area in instrument.leefgebieden]) == (
        "buurtcheck",
        ["buren", "veiligheid"],
    )
    assert instrument.scale.labels[4].nl == "heel goed" and instrument.missing["unknown"] == (
        "weet niet",
        "9",
    )


def test_an_editor_may_put_a_byte_order_mark_before_it(tmp_path):
    file = tmp_path / "eigen.toml"
    file.write_bytes(EXAMPLE.encode("utf-8-sig"))
    assert read_instrument_file(file).id == "buurtcheck"


WRONG = {
    "kleur = 'rood'\n": "'kleur' is onbekend; bekend zijn: id, label",
    "id = 3": "'id' moet een woord zonder spaties",
    "id = 'a/b@c'": "'id' moet een woord zonder spaties",
    "raters = 'inwoner'": "'raters' moet een lijst uit professional, inwoner, mantelzorger",
    "raters = []": "'raters' moet een lijst",
    "raters = ['buur']": "'raters' moet een lijst",
    "purpose = ['meten']": "'purpose' moet een van meten, gesprek",
    "better_is = 1": "'better_is' moet een van higher, lower, none",
    "citation = ' '": "'citation' moet een tekst met de bron",
    "sd = 0": "'sd' moet een getal boven 0",
    "label = 'x'": "'label': het label heeft 'nl' en 'en' nodig",
    "label = { nl = 'x', en = '' }": "'label': het label heeft 'nl' en 'en' nodig",
    "scale = 5": "'scale' heeft een 'low' en een hogere 'high' nodig",
    "scale = { low = 1, high = nan }": "'scale' heeft een 'low' en een hogere 'high' nodig",
    "scale = { low = false, high = true }": "'scale' heeft een 'low' en een hogere 'high' nodig",
    "scale = { low = 1, high = 4, step = 2 }": "'step' moet passen tussen 'low' en 'high'",
    "scale = { low = 1, high = 4, step = 1e-300 }": "'step' moet passen tussen 'low' en 'high'",
    "scale = { low = 1, high = 4, stap = 1 }": "[scale] 'stap' is onbekend; bekend zijn: low, high, step, labels",
    "scale = { low = 1, high = 4, labels = 3 }": "'scale.labels' moet een tabel zijn",
    "scale = { low = 1, high = 4, labels = { 5 = { nl = 'a', en = 'b' } } }": "'scale.labels 5' is geen score",
    "scale = { low = 1, high = 4, labels = { x = { nl = 'a', en = 'b' } } }": "'scale.labels x' is geen score",
    "scale = { low = 1, high = 4, labels = { 1 = { nl = 'a', en = 'b' }, 2 = { nl = 'A', en = 'c' } } }": (
        "'scale.labels': 1 en 2 hebben dezelfde naam ('a')"
    ),
    "leefgebied = 3": "'leefgebied' moet een of meer keer als [[leefgebied]] staan",
    "leefgebied = []": "'leefgebied' moet een of meer keer als [[leefgebied]] staan",
    "leefgebied = [{ label = { nl = 'a', en = 'b' } }]": "elk leefgebied heeft een eigen 'code' nodig",
    "leefgebied = [{ code = 'a' }]": "'leefgebied a': 'label' ontbreekt",
    "leefgebied = [{ code = 'a', label = 1, alias = [] }]": "leefgebied a: 'alias' is onbekend",
    "leefgebied = [{ code = 'a', label = { nl = 'a', en = 'b' }, aliases = 'x' }]": "'aliases' moet een lijst",
    "leefgebied = [{code = 'a', label = {nl = 'x', en = 'y'}}, {code = 'y', label = {nl = 'z', en = 'z'}}]": (
        "'leefgebied': a en y hebben dezelfde naam ('y')"
    ),
    "unchanged_within = 'tien'": "'unchanged_within' moet een getal van 0 of meer zijn",
    "unchanged_within = -1": "'unchanged_within' moet een getal van 0 of meer zijn",
    "unchanged_within = 1.00001": "'unchanged_within' moet een getal van 0 of meer zijn, met hoogstens vier",
    "unchanged_within = 1.5": "'unchanged_within' moet kleiner zijn dan de helft van de schaal",
    "unchanged_within = 0.9": "'unchanged_within' is kleiner dan de stap tussen twee scores",
    "unchanged_within = 1": "'unchanged_source' ontbreekt: waar komt de grens vandaan, of wie koos hem vooraf?",
    "unchanged_source = { nl = 'a', en = 'b' }": "'unchanged_source' staat er zonder 'unchanged_within'",
    "unchanged_source = 'a'": "'unchanged_source': het label heeft 'nl' en 'en' nodig",
    "reliability = 1\nreliability_source = { nl = 'a', en = 'b' }": "'reliability' moet een getal tussen 0 en",
    "reliability = 0\nreliability_source = { nl = 'a', en = 'b' }": "'reliability' moet een getal tussen 0 en",
    "reliability = 0.7": "'reliability_source' ontbreekt: waar staat deze betrouwbaarheid",
    "reliability_source = { nl = 'a', en = 'b' }": "'reliability_source' staat er zonder 'reliability'",
    "unchanged_within = 1\ndesign = 'retrospective'": "'unchanged_within' kan niet bij 'retrospective'",
    "missing = 9": "'missing' moet een tabel zijn",
    "missing = { leeg = ['x'] }": "[missing] 'leeg' is onbekend; bekend zijn: not_applicable",
    "missing = { unknown = [9] }": "[missing] 'unknown' moet een lijst van teksten zijn",
    "missing = { unknown = ['9'], not_filled_in = ['9'] }": "[missing] '9' staat er twee keer",
    "missing = { unknown = ['3'] }": "[missing] '3' is ook een score van de schaal",
    "missing = { unknown = ['3,0'] }": "[missing] '3,0' is ook een score van de schaal",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_part_is_named(tmp_path, line):
    content = tomllib.loads(EXAMPLE) | tomllib.loads(line)
    assert any(WRONG[line] in problem.nl for problem in problems_of(content))


def test_everything_wrong_is_told_at_once_with_the_step(tmp_path):
    lines = ["kleur = 1", "id = 3", "scale = 5", "missing = 9", "leefgebied = [3]"]
    message = _refused(tmp_path, "\n".join(lines))
    assert message.count("eigen.toml: ") == 5 + 6  # six needed parts are not there
    assert message.endswith("docs/instrumenten.md laat een heel voorbeeld zien.")


@pytest.mark.parametrize(
    ("high", "step", "within"), [(4, 1, 1), (100, 0, 49.9999), (100, 0, 0.0001), (100, 4, 4), (4, 1, 0)]
)
def test_a_border_below_half_of_the_scale_and_of_a_step_or_more_is_kept(high, step, within):
    content = SOUND | {"scale": {"low": 1 if high == 4 else 0, "high": high, "step": step}, "missing": {}}
    content |= {"unchanged_within": within} | ({"unchanged_source": {"nl": "a", "en": "b"}} if within else {})
    assert problems_of(content) == []
    instrument = instrument_of(content)
    assert instrument.unchanged_within == within and (instrument.unchanged_source is None) == (within == 0)


@pytest.mark.parametrize(("high", "step", "within"), [(100, 0, 50), (100, 4, 3.9999), (3, 1, 1)])
def test_a_border_on_the_other_side_is_refused(high, step, within):
    content = SOUND | {"scale": {"low": 1 if high == 3 else 0, "high": high, "step": step}, "missing": {}}
    content |= {"unchanged_within": within, "unchanged_source": {"nl": "a", "en": "b"}}
    assert [problem.nl.split()[0] for problem in problems_of(content)] == ["'unchanged_within'"]


def _with_so_many(leefgebieden: int) -> str:
    areas = "".join(
        f"[[leefgebied]]\ncode = 'vraag{number}'\nlabel = {{ nl = 'Vraag {number}', en = 'Question {number}' }}\n"
        for number in range(leefgebieden)
    )
    return EXAMPLE.partition("[[leefgebied]]")[0] + areas


def test_an_instrument_has_no_more_leefgebieden_than_the_wall_was_proven_for(tmp_path):
    assert MOST_LEEFGEBIEDEN == FAMILY
    assert len(_read(tmp_path, _with_so_many(FAMILY)).leefgebieden) == FAMILY
    assert "heeft hoogstens 25 leefgebieden, en dit heeft er 26" in _refused(
        tmp_path, _with_so_many(FAMILY + 1)
    )


def test_only_scales_of_many_scores_are_shipped_with_a_border():
    """And each says where it comes from; a published one lies just below what is published as a change."""
    borders = {i.id: i.unchanged_within for i in read_instruments().values() if i.unchanged_within}
    assert borders == {"wat-telt": 10.0, "who-5-procent": 10.0, "who-5-ruw": 2.0, "ors": 4.9}


@pytest.mark.parametrize("text", ["id = ", "x = " + "[" * 5000, "x = " + "9" * 5000, "id = 1\nid = 2"])
def test_what_is_no_toml_is_said_to_be_none(tmp_path, text):
    assert "geen geldig TOML-bestand" in _refused(tmp_path, text)


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path):
    (tmp_path / "rommel.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("weg.toml", "rommel.toml"):
        with pytest.raises(UserError, match=name):
            read_instrument_file(tmp_path / name)


def test_the_files_of_a_workspace_are_all_checked_at_once(tmp_path):
    for name, text in (("a", "id = 3"), ("b", EXAMPLE), ("c", EXAMPLE)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        read_instruments(tmp_path)
    assert "a.toml: 'id' moet" in refused.value.message("nl")
    assert "c.toml: id 'buurtcheck' staat ook in b.toml." in refused.value.message("nl")


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
SOUND = tomllib.loads(EXAMPLE)
PLACES = [(), ("scale",), ("label",), ("missing",), ("scale", "labels"), ("leefgebied", 0), ("leefgebied", 1)]


@st.composite
def _definitions(draw):
    """The example with some of its parts, at any depth, taken away or replaced by anything TOML can hold."""
    content = tomllib.loads(EXAMPLE)
    for _ in range(draw(st.integers(1, 4))):
        part = content
        for step in draw(st.sampled_from(PLACES)):
            has = (
                isinstance(part, dict) and step in part or isinstance(part, list) and step in range(len(part))
            )
            part = part[step] if has else part
        if not isinstance(part, dict):
            continue
        key = draw(st.sampled_from([*part, "step", "sd", "aliases"]) | st.text(max_size=4))
        part.pop(key, None)
        if draw(st.booleans()):
            part[key] = draw(ANY)
    return content


@given(_definitions())
def test_any_content_is_an_instrument_or_a_list_of_problems(content):
    problems = problems_of(content)
    assert all(problem.nl and problem.en for problem in problems)
    if not problems:
        instrument = instrument_of(content)
        assert instrument.scale.low < instrument.scale.high and instrument.leefgebieden


@given(st.dictionaries(st.sampled_from([*SOUND, "sd", "x"]), ANY))
def test_anything_at_all_in_the_place_of_a_part_is_told(content):
    assert problems_of(content) or instrument_of(content)


@given(st.binary(max_size=60), st.integers(0, len(EXAMPLE.encode())))
def test_any_bytes_are_an_instrument_or_a_message(tmp_path_factory, junk, place):
    file = tmp_path_factory.getbasetemp() / "bytes.toml"
    whole = EXAMPLE.encode()
    file.write_bytes(whole[:place] + junk + whole[place + len(junk) :])
    try:
        assert isinstance(read_instrument_file(file), Instrument)
    except UserError as refused:
        assert "bytes.toml" in refused.message("nl")


@pytest.mark.parametrize("file", sorted((FOLDER / "templates").glob("*.toml")), ids=lambda file: file.stem)
def test_a_template_is_refused_until_it_is_filled_in(file):
    with pytest.raises(UserError) as refused:
        read_instrument_file(file)
    told = refused.value.message("nl")
    assert "'scale' heeft een 'low' en een hogere 'high' nodig" in told and "INVULLEN" in file.read_text(
        "utf-8"
    )
    if file.stem.startswith("krachtenwijzer"):
        assert len(refused.value.problems) == 1  # the scale is all that is not known


def test_no_template_is_read_as_an_instrument():
    assert not [id for id in read_instruments() if "krachtenwijzer" in id or "star" in id]


def test_the_words_of_the_definitions_are_those_of_the_tables():
    assert (RATERS, MISSING_REASONS) == (STORED_RATERS, STORED_REASONS)


def test_the_docs_tell_each_instrument_as_it_is():
    told = {name: rest[1:5] for name, *rest in _rows_of_instruments(7)}
    assert told == {
        i.id: [f"{i.scale.low:g}–{i.scale.high:g}", BETTER[i.better_is], i.purpose, ", ".join(i.raters)]
        for i in read_instruments().values()
    }


def _rows_of_instruments(columns: int) -> list[list[str]]:
    """The rows of the docs' table of so many columns that begin with the id of an instrument."""
    rows = [line.strip("| ").split(" | ") for line in DOCS.splitlines() if line.startswith("| `")]
    return [[row[0].strip("`"), *row[1:]] for row in rows if len(row) == columns and ".toml" not in row[0]]


def test_the_docs_tell_every_border_of_the_same():
    told = {id: float(border.replace(",", ".")) for id, border, _source in _rows_of_instruments(3)}
    assert told == {i.id: i.unchanged_within for i in read_instruments().values() if i.unchanged_within}


def test_the_error_of_the_docs_is_the_error_of_the_product(tmp_path):
    wrong = EXAMPLE.replace('id = "buurtcheck"', 'kleur = 1\nid = "buurtcheck"').replace("low = 1", "low = 9")
    wrong = wrong.replace('"buren", "burencontact"', '"buurt"').replace('"veiligheid", "veilig"', '"Buurt"')
    with pytest.raises(UserError) as refused:
        _read(tmp_path, wrong, "buurtcheck.toml")
    assert refused.value.message("nl") in DOCS
