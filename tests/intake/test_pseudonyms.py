"""The key stands outside the data, and the same number gets the same pseudonym from every system."""

import hashlib
import hmac
import re
import stat
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.intake import new_key, read_key
from monitorlib.intake.pseudonymise.pseudonyms import Key, throw_away_key

KEY = Key("test", b"k" * 32)


def test_a_new_key_is_for_its_owner_only_and_reads_back(tmp_path):
    path = tmp_path / "sleutels" / "team.key"
    id = new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path).id == id and [p.name for p in path.parent.iterdir()] == ["team.key"]


def test_two_keys_differ(tmp_path):
    assert new_key(tmp_path / "a") != new_key(tmp_path / "b")


def test_a_key_is_never_overwritten(tmp_path):
    new_key(tmp_path / "k")
    before = (tmp_path / "k").read_bytes()
    with pytest.raises(UserError, match="bestaat al"):
        new_key(tmp_path / "k")
    assert (tmp_path / "k").read_bytes() == before and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(("mark", "told"), [("workspace.toml", "werkmap"), (".git", "git-map")])
def test_a_key_beside_the_data_or_in_git_is_refused(tmp_path, mark, told):
    (tmp_path / mark).touch()
    with pytest.raises(UserError, match=told):
        new_key(tmp_path / "diep" / "er" / "k")
    assert not (tmp_path / "diep").exists()


def test_a_link_into_the_workspace_is_no_way_around(tmp_path):
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "workspace.toml").touch()
    (tmp_path / "link").symlink_to(tmp_path / "w")
    with pytest.raises(UserError, match="werkmap"):
        new_key(tmp_path / "link" / "k")


def test_a_key_that_cannot_be_put_there_is_told_with_why(tmp_path):
    (tmp_path / "bestand").touch()
    for place in (tmp_path / "bestand" / "k", tmp_path / "bestand" / "diep" / "k"):
        with pytest.raises(
            UserError, match=r"k' kan niet geschreven worden \(een deel van die plek is geen map\)"
        ):
            new_key(place)


@pytest.mark.parametrize("how", ["a folder", "other bytes"])
def test_what_is_no_text_is_no_key(tmp_path, how):
    if how == "a folder":
        (tmp_path / "k").mkdir()
    else:
        (tmp_path / "k").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="dit is geen sleutelbestand"):
        read_key(tmp_path / "k")


def test_an_absent_key_tells_how_to_make_one(tmp_path):
    with pytest.raises(UserError, match="monitor key new"):
        read_key(tmp_path / "k")


@pytest.mark.parametrize("content", ["", "geheim", 'soort = "x"\nsleutel = "00"', "sleutel = 3"])
def test_another_file_is_no_key_and_is_not_shown(tmp_path, content):
    (tmp_path / "k").write_text(content, encoding="utf-8")
    (tmp_path / "k").chmod(0o600)
    with pytest.raises(UserError, match="geen sleutelbestand") as caught:
        read_key(tmp_path / "k")
    assert "geheim" not in str(caught.value)


def test_a_key_that_others_can_read_is_refused(tmp_path):
    new_key(tmp_path / "k")
    (tmp_path / "k").chmod(0o640)
    with pytest.raises(UserError, match="chmod 600"):
        read_key(tmp_path / "k")


def test_the_secret_is_not_shown():
    assert "k" * 5 not in repr(KEY)


@pytest.mark.parametrize("same", ["0012345", " 12345 ", "12345.0", "12345,0", "12.345", "12 345"])
def test_the_same_number_gets_one_pseudonym(same):
    assert KEY.pseudonym("resident", same) == KEY.pseudonym("resident", "12345")


@pytest.mark.parametrize("other", ["12346", "D12345", "1234", "123450", "0"])
def test_another_number_gets_another_pseudonym(other):
    assert KEY.pseudonym("resident", other) != KEY.pseudonym("resident", "12345")


def test_a_resident_and_a_worker_with_one_number_are_not_linked():
    assert KEY.pseudonym("resident", "7") != KEY.pseudonym("worker", "7")


@given(st.integers(0, 10**9))
def test_a_pseudonym_depends_on_the_key_and_does_not_hold_the_number(number):
    pseudonym = KEY.pseudonym("resident", str(number))
    assert pseudonym != throw_away_key().pseudonym("resident", str(number))
    assert len(pseudonym) == 32 and (number < 10**5 or str(number) not in pseudonym)


def _slow_pseudonym(key: Key, kind: str, value: str) -> str:
    """Each step on its own, whatever the value looks like."""
    text = unicodedata.normalize("NFKC", value).strip().casefold()
    text = re.sub(r"\s+", "", text) if re.search(r"\d", text) else " ".join(text.split())
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        text = text.replace(".", "")
    if whole := re.fullmatch(r"(\d+)(?:[.,]0+)?", text):
        text = whole.group(1).lstrip("0") or "0"
    return hmac.new(key.secret, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()[:32]


@given(st.text(max_size=12) | st.from_regex(r"[a-zA-Z]{0,2}[0-9]{1,9}([.,]0{1,2})?", fullmatch=True))
def test_the_fast_way_for_usual_numbers_gives_the_same_pseudonym(value):
    assert KEY.pseudonym("resident", value) == _slow_pseudonym(KEY, "resident", value)
