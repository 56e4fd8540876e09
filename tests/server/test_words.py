"""Words, cookies, places and wrong tries, without a server: borders on both sides."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from monitorlib.foundation.errors import UserError
from monitorlib.server import entry as codes
from monitorlib.server import entry as hosts
from monitorlib.server.access import (
    ANY,
    FOLLOWING,
    LONGEST_SECONDS,
    MEETING,
    MOST_WRONG,
    ONCE_SECONDS,
    OPEN,
    PHONE,
    RIGHTS,
    SECONDS,
    Access,
    Lockout,
    SignIn,
    is_ours,
)
from monitorlib.server.entry import Entry
from monitorlib.server.passwords import SHORTEST, hash_of, is_password, read_password, write_password
from monitorlib.server.spawning import Role, read_groups

PORT = 8790


class Clock:
    """A clock that stands still until it is set."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def _request(
    cookies: dict[str, str] | None = None, ip: str = "127.0.0.1", **headers: str
) -> HTTPServerRequest:
    told = HTTPHeaders({name.replace("_", "-"): value for name, value in headers.items()})
    if cookies:
        told["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    first = RequestStartLine("GET", "/", "HTTP/1.1")
    told["Host"] = "127.0.0.1"
    request = HTTPServerRequest(start_line=first, headers=told)
    request.remote_ip = ip
    return request


def _signed(access: Access, right: str) -> dict[str, str]:
    return {access.cookie_name(right): access.sign(right)}


# --- rights

OPENED = {
    None: {OPEN},
    MEETING: {OPEN, MEETING, FOLLOWING, PHONE, ANY},
    FOLLOWING: {OPEN, FOLLOWING, ANY},
    PHONE: {OPEN, PHONE, ANY},
}


@pytest.mark.parametrize("page", [OPEN, MEETING, FOLLOWING, PHONE, ANY])
@pytest.mark.parametrize("right", OPENED)
def test_a_right_opens_its_own_pages_and_no_other(right, page):
    access = Access(Entry.for_the_room(), PORT)
    request = _request(_signed(access, right) if right else None)
    assert access.allows(request, page) == (page in OPENED[right])


@given(st.sets(st.sampled_from(RIGHTS)), st.sampled_from([MEETING, FOLLOWING, PHONE, ANY]))
def test_several_rights_open_what_each_of_them_opens(rights, page):
    access = Access(Entry.for_the_room(), PORT)
    cookies = {name: value for right in rights for name, value in _signed(access, right).items()}
    assert access.allows(_request(cookies), page) == any(page in OPENED[right] for right in rights)


@given(st.text(max_size=200))
def test_no_other_cookie_opens_anything(value):
    access = Access(Entry.for_the_room(), PORT)
    request = _request()
    request._cookies = {access.cookie_name(right): type("M", (), {"value": value}) for right in RIGHTS}
    assert access.rights(request) == frozenset()


def test_a_cookie_that_was_changed_or_made_elsewhere_opens_nothing():
    access, other = Access(Entry.for_the_room(), PORT), Access(Entry.for_the_room(), PORT)
    mine = access.sign(PHONE)
    right, at, number, mac = mine.split(".")
    forged = (
        f"{MEETING}.{at}.{number}.{mac}",  # a phone that says that it leads the meeting
        f"{right}.{int(at) + 1}.{number}.{mac}",
        f"{right}.{at}.{number}0.{mac}",
        f"{right}.{at}.{number}.{mac[:-1]}{'0' if mac[-1] != '0' else '1'}",
        f"{right}.{at}.{number}",
        other.sign(MEETING),
        Access(access.entry, PORT + 1).sign(MEETING),  # of another server on this computer
    )
    for value in forged:
        assert access.rights(_request({access.cookie_name(MEETING): value})) == frozenset(), value
    assert access.rights(_request({access.cookie_name(PHONE): mine})) == {PHONE}


def test_a_right_is_read_from_the_signed_value_and_not_from_the_name_of_the_cookie():
    access = Access(Entry.for_the_room(), PORT)
    assert access.rights(_request({access.cookie_name(MEETING): access.sign(PHONE)})) == {PHONE}


def test_a_server_without_words_lets_nobody_in():
    access = Access(Entry.from_json(""), PORT)
    assert [access.right_of(word, page) for word in ("", " ", "-", "x") for page in (MEETING, PHONE)] == [
        None
    ] * 8


@pytest.mark.parametrize(
    ("seconds", "holds"), [(LONGEST_SECONDS - 1, True), (LONGEST_SECONDS, False), (-1, False)]
)
def test_a_sign_in_holds_a_day_at_most_and_none_comes_from_later(seconds, holds):
    clock = Clock()
    access = Access(Entry.for_the_room(), PORT, clock)
    request = _request(_signed(access, MEETING))
    clock.now += seconds
    assert access.allows(request, MEETING) == holds


@pytest.mark.parametrize(("seconds", "holds"), [(59, True), (60, False)])
def test_without_a_sign_of_life_a_sign_in_ends(seconds, holds):
    clock = Clock()
    access = Access(Entry(password="x", idle_seconds=60), PORT, clock)
    request = _request(_signed(access, MEETING))
    clock.now += 50
    access.saw(access.sign_ins(request))
    clock.now += seconds
    assert access.allows(request, MEETING) == holds


def test_who_signs_out_is_out_and_nobody_else():
    access = Access(Entry.for_the_room(), PORT)
    mine, other = _request(_signed(access, MEETING)), _request(_signed(access, MEETING))
    access.end(access.sign_ins(mine))
    assert (access.allows(mine, MEETING), access.allows(other, MEETING)) == (False, True)


def test_a_hub_gives_rights_beside_cookies():
    access, request = Access(Entry.for_this_computer(), PORT), _request()
    request.monitor_sign_ins = [SignIn(MEETING, int(access._clock()), "anna")]
    assert access.rights(request) == {MEETING}


# --- words

ENTRY = Entry.for_the_room()


@pytest.mark.parametrize(
    ("word", "page", "right"),
    [
        (ENTRY.meeting, MEETING, MEETING),
        (ENTRY.meeting.upper().replace("-", " "), MEETING, MEETING),
        (ENTRY.following, MEETING, FOLLOWING),
        (ENTRY.phone, PHONE, PHONE),
        (ENTRY.phone, MEETING, None),
        (ENTRY.meeting, PHONE, None),
        (ENTRY.following, PHONE, None),
        (ENTRY.meeting[:-1], MEETING, None),
        (f"{ENTRY.meeting}2", MEETING, None),
        ("", PHONE, None),
    ],
    ids=range(10),  # the words are made anew in each process, and name no test
)
def test_a_word_opens_what_it_is_for_and_nothing_else(word, page, right):
    assert Access(ENTRY, PORT).right_of(word, page) == right


@pytest.mark.parametrize(
    ("seconds", "right"), [(0, MEETING), (ONCE_SECONDS - 1, MEETING), (ONCE_SECONDS, None)]
)
def test_the_word_that_a_browser_is_started_with_holds_once_and_shortly(seconds, right):
    clock = Clock()
    entry = Entry(once=codes.new_token(), made=clock.now)
    access = Access(entry, PORT, clock)
    clock.now += seconds
    assert access.right_of(entry.once, PHONE) is None
    assert access.right_of(entry.once, MEETING) == right
    assert access.right_of(entry.once, MEETING) is None


def test_who_is_signed_out_by_time_is_told_so_and_nobody_else_is():
    clock = Clock()
    access = Access(Entry(password="x", idle_seconds=60), PORT, clock)
    mine, left = access.sign(MEETING), access.sign(MEETING)
    name = access.cookie_name(MEETING)
    here, gone = _request({name: mine}), _request({name: left})
    access.end(access.sign_ins(gone))
    assert not access.ended_by_itself(here, MEETING)  # still in
    clock.now += 60
    assert access.ended_by_itself(here, MEETING) and access.ended_by_itself(here, FOLLOWING)
    assert not access.ended_by_itself(gone, MEETING)  # who left knows
    assert not access.ended_by_itself(_request({name: mine[:-1] + "x"}), MEETING)  # not ours
    phone = _request({access.cookie_name(PHONE): access.sign(PHONE)})
    clock.now += 60
    assert not access.ended_by_itself(phone, MEETING)  # never was in there


def test_words_are_made_afresh_and_are_easy_to_type():
    made = [Entry.for_the_room() for _ in range(50)]
    words = [
        word
        for entry in made
        for word in (entry.meeting, entry.once, entry.following, entry.phone, entry.secret)
    ]
    assert len(set(words)) == len(words)
    assert {len(entry.phone) for entry in made} == {codes.PHONE_LETTERS}
    assert not set("".join(entry.phone + entry.meeting for entry in made)) & set("01iloILO")


def test_an_entry_is_handed_over_whole_and_shows_no_word_when_it_is_printed():
    entry = Entry.for_the_room()
    assert Entry.from_json(entry.to_json()) == entry
    assert not [
        word for word in (entry.meeting, entry.once, entry.phone, entry.secret) if word in repr(entry)
    ]


# --- wrong tries


def test_five_wrong_tries_are_answered_and_the_sixth_waits_even_when_it_is_right():
    clock = Clock()
    tries = Lockout(clock)
    assert [tries.begin("a") for _ in range(MOST_WRONG + 1)] == [True] * MOST_WRONG + [False]
    assert tries.begin("b")  # another place goes on
    clock.now += SECONDS - 1
    assert not tries.begin("a")
    clock.now += 1
    assert tries.begin("a")


def test_a_right_try_counts_not_and_forgets_nothing():
    tries = Lockout(Clock())
    for _ in range(MOST_WRONG - 1):
        tries.begin("a")
    for _ in range(20):
        assert tries.begin("a")
        tries.was_right("a")
    assert tries.begin("a") and not tries.begin("a")


# --- where a request comes from


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8790", True), ("localhost:8790", True), ("LOCALHOST", True), ("[::1]:8790", True),
        ("127.9.9.9", True), ("monitor.example", True), ("monitor.example:443", True), ("evil.example", False),
        ("127.0.0.1.evil.example", False), ("localhost.evil.example", False), ("evil.example:8790", False),
        ("", False), ("192.0.2.7", False), ("monitor.example.evil", False), ("2130706433", False),
    ],
)  # fmt: skip
def test_only_our_own_names_are_answered(host, known):
    assert Access(Entry(address="https://monitor.example/teams/"), PORT).knows_host(host) == known


def test_the_room_may_use_this_computers_own_numbers_and_name_and_no_other(monkeypatch):
    monkeypatch.setattr(hosts, "_numbers", lambda: iter([("wlan0", "192.0.2.7"), ("wlan0", "2001:db8::7")]))
    monkeypatch.setattr(hosts.socket, "gethostname", lambda: "Laptop-7")
    room, alone = Access(Entry.for_the_room(), PORT), Access(Entry.for_this_computer(), PORT)
    for host in ("192.0.2.7:8790", "[2001:db8::7]:8790", "laptop-7:8790", "laptop-7.local"):
        assert room.knows_host(host) and not alone.knows_host(host)
    for host in ("192.0.2.8:8790", "evil.example:8790", "laptop-8"):
        assert not room.knows_host(host)


def test_the_number_of_the_rooms_network_comes_before_a_virtual_one(monkeypatch):
    cards = [
        ("docker0", "172.17.0.1"),
        ("lo", "127.0.0.1"),
        ("eth0", "169.254.3.3"),
        ("wlan0", "192.168.1.7"),
    ]
    monkeypatch.setattr(hosts, "_numbers", lambda: iter(cards))
    assert hosts.room_numbers() == ["192.168.1.7", "172.17.0.1"]


@pytest.mark.parametrize(
    ("told", "arrived"),
    [("none", True), ("same-origin", True), ("same-site", False), ("cross-site", False), ("onzin", False)],
)
def test_a_page_is_loaded_by_hand_or_by_our_own_page(told, arrived):
    assert Access(ENTRY, PORT).arrived(_request(Sec_Fetch_Site=told)) == arrived
    assert Access(ENTRY, PORT).arrived(_request())


@pytest.mark.parametrize(
    ("ip", "forwarded", "place", "secure"),
    [
        ("10.0.0.1", "192.0.2.7", "192.0.2.7", True),  # our proxy is believed
        ("10.0.0.1", "6.6.6.6, 192.0.2.7", "192.0.2.7", True),  # what it added, not what a visitor wrote
        ("10.0.0.2", "192.0.2.7", "10.0.0.2", False),  # another is not
        ("10.0.0.1", "2001:db8::7", "2001:db8::/64", True),  # somebody with many numbers is one place
    ],
)
def test_a_proxy_is_believed_where_it_is_ours(ip, forwarded, place, secure):
    access = Access(Entry(proxies=("10.0.0.1/32",)), PORT)
    request = _request(ip=ip, X_Forwarded_For=forwarded, X_Forwarded_Proto="https")
    assert (access.place_of(request), access.is_secure(request)) == (place, secure)


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("/teams/", True), ("/teams/meekijken?x=1", True), ("/", False), ("//evil.example/teams/", False),
        ("https://evil.example/teams/", False), ("/teams/\\evil.example", False), ("/teams/\r\nX: y", False),
        ("javascript:alert(1)", False), ("", False),
    ],
)  # fmt: skip
def test_somebody_who_signed_in_goes_to_an_address_of_ours(address, ours):
    assert is_ours(address, "/teams/") == ours


def test_without_a_base_an_address_with_two_slashes_is_somebody_elses():
    assert is_ours("/meekijken", "/") and not is_ours("//evil.example", "/")


# --- passwords and groups


def test_a_password_is_kept_as_a_hash_for_its_owner_alone(tmp_path):
    file = tmp_path / "map" / "wachtwoord.toml"
    write_password(file, "een lang wachtwoord")
    assert "lang" not in file.read_text() and "$argon2id$" in file.read_text()
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    kept = read_password(file)
    assert is_password("een lang wachtwoord", kept)
    assert not is_password("een lang wachtwoorD", kept) and not is_password("", kept)
    write_password(file, "een ander wachtwoord")
    assert not is_password("een lang wachtwoord", read_password(file))
    assert [each.name for each in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(("letters", "taken"), [(SHORTEST - 1, False), (SHORTEST, True)])
def test_a_short_password_is_refused(letters, taken):
    if taken:
        assert is_password("x" * letters, hash_of("x" * letters))
        return
    with pytest.raises(UserError, match="te kort"):
        hash_of("x" * letters)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are another thing on Windows")
def test_a_password_that_others_can_read_is_refused(tmp_path):
    file = tmp_path / "wachtwoord.toml"
    write_password(file, "een lang wachtwoord")
    file.chmod(0o640)
    with pytest.raises(UserError, match="chmod 600"):
        read_password(file)


@pytest.mark.parametrize("content", [None, "", "wachtwoord", "x = 1"])
def test_a_password_that_is_not_there_is_told(tmp_path, content):
    file = tmp_path / "wachtwoord.toml"
    if content is not None:
        file.write_text(content)
        file.chmod(0o600)
    with pytest.raises(UserError, match="set-password"):
        read_password(file)


def test_a_damaged_hash_lets_nobody_in():
    assert not is_password("x", "geen hash")


GROUPS = """
analisten = ["analisten"]
[gespreksleiders]
oost = ["Team Oost"]
regio = ["Team Noord", "Team Oost"]
"""


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ((), Role()),
        (("iets anders",), Role()),
        (("oost",), Role(("Team Oost",))),
        (("oost", "regio"), Role(("Team Noord", "Team Oost"))),
        (("analisten",), Role(analyst=True)),
        (("analisten", "oost"), Role(analyst=True)),
    ],
)
def test_groups_become_teams(tmp_path, groups, role):
    (tmp_path / "groepen.toml").write_text(GROUPS)
    assert read_groups(tmp_path / "groepen.toml").role(groups) == role


def test_all_that_is_wrong_with_the_groups_is_told_at_once(tmp_path):
    (tmp_path / "groepen.toml").write_text(
        'analisten = "x"\nonzin = 1\n[gespreksleiders]\noost = "Team Oost"\n'
    )
    with pytest.raises(UserError) as told:
        read_groups(tmp_path / "groepen.toml")
    assert len(told.value.problems) == 3


@pytest.mark.parametrize("told", ["[", '"Team Oost"', "{}", "[1]", "null"])
def test_teams_that_cannot_be_read_are_none_and_not_all(told):
    look = "from monitorlib.release.seal import handed_teams; print(handed_teams())"
    environment = {**os.environ, "MONITOR_TEAMS": told}
    command = [sys.executable, "-c", look]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "()"


def test_the_words_go_by_standard_input_as_one_line():
    line = Entry.for_the_room().to_json()
    assert "\n" not in line and set(json.loads(line)) >= {"secret", "meeting", "phone"}
