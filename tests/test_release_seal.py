"""The seal tells origin: a reader shows nothing that was not signed inside the wall, for just that place."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.measurements import release_lock
from monitorlib.release import door, sealing
from monitorlib.release import publish as publishing
from monitorlib.release.before import content_before
from monitorlib.release.forgotten import file_of, with_one_more
from monitorlib.release.history import all_releases, note, read_ledger
from monitorlib.release.keys import releases_of, signing_key
from monitorlib.release.proposals import propose_release
from monitorlib.release.read import (
    checksum,
    newest_releases,
    opened,
    read_figure,
    read_release,
    released_teams,
    shown_files,
    team_folder_name,
)
from monitorlib.release.seal import SEAL_VARIABLE, TEAMS_VARIABLE, Releases, handed_releases, read_seal
from monitorlib.release.sealing import Sealed, refuse_unsealed, seal_period, seal_what_stands
from monitorlib.release.taking_back import withdraw_release
from monitorlib.released import Figure
from monitorlib.trail import newest
from monitorlib.workspace import Workspace
from tests.releases import (
    SETTINGS,
    a_content,
    a_release,
    made_before_seals,
    read_sealed,
    seal_by_hand,
    write_by_hand,
)

ROOT = Path(__file__).parent.parent
TEAM, PERIOD = "Team Test", "2025"
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap", 'organisatie = "Test"\n')


@pytest.fixture
def file(workspace):
    """One release of one team, sealed."""
    return write_by_hand(workspace.release, a_release())


@pytest.fixture
def made(monkeypatch, tmp_path):
    """Release by the real door what is made by hand: no rows, no pictures. Returns how."""
    workspace = Workspace.create(tmp_path / "werkmap", SETTINGS)
    monkeypatch.setattr(door, "recomputed", lambda _workspace, content: content)
    monkeypatch.setattr(door, "people", lambda _workspace, _content: set())
    monkeypatch.setattr(publishing, "_draw", lambda _content: iter(()))

    def make() -> Path:
        propose_release(workspace, a_content())
        return publishing.publish(workspace, TEAM, PERIOD, "hash")

    return workspace, make


def _shown(workspace, team=TEAM) -> list[int]:
    found = newest_releases(releases_of(workspace), workspace.release / team_folder_name(team))
    return [each.manifest.number for each in found]


def _is_refused(workspace, told: str, next_step: str = "monitor publish", team=TEAM) -> None:
    """In one line, with the next step, and no other team's name in it."""
    with pytest.raises(UserError, match=told) as refused:
        _shown(workspace, team)
    said = refused.value.message("nl")
    assert next_step in said and "\n" not in said


# --- what a seal is


def test_the_signature_is_ed25519_over_the_place_the_numbers_and_what_was_taken_back(workspace, file):
    """The slow twin: the signed bytes written out, checked with the library alone."""
    withdraw_release(workspace, TEAM, PERIOD, "verkeerde export")
    sealed = json.loads((file.parent / "zegel.json").read_text())
    key = tomllib.loads((workspace.runs / "zegel" / "openbaar.toml").read_text())["sleutel"]
    taken_back = sealed["seal"]["withdrawn"]
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    signed = (
        "monitorlib zegel 1\n"
        f'{{"place":"{team_folder_name(TEAM)}/2025","releases":{{"1":"{digest}"}},"withdrawn":'
        f'{{"at":"{taken_back["at"]}","number":1,"reason":"verkeerde export"}},'
        f'"witness":"{newest(workspace)}"}}'
    )
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
        bytes.fromhex(sealed["signature"]), signed.encode()
    )


def test_the_figures_are_covered_by_way_of_the_release(workspace):
    svg = b"<svg/>"
    digest = hashlib.sha256(svg).hexdigest()
    figure = Figure("zrm-2017", "professional", "nl", f"a-{digest[:12]}.svg", digest, "alt")
    kept = replace(a_release(), figures=(figure,))
    file = write_by_hand(workspace.release, kept)
    (file.parent / figure.file).write_bytes(svg)
    assert read_figure(file.parent.parent, read_sealed(file), figure.file) == "<svg/>"
    for name in ("b.svg", "../a.svg", "1.json"):
        with pytest.raises(UserError, match="geen plaatje van deze vrijgave"):
            read_figure(file.parent.parent, kept, name)


# --- what a reader refuses


def test_without_a_seal_nothing_is_shown_and_one_line_says_what_to_do(workspace, file):
    (file.parent / "zegel.json").unlink()
    _is_refused(workspace, f"De vrijgaven van {team_folder_name(TEAM)}/2025 hebben geen zegel.")
    [team] = released_teams(releases_of(workspace))
    assert team.team == TEAM  # so that whoever looks at it reads why


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"seal": 1}', "[" * 100_000, "\xff"])
def test_half_a_seal_is_refused(workspace, file, text):
    (file.parent / "zegel.json").write_text(text, encoding="latin-1")
    _is_refused(workspace, "Het zegel van .* is niet leesbaar")


CHANGES = {
    "number": lambda seal: seal["releases"].update({"2": seal["releases"]["1"]}),
    "checksum": lambda seal: seal["releases"].update({"1": "0" * 64}),
    "taken back": lambda seal: seal.update(withdrawn={"number": 1, "reason": "", "at": ""}),
    "nothing left": lambda seal: seal.update(releases={}),
    "place": lambda seal: seal.update(place=seal["place"].replace("2025", "2024")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_seal_that_was_changed_is_refused(workspace, file, change):
    seal = file.parent / "zegel.json"
    sealed = json.loads(seal.read_text())
    change(sealed["seal"])
    seal.write_text(json.dumps(sealed))
    _is_refused(workspace, "Het zegel van .* klopt niet: het is na het vrijgeven veranderd")


def test_a_seal_of_another_key_is_refused_also_when_it_lies_beside_its_own_key(workspace, file, tmp_path):
    other = Workspace.create(tmp_path / "anders")
    forged = write_by_hand(other.release, a_release(a_content(organisation="Anders")))
    for name in (file.name, "zegel.json"):
        (file.parent / name).write_bytes((forged.parent / name).read_bytes())
    (file.parent / "openbaar.toml").write_bytes((other.runs / "zegel" / "openbaar.toml").read_bytes())
    _is_refused(workspace, "met een andere sleutel gemaakt", "Start dit scherm opnieuw")
    sealed = json.loads((file.parent / "zegel.json").read_text())
    own = json.loads(
        (write_by_hand(workspace.release, a_release(number=2)).parent / "zegel.json").read_text()
    )
    (file.parent / "zegel.json").write_text(json.dumps(sealed | {"key": own["key"]}))  # it says it is ours
    _is_refused(workspace, "Het zegel van .* klopt niet")


@pytest.mark.parametrize(("team", "period"), [("Team Test", "2024"), ("Team Anders", "2025")])
def test_a_seal_with_its_releases_holds_in_no_other_folder(workspace, file, team, period):
    place = workspace.release / team_folder_name(team) / period
    place.mkdir(parents=True)
    for each in file.parent.iterdir():
        (place / each.name).write_bytes(each.read_bytes())
    _is_refused(workspace, "hoort bij een ander team of een andere periode", team=team)


ELSEWHERE = {
    "team": a_release(a_content(team="Team Anders")),
    "period": a_release(a_content(period="2024")),
    "number": a_release(number=2),
}


@pytest.mark.parametrize("kept", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_release_under_another_team_period_or_number_is_refused_also_when_it_is_sealed_there(
    workspace, file, kept
):
    file.write_bytes(write_by_hand(workspace.release, kept).read_bytes())
    seal_by_hand(file)
    with pytest.raises(UserError, match=r"2025/1.json is van een ander team, periode of nummer"):
        read_sealed(file)


def test_a_folder_that_tells_another_teams_name_is_refused(workspace, file):
    team = file.parent.parent / "team.json"
    team.write_text('{"team": "Team Anders"}')
    _is_refused(workspace, "team.json is van een ander team")
    releases = releases_of(workspace)
    assert [found.team for found in released_teams(releases)] == [team_folder_name(TEAM)]
    assert [found.folder for found in released_teams(releases, TEAM)] == [file.parent.parent]
    assert released_teams(releases, "Team Anders") == []
    assert not publishing.is_current(workspace, TEAM, PERIOD, 3, "hash")
    for text in ("{", "[1]", '{"team": 1}', "null"):
        team.write_text(text)
        _is_refused(workspace, "team.json is van een ander team")


def test_a_folder_under_another_name_is_refused(workspace, file):
    moved = workspace.release / team_folder_name("Team Anders")
    file.parent.parent.rename(moved)
    _is_refused(workspace, "team.json is van een ander team", team="Team Anders")
    (moved / "team.json").write_text('{"team": "Team Anders"}')
    _is_refused(workspace, "hoort bij een ander team", team="Team Anders")


def test_a_file_that_the_seal_does_not_list_is_not_shown(workspace, file):
    planted = file.with_name("2.json")
    planted.write_bytes(file.read_bytes())
    assert _shown(workspace) == [1]
    with pytest.raises(UserError, match="2.json is niet verzegeld"):
        read_sealed(planted)


@pytest.mark.parametrize("name", ["0.json", "01.json", "1x.json", "１.json"])
def test_what_is_no_number_is_no_release(workspace, file, name):
    file.with_name(name).write_text("{")
    assert _shown(workspace) == [1]


def test_the_newest_release_that_is_gone_is_missed_and_the_one_before_not_shown(workspace, file):
    write_by_hand(workspace.release, a_release(number=2)).unlink()
    _is_refused(workspace, "2025/2.json is niet leesbaar")


FORGED = [
    ("counts", {"improved": 29, "unchanged": 29, "deteriorated": 2}),
    (
        "counts",
        {"unchanged": 29, "improved": 26, "deteriorated": 5},
    ),  # in another order, with the same sum
    ("verdict", "deteriorated"),
    ("mean_shift", -0.4),
    ("label", {"nl": "Anders", "en": "Otherwise"}),
    ("few", {"deteriorated": 2}),
]


@pytest.mark.parametrize(("field", "value"), FORGED)
def test_a_changed_value_with_a_new_checksum_is_refused(file, field, value):
    """Before there were seals this was read: whoever could write the file could write its checksum."""
    values = json.loads(file.read_bytes())["release"]
    values["content"]["views"][0]["rows"][0][field] = value
    file.write_text(json.dumps({"checksum": checksum(values), "release": values}))
    with pytest.raises(UserError, match="1.json is veranderd na het vrijgeven"):
        read_sealed(file)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.data())
def test_no_changed_byte_of_a_release_is_ever_read(workspace, file, data):
    kept = file.read_bytes()
    place = data.draw(st.integers(0, len(kept) - 1))
    byte = data.draw(st.integers(0, 255))
    assume(byte != kept[place])
    file.write_bytes(kept[:place] + bytes([byte]) + kept[place + 1 :])
    with pytest.raises(UserError, match="1.json is veranderd na het vrijgeven"):
        read_sealed(file)
    file.write_bytes(kept)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.data())
def test_no_changed_byte_of_a_seal_tells_anything_else(workspace, file, data):
    """A space more or a digit in capitals is read; what is read is what was signed."""
    seal, releases = file.parent / "zegel.json", releases_of(workspace)
    kept, told = seal.read_bytes(), read_ledger(workspace, file.parent)
    place = data.draw(st.integers(0, len(kept) - 1))
    seal.write_bytes(kept[:place] + bytes([data.draw(st.integers(0, 255))]) + kept[place + 1 :])
    try:
        assert read_seal(releases, file.parent) == told
    except UserError as refused:
        assert "zegel" in refused.message("nl").lower()
    seal.write_bytes(kept)


def test_a_file_that_is_cut_short_or_longer_is_refused(workspace, file):
    kept = file.read_bytes()
    for content in (kept[:-1], kept + b"\n", kept + kept, b""):
        file.write_bytes(content)
        with pytest.raises(UserError, match="veranderd na het vrijgeven"):
            read_sealed(file)


# --- taken back


def test_what_was_taken_back_stays_so_whatever_is_removed_by_hand(workspace, file):
    withdraw_release(workspace, TEAM, PERIOD, "verkeerde export")
    assert _shown(workspace) == []
    seal = file.parent / "zegel.json"
    sealed = json.loads(seal.read_text())
    seal.write_text(json.dumps(sealed | {"seal": sealed["seal"] | {"withdrawn": None}}))
    _is_refused(workspace, "klopt niet")
    seal.unlink()
    _is_refused(workspace, "geen zegel")
    assert seal_what_stands(workspace) == Sealed(1)
    assert _shown(workspace) == []


def test_an_older_seal_that_was_put_back_is_told_by_the_ledger_when_a_screen_starts(workspace, file):
    """A reader alone cannot tell: it was signed once. Who starts the screen is inside the wall, and can."""
    seal = file.parent / "zegel.json"
    kept = seal.read_bytes()
    withdraw_release(workspace, TEAM, PERIOD, "verkeerde export")
    refuse_unsealed(workspace)
    seal.write_bytes(kept)
    assert _shown(workspace) == [1]
    with pytest.raises(UserError, match=r"niet het laatste: .*/2025. Doe eerst: monitor publish --workspace"):
        refuse_unsealed(workspace, TEAM)
    refuse_unsealed(workspace, "Team Anders")
    assert seal_what_stands(workspace) == Sealed(1)
    refuse_unsealed(workspace)
    assert _shown(workspace) == []


def test_a_period_folder_that_is_gone_is_told_too_and_a_long_list_is_cut_short(workspace):
    for year in range(2020, 2025):
        written = write_by_hand(workspace.release, a_release(a_content(period=str(year))))
        (written.parent / "zegel.json").unlink()
    written.unlink()
    written.parent.rmdir()
    with pytest.raises(UserError, match=r"2020, .*2021, .*2022, \+ 2\. Doe eerst"):
        refuse_unsealed(workspace)


def test_only_the_releases_on_another_computer_are_read_with_the_public_key_alone(workspace, file, tmp_path):
    copy = Workspace.create(tmp_path / "laptop")
    workspace.release.rename(copy.release)
    (copy.runs / "zegel").mkdir(parents=True)
    (workspace.runs / "zegel" / "openbaar.toml").rename(copy.runs / "zegel" / "openbaar.toml")
    refuse_unsealed(copy)
    assert _shown(copy) == [1]


def test_a_seal_that_is_just_being_made_is_waited_for(workspace, file, monkeypatch):
    (file.parent / "zegel.json").unlink()
    asked = []

    def wait(place):
        asked.append(place)
        seal_period(workspace, file.parent)  # what the other one did meanwhile
        return release_lock(place)

    monkeypatch.setattr(sealing, "release_lock", wait)
    refuse_unsealed(workspace)
    assert asked == [workspace]


# --- a workspace of before there were seals


def test_releases_of_before_are_refused_until_they_are_sealed_and_stay_what_they_are(workspace, file):
    for period in ("2023", "2024"):
        write_by_hand(workspace.release, a_release(a_content(period=period)))
    before = made_before_seals(workspace)
    _is_refused(workspace, "hebben geen zegel", "monitor publish --workspace MAP --all")
    with pytest.raises(UserError, match="Doe eerst: monitor publish"):
        refuse_unsealed(workspace)
    assert seal_what_stands(workspace) == Sealed(3)
    assert _shown(workspace) == [1, 1, 1]
    assert {each: each.read_bytes() for each in before} == before
    assert seal_what_stands(workspace) == Sealed()  # and again changes nothing
    assert [past.noted for past in all_releases(workspace)] == [True] * 3


def test_what_was_taken_back_before_there_were_seals_stays_so(workspace, file):
    write_by_hand(workspace.release, a_release(number=2))
    made_before_seals(workspace, taken_back=1)
    seal_what_stands(workspace)
    assert _shown(workspace) == [2]
    (file.parent / "ingetrokken.json").unlink()  # from now on it tells nothing
    assert _shown(workspace) == [2]
    (file.parent / "ingetrokken.json").write_text('{"number": 2}')
    assert _shown(workspace) == [2]
    assert read_ledger(workspace, file.parent).withdrawn.reason == "fout"


@pytest.mark.parametrize("text", ["{", "[]", '{"number": "x"}'])
def test_a_note_of_taking_back_of_before_that_cannot_be_read_is_told(workspace, file, text):
    made_before_seals(workspace)
    (file.parent / "ingetrokken.json").write_text(text)
    with pytest.raises(UserError, match=r"ingetrokken.json is niet leesbaar. Zet het bestand terug"):
        seal_what_stands(workspace)
    _is_refused(workspace, "geen zegel")


@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_release_of_before_that_is_not_what_was_noted_gets_no_seal_and_the_others_do(
    workspace, file, how, tmp_path
):
    write_by_hand(workspace.release, a_release(a_content(period="2024")))
    made_before_seals(workspace)
    kept = file.read_bytes()
    other = write_by_hand(tmp_path / "anders" / "release", a_release(a_content(organisation="Anders")))
    file.write_bytes(other.read_bytes()) if how == "changed" else file.unlink()
    told = {"changed": "is veranderd na het vrijgeven", "gone": "ontbreekt"}[how]
    with pytest.raises(UserError, match=f"Vrijgave 1 van .*/2025 {told}"):
        seal_what_stands(workspace)
    with pytest.raises(UserError, match="Doe eerst"):
        refuse_unsealed(workspace)
    assert [each.parent.name for each in workspace.release.glob("*/*/zegel.json")] == ["2024"]
    file.write_bytes(kept)  # from a backup
    assert seal_what_stands(workspace) == Sealed(1)
    assert _shown(workspace) == [1, 1]


def test_a_ledger_that_cannot_be_read_is_told(workspace, file):
    ledger = workspace.runs / file.parent.parent.name / "2025" / "vrijgaven.json"
    for text in ("{", "1", "[]", '{"releases": 1}'):
        ledger.write_text(text)
        with pytest.raises(
            UserError, match="De lijst van vrijgaven van .*/2025 binnen de muur is niet leesbaar"
        ):
            seal_what_stands(workspace)


def test_a_release_that_the_ledger_does_not_know_is_told_and_not_sealed(workspace, file, tmp_path):
    """Planted, or left by a process that was stopped: nobody can tell which."""
    planted = file.with_name("2.json")
    planted.write_bytes(write_by_hand(tmp_path / "anders" / "release", a_release(number=2)).read_bytes())
    assert seal_what_stands(workspace) == Sealed(0, False, (f"{team_folder_name(TEAM)}/2025/2.json",))
    assert _shown(workspace) == [1]
    counted = [(past.file.name, past.noted) for past in all_releases(workspace)]
    assert counted == [("1.json", True), ("2.json", False)]
    planted.unlink()
    assert seal_what_stands(workspace).unknown == ()


def test_where_the_ledger_is_lost_a_new_release_comes_after_what_nobody_can_vouch_for(made):
    workspace, release = made
    first = release()
    ledger = workspace.runs / first.parent.parent.name / PERIOD / "vrijgaven.json"
    ledger.unlink()
    (first.parent / "zegel.json").unlink()
    assert seal_what_stands(workspace).unknown == (f"{team_folder_name(TEAM)}/2025/1.json",)
    assert publishing.came_early(workspace) == []
    assert not publishing.is_current(workspace, TEAM, PERIOD, 3, "hash")
    assert release().name == "2.json"
    assert publishing.is_current(workspace, TEAM, PERIOD, 3, "hash")
    assert _shown(workspace) == [2]


def test_what_was_released_of_the_period_before_counts_only_when_it_is_sealed(workspace, file):
    settings_ = workspace.settings()
    write_by_hand(workspace.release, a_release(a_content(period="2026")))
    period = settings_.period("2026", TEAM)
    assert content_before(workspace, TEAM, period) is None  # no periods were chosen
    two = "".join(f'[[periode]]\nid = "{y}"\nvan = {y}-01-01\ntot_en_met = {y}-12-31\n' for y in (2025, 2026))
    workspace.settings_file.write_text(two)
    assert content_before(workspace, TEAM, period) == a_content()
    withdraw_release(workspace, TEAM, "2025", "fout")
    assert content_before(workspace, TEAM, period) is None
    assert content_before(workspace, TEAM, period, version=3) == a_content()
    (file.parent / "zegel.json").unlink()
    with pytest.raises(UserError, match="geen zegel"):
        content_before(workspace, TEAM, period)


def test_a_period_before_of_which_somebody_was_forgotten_is_not_looked_back_on(workspace, file):
    two = "".join(f'[[periode]]\nid = "{y}"\nvan = {y}-01-01\ntot_en_met = {y}-12-31\n' for y in (2025, 2026))
    workspace.settings_file.write_text(two)
    period = workspace.settings().period("2026", TEAM)
    assert content_before(workspace, TEAM, period) == a_content()
    file_of(workspace).write_bytes(with_one_more(workspace, [file]))
    assert content_before(workspace, TEAM, period) is None
    assert content_before(workspace, TEAM, period, version=3) is None


# --- the key


@POSIX
def test_the_key_is_made_at_the_first_release_for_its_owner_only(made):
    workspace, release = made
    assert releases_of(workspace).public is None
    release()
    folder = workspace.runs / "zegel"
    assert [oct(each.stat().st_mode & 0o777) for each in (workspace.runs, folder)] == ["0o700"] * 2
    assert {oct(each.stat().st_mode & 0o777) for each in folder.iterdir()} == {"0o600"}
    assert {each.name for each in folder.iterdir()} == {"geheim.toml", "openbaar.toml"}


@POSIX
@pytest.mark.parametrize(("rights", "open_"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_key_that_others_can_read_is_refused(workspace, file, rights, open_):
    (workspace.runs / "zegel" / "geheim.toml").chmod(rights)
    if not open_:
        assert signing_key(workspace)
        return
    with pytest.raises(UserError, match=r"anderen kunnen deze sleutel lezen. Herstel dat met: chmod 600"):
        signing_key(workspace)


@pytest.mark.parametrize("text", ["", "sleutel = 1", 'soort = "x"\nsleutel = "00"', "\x00"])
def test_a_damaged_key_is_told_with_both_ways_on(workspace, file, text):
    secret = workspace.runs / "zegel" / "geheim.toml"
    secret.write_text(text)
    for act in (seal_what_stands, lambda place: withdraw_release(place, TEAM, PERIOD, "fout")):
        with pytest.raises(UserError, match=r"beschadigd. Zet .* reservekopie.*Haal de map .*zegel' weg"):
            act(workspace)
    assert _shown(workspace) == [1]  # reading needs the public half alone
    assert read_ledger(workspace, file.parent).withdrawn is None
    shutil.rmtree(secret.parent)
    assert seal_what_stands(workspace) == Sealed(1, new_key=True)
    assert _shown(workspace) == [1]


def test_a_key_that_is_gone_is_not_made_again_behind_anybodys_back(made):
    """A new one beside the old public half would leave the seals of all other periods behind."""
    workspace, release = made
    file = release()
    (workspace.runs / "zegel" / "geheim.toml").unlink()
    workspace.settings_file.write_text(SETTINGS + "marge = 0.2\n")
    with pytest.raises(UserError, match="de sleutel van het zegel is er niet"):
        release()
    assert [each.name for each in file.parent.glob("[0-9]*.json")] == ["1.json"]
    assert not (workspace.runs / "zegel" / "geheim.toml").exists()


def test_a_lost_key_is_replaced_and_what_was_noted_is_sealed_again(workspace, file):
    older = releases_of(workspace)
    for key in (workspace.runs / "zegel").iterdir():
        key.unlink()
    _is_refused(workspace, "met een andere sleutel gemaakt", "Start dit scherm opnieuw")
    assert seal_what_stands(workspace) == Sealed(1, new_key=True)
    assert _shown(workspace) == [1]
    with pytest.raises(UserError, match="andere sleutel"):  # a screen that stood open
        read_release(older, file)


@pytest.mark.parametrize("text", [None, "", 'sleutel = "00"'])
def test_a_public_key_that_is_lost_or_damaged_comes_back_from_the_private_one(workspace, file, text):
    public, seal = workspace.runs / "zegel" / "openbaar.toml", (file.parent / "zegel.json").read_bytes()
    kept = public.read_bytes()
    public.write_text(text) if text is not None else public.unlink()
    _is_refused(workspace, "andere sleutel", "Start dit scherm opnieuw")
    assert seal_what_stands(workspace) == Sealed()
    assert (public.read_bytes(), (file.parent / "zegel.json").read_bytes()) == (kept, seal)
    assert _shown(workspace) == [1]


def test_a_public_key_that_is_none_verifies_nothing(workspace, file):
    sealed = json.loads((file.parent / "zegel.json").read_text())
    releases = Releases(workspace.release, b"too short")
    sealed["key"] = hashlib.sha256(releases.public).hexdigest()[:16]
    (file.parent / "zegel.json").write_text(json.dumps(sealed))
    with pytest.raises(UserError, match="klopt niet"):
        read_release(releases, file)


def test_a_seal_that_cannot_be_read_does_not_stop_the_others_from_getting_theirs(workspace, file):
    write_by_hand(workspace.release, a_release(a_content(period="2024")))
    for seal in workspace.release.glob("*/*/zegel.json"):
        seal.write_text("{")
    assert seal_what_stands(workspace) == Sealed(2)


KEYS = """
import sys
from monitorlib.release.keys import signing_key
from monitorlib.trail import newest
from monitorlib.workspace import Workspace
workspace = Workspace(__import__("pathlib").Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(signing_key(workspace).public_key().public_bytes_raw().hex())
"""


def test_two_who_make_the_key_at_once_get_the_same(workspace):
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", KEYS, str(workspace.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(4)
    ]
    assert {maker.stdout.readline() for maker in makers} == {"ready\n"}
    for maker in makers:
        maker.stdin.write("\n")
        maker.stdin.flush()
    made = {maker.communicate()[0].strip() for maker in makers}
    assert made == {releases_of(workspace).public.hex()}
    assert {each.name for each in (workspace.runs / "zegel").iterdir()} == {"geheim.toml", "openbaar.toml"}


STOPPED = """
import os, signal, sys
from monitorlib.release import door, keys, publish, sealing
from monitorlib.release.proposals import propose_release
from monitorlib.trail import newest
from monitorlib.workspace import Workspace
from tests.releases import a_content
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(*{
    "before the key": (keys, "was_first", die),
    "between the two halves": (keys, "write_aside", die),
    "between key and seal": (sealing, "write_aside", die),
    "before the release": (publish, "write_new", die),
    "before the ledger": (publish, "note_release", die),
    "before the seal": (publish, "seal_period", die),
}[sys.argv[2]])
door.recomputed, door.people = lambda _workspace, content: content, lambda _workspace, _content: set()
publish._draw = lambda _content: iter(())
workspace = Workspace.open(sys.argv[1])
propose_release(workspace, a_content())
publish.publish(workspace, "Team Test", "2025", "hash")
"""
MOMENTS = {
    "before the key": "1.json",
    "between the two halves": "1.json",
    "between key and seal": "1.json",
    "before the release": "1.json",
    "before the ledger": "2.json",  # nobody can tell any more who wrote the first
    "before the seal": "1.json",
}


@pytest.mark.parametrize(("moment", "name"), MOMENTS.items())
def test_a_kill_at_any_moment_shows_nothing_and_the_next_release_mends_it(made, moment, name):
    workspace, release = made
    command = [sys.executable, "-c", STOPPED, str(workspace.path), moment]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    folder = workspace.release / team_folder_name(TEAM)
    with pytest.raises(UserError, match="geen zegel") if list(folder.glob("*/1.json")) else nullcontext():
        assert shown_files(releases_of(workspace), folder / PERIOD) == []
    seal_what_stands(workspace)
    assert release().name == name
    assert _shown(workspace) == [int(name.removesuffix(".json"))]


# --- the viewer


def test_a_viewer_takes_the_public_key_that_it_was_handed_and_no_other(workspace, file, monkeypatch):
    public = releases_of(workspace).public
    monkeypatch.setenv(SEAL_VARIABLE, public.hex())
    assert handed_releases(workspace) == Releases(workspace.release, public)
    for handed in ("", "geen sleutel"):
        monkeypatch.setenv(SEAL_VARIABLE, handed)
        assert handed_releases(workspace).public is None
    monkeypatch.delenv(SEAL_VARIABLE)
    with pytest.raises(UserError, match="andere sleutel"):
        read_release(handed_releases(workspace), file)


@pytest.mark.parametrize(
    ("handed", "teams"),
    [
        ("", None),
        ('["Team Test"]', ("Team Test",)),
        ("[]", ()),
        ("Team Test", ()),
        ('{"Team Test": true}', ()),
        ('"Team Test"', ()),
        ('["Team Test", 3, null]', ("Team Test",)),
    ],
)
def test_a_viewer_opens_the_teams_that_it_was_handed_and_none_where_that_cannot_be_read(
    workspace, file, monkeypatch, handed, teams
):
    monkeypatch.setenv(SEAL_VARIABLE, releases_of(workspace).public.hex())
    monkeypatch.setenv(TEAMS_VARIABLE, handed)
    releases = handed_releases(workspace)
    assert releases.teams == teams
    assert bool(released_teams(releases)) is (teams is None or TEAM in teams)


@pytest.mark.parametrize("how", ["gone", "a folder"])
def test_a_release_that_cannot_be_opened_is_refused_and_named(workspace, file, how):
    file.unlink()
    if how == "a folder":
        file.mkdir()
    for read in (opened, read_sealed):
        with pytest.raises(UserError, match="1.json") as refused:
            read(file)
        assert "niet leesbaar" in refused.value.message("nl")


def test_reading_opens_no_file_inside_the_wall(workspace, file, monkeypatch):
    monkeypatch.setenv(SEAL_VARIABLE, releases_of(workspace).public.hex())
    code = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == 'open' else None)\n"
        "from monitorlib.release.read import newest_releases, released_teams\n"
        "from monitorlib.release.seal import handed_releases\n"
        "from monitorlib.workspace import Workspace\n"
        "releases = handed_releases(Workspace.open(sys.argv[1]))\n"
        "assert [newest_releases(releases, team.folder) for team in released_teams(releases)]\n"
        "assert not [name for name in sys.modules if name.startswith('monitorlib.') and name.endswith('.keys')]\n"
        "print('\\n'.join(opened))"
    )
    command = [sys.executable, "-c", code, str(workspace.path)]
    seen = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert str(file) in seen and str(workspace.runs) not in seen


def test_a_private_key_signs_and_its_public_half_cannot(workspace, file):
    """Why no keyed digest: whoever can check one can make one."""
    public = releases_of(workspace).public
    forger = Ed25519PrivateKey.from_private_bytes(public)  # all that a viewer holds
    assert forger.public_key().public_bytes_raw() != public


def test_noting_by_hand_is_what_the_ledger_keeps(workspace, file):
    ledger = read_ledger(workspace, file.parent)
    note(workspace, file.parent, ledger)
    assert read_ledger(workspace, file.parent) == ledger
