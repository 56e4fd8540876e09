"""A reader trusts nothing: a release that was changed, cut short or made otherwise is refused."""

import hashlib
import json
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.release import read
from monitorlib.release.keys import releases_of
from monitorlib.release.read import (
    newest_releases,
    released_teams,
    team_folder_name,
)
from monitorlib.release.seal import Releases
from monitorlib.released import SCHEMA, Content, Reference, Release, Row, View, from_json, to_json
from monitorlib.workspace import Workspace
from tests.releases import (
    a_content,
    a_release,
    a_row,
    a_view,
    of_schema,
    read_sealed,
    seal_by_hand,
    write_again,
    write_by_hand,
)


def test_a_release_is_read_as_it_was_written(tmp_path):
    release = a_release()
    assert read_sealed(write_by_hand(tmp_path / "release", release)) == release


def test_a_release_changed_by_hand_is_refused(tmp_path):
    file = write_by_hand(tmp_path / "release", a_release())
    file.write_text(file.read_text().replace('"improved": 26', '"improved": 27'))
    with pytest.raises(UserError, match="veranderd na het vrijgeven"):
        read_sealed(file)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"release": {}}', "null"])
def test_half_a_file_is_refused(tmp_path, text):
    file = write_by_hand(tmp_path / "release", a_release())
    file.write_text(text)
    seal_by_hand(file)
    with pytest.raises(UserError, match="niet leesbaar"):
        read_sealed(file)


def test_another_schema_is_refused(tmp_path):
    with pytest.raises(UserError, match="andere versie"):
        read_sealed(write_by_hand(tmp_path / "release", replace(a_release(), schema=99)))


def test_a_sealed_release_with_a_field_too_many_is_refused(tmp_path):
    file = write_by_hand(tmp_path / "release", a_release())
    values = json.loads(file.read_text())["release"]
    values["content"]["pairs"] = [{"resident_id": "geheim"}]
    write_again(file, values)
    with pytest.raises(UserError, match="niet volledig") as refused:
        read_sealed(file)
    assert "geheim" not in refused.value.message("nl")


def test_a_field_that_the_model_does_not_know_is_refused_and_its_value_not_told():
    content = json.loads(json.dumps(to_json(a_content())))
    content["views"][0]["rows"][0]["resident_id"] = "geheim"
    with pytest.raises(ValueError, match="resident_id") as refused:
        from_json(Content, content)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("value", ["26", 26.5, True, None])
def test_a_count_is_a_whole_number(value):
    content = json.loads(json.dumps(to_json(a_content())))
    content["views"][0]["rows"][0]["counts"]["improved"] = value
    with pytest.raises(ValueError, match="counts.improved"):
        from_json(Content, content)


def test_the_newest_release_of_each_period_is_read_the_latest_period_first(tmp_path):
    for period, number in (("2024", 1), ("2025", 1), ("2025", 2), ("2025", 10)):
        write_by_hand(tmp_path / "release", a_release(a_content(period=period), number))
    releases = releases_of(Workspace(tmp_path))
    [team] = released_teams(releases)
    found = [(r.content.period.id, r.manifest.number) for r in newest_releases(releases, team.folder)]
    assert (team.team, found) == ("Team Test", [("2025", 10), ("2024", 1)])


def test_teams_whose_names_read_alike_have_folders_of_their_own():
    assert team_folder_name("Oost") != team_folder_name("Öost")
    assert team_folder_name("../../etc") == team_folder_name("../../etc").replace("/", "")


def test_nothing_released_is_an_empty_list(tmp_path):
    for place in (tmp_path, tmp_path / "nergens"):
        assert released_teams(Releases(place, None)) == []


def test_the_content_survives_json():
    content = a_content(a_view(), a_view(rater="inwoner"))
    assert from_json(Content, json.loads(json.dumps(to_json(content)))) == content


def test_json_values_are_those_of_the_standard_library():
    release = a_release(a_content(a_view(), a_view(rater="inwoner")))
    assert to_json(release) == asdict(release)


def test_a_number_of_another_kind_is_refused_also_where_an_equal_one_was_read():
    """One object for many releases, and yet 1 is no True."""
    manifest = replace(a_release().manifest, references=(Reference("0123456789ab", "2025", 1),))
    told = json.loads(json.dumps(to_json(replace(a_release(), manifest=manifest))))
    assert from_json(Release, told).manifest.references == manifest.references
    for odd in (True, 1.0, "1", None, [1]):
        told["manifest"]["references"][0]["number"] = odd
        with pytest.raises(ValueError, match=r"references\[0\].number: expected int"):
            from_json(Release, told)
    told["manifest"]["references"][0] = {"team": "0123456789ab", "period": "2025"}
    with pytest.raises(ValueError, match=r"references\[0\]: missing or unknown field: number"):
        from_json(Release, told)
    told["manifest"]["references"][0] = ["0123456789ab", "2025", 1]
    with pytest.raises(ValueError, match=r"references\[0\]: expected an object"):
        from_json(Release, told)


KEPT = Path(__file__).parent / "reference" / "released"
# the release of each schema as it was written then; a release on somebody's disk does not change along either
FROZEN = {
    2: "a506d694a66409506ed034aa7d592a18ee3a8fbf8e1d2c76b0ce0248580fd0f9",
    3: "0b67d9b67671d6bd09ddb3e2e806e681ef3a76be093e6911f181d2499ed225f2",
    4: "a8312936d0cd2e44fef0e5dda65c1c5410481503a91554a04d7930b538600ecc",
    5: "3eeb224fc38670b3b2c7599e13e1e3f3533221ca22684a1d2cc468d269833320",
    6: "6e4dc4fdc4ba8a937359d2840528c29f08aba43843cbbc5c9cb6c61a255e73e6",
}


@pytest.mark.parametrize("schema", FROZEN)
def test_a_release_as_it_was_written_under_each_schema_is_read(tmp_path, schema):
    """Fails for whoever adds a field and no step to `upgraded`. A file here is never adapted: add the next one."""
    kept = (KEPT / f"schema-{schema}.json").read_bytes()
    assert hashlib.sha256(kept).hexdigest() == FROZEN[schema]
    values = json.loads(kept)
    file = write_by_hand(tmp_path / "release", a_release())
    write_again(file, values)
    release = read_sealed(file)
    assert (values["schema"], release.schema) == (schema, SCHEMA)
    told = [row["counts"] for view in values["content"]["views"] for row in view["rows"]]
    assert told and [row.counts for view in release.content.views for row in view.rows] == told


def test_the_schema_of_now_is_kept_too_with_every_field_that_it_has():
    assert [*FROZEN] == [*range(2, SCHEMA + 1)]
    values = json.loads((KEPT / f"schema-{SCHEMA}.json").read_bytes())
    view = values["content"]["views"][0]
    parts = {Release: values, Content: values["content"], View: view, Row: view["rows"][0]}
    assert {kind: set(part) for kind, part in parts.items()} == {
        kind: {field.name for field in fields(kind)} for kind in parts
    }


def test_a_release_of_the_schema_before_is_read_and_tells_no_start_scores(tmp_path):
    """Releases of before must stay readable: the audit counts them."""
    file = write_by_hand(tmp_path / "release", a_release())
    sealed = json.loads(file.read_text())["release"]
    of_schema(sealed, 2)
    for view in sealed["content"]["views"]:
        for row in view["rows"]:
            del row["start"], row["few"]
    write_again(file, sealed)
    release = read_sealed(file)
    assert release.content.views[0].scale is None
    assert release.content.views[0].rows[0].start is None
    assert release.content.views[0].rows[0].counts == a_release().content.views[0].rows[0].counts


@pytest.mark.parametrize("schema", [2, 3, 4])
@pytest.mark.parametrize(
    ("kind", "counts", "verdict", "read"),
    [
        ("shifts", {"improved": 26, "not_improved": 34}, "uncertain", "withheld"),
        ("shifts", None, "uncertain", "withheld"),
        ("shifts", {"improved": 40, "not_improved": 20}, "withheld", "improved"),
        ("shifts", {"improved": 20, "unchanged": 20, "deteriorated": 20}, "no_relevant_shift", "uncertain"),
        ("answers", {"yes": 26, "not_yes": 34}, "not_tested", "not_tested"),
    ],
)
def test_an_older_release_is_read_in_the_words_of_now(tmp_path, kind, counts, verdict, read, schema):
    """Words follow from what is shown, so those of then are not needed; and it is released again for its
    pictures."""
    file = write_by_hand(
        tmp_path / "release", a_release(a_content(a_view(a_row(counts=counts, verdict=verdict), kind=kind)))
    )
    sealed = json.loads(file.read_text())["release"]
    of_schema(sealed, schema)
    for row in sealed["content"]["views"][0]["rows"] if schema < 4 else ():
        del row["few"]
    write_again(file, sealed)
    release = read_sealed(file)
    [row] = release.content.views[0].rows
    assert (row.verdict, row.few, release.reworded, release.outdated) == (read, None, True, schema < 4)


@pytest.mark.parametrize("release", [{"schema": 2}, {"schema": 2, "content": {"views": [1]}}, ["schema", 2]])
def test_what_only_says_that_it_is_of_the_schema_before_is_refused(tmp_path, release):
    file = write_by_hand(tmp_path / "release", a_release())
    write_again(file, release)
    with pytest.raises(UserError, match="van een andere versie"):
        read_sealed(file)


def test_a_release_of_schema_five_is_read_without_cards_and_needs_no_other_words(tmp_path):
    file = write_by_hand(tmp_path / "release", a_release())
    sealed = json.loads(file.read_text())["release"]
    of_schema(sealed, 5)
    write_again(file, sealed)
    release = read_sealed(file)
    assert (release, release.reworded, release.outdated) == (a_release(), False, False)


def test_asked_for_one_team_no_other_team_is_looked_at(tmp_path, monkeypatch):
    """All reports at once ask this of each team: to look at all for each is quadratic."""
    for team in ("Oost", "West", "Zuid"):
        write_by_hand(tmp_path / "release", a_release(a_content(team=team)))
    releases, looked, real = releases_of(Workspace(tmp_path)), [], read.name_in
    monkeypatch.setattr(read, "name_in", lambda folder: looked.append(folder.name) or real(folder))
    assert [team.team for team in released_teams(releases, "West")] == ["West"]
    assert looked == [team_folder_name("West")]
    assert len(released_teams(releases)) == 3 and released_teams(releases, "west") == []
