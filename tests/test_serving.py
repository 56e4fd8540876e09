"""`monitor serve` and `monitor session --network`, as somebody types them."""

import io
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest

from monitorlib.cli import main
from monitorlib.server.passwords import is_password, read_password
from tests.browser.conftest import copy_of, free_port

PASSWORD = "een lang wachtwoord"


@pytest.fixture
def monitor(capsys, monkeypatch):
    """Run a command, with a line on its standard input: (exit code, standard output, standard error)."""

    def run(*arguments: object, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


@pytest.fixture
def place(released_demo, tmp_path):
    """A workspace with releases, and a session log that nobody else writes in."""
    return copy_of(released_demo, tmp_path / "werkmap")


def test_a_password_is_set_and_its_hash_is_kept(monitor, place, tmp_path):
    file = tmp_path / "wachtwoord.toml"
    known = ("serve", "--workspace", place.path, "--password-file", file)
    code, out, _ = monitor(*known, "--set-password", typed=f"{PASSWORD}\n")
    assert code == 0 and str(file) in out.replace("\n", "") and PASSWORD not in out + file.read_text()
    assert is_password(PASSWORD, read_password(file))
    code, _, err = monitor(*known, "--set-password", typed="kort\n")
    assert code == 1 and "minstens" in err and is_password(PASSWORD, read_password(file))


def test_without_a_file_the_password_stands_with_the_users_own_settings(
    monitor, place, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert monitor("serve", "--workspace", place.path, "--set-password", typed=f"{PASSWORD}\n")[0] == 0
    [file] = list(tmp_path.rglob("wachtwoord-*.toml"))
    assert not file.is_relative_to(place.path) and is_password(PASSWORD, read_password(file))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "set-password"),
        (("--password-file", "{place}/release/wachtwoord.toml"), "hoort niet bij de vrijgaven"),
        (("--password-file", "{file}", "--address", "monitor.example.nl"), "is geen adres"),
        (("--password-file", "{file}", "--address", "https://x.nl/?token=1"), "is geen adres"),
        (("--password-file", "{file}", "--trusted-proxy", "proxy"), "geen nummer of netwerk"),
        (("--password-file", "{file}", "--bind", "overal"), "geen nummer of netwerk"),
        (("--password-file", "{file}", "--team", "Demo-Oost", "--team", "Demo-West"), "Van team 'Demo-West'"),
    ],
)
def test_what_cannot_be_served_is_told(monitor, place, tmp_path, monkeypatch, arguments, told):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    file = tmp_path / "wachtwoord.toml"
    monitor(
        "serve", "--workspace", place.path, "--password-file", file, "--set-password", typed=f"{PASSWORD}\n"
    )
    words = [word.format(place=place.path, file=file) for word in arguments]
    code, _, err = monitor("serve", "--workspace", place.path, "--port", free_port(), *words)
    assert code == 1 and told in err and "Traceback" not in err


@pytest.fixture
def start(tmp_path):
    """Start a command; the process when it has told the line that is waited for, and what it told till then."""
    started = []

    def run(*arguments: object, until: str) -> tuple[subprocess.Popen, str]:
        command = [sys.executable, "-m", "monitorlib.cli", *map(str, arguments)]
        environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config"), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        started.append(process)
        told = ""
        for line in process.stdout:
            told += line
            if until in line:
                return process, told
        raise AssertionError(told)

    yield run
    for process in started:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def test_a_server_opens_for_who_knows_the_password(monitor, place, tmp_path, start):
    port, file = free_port(), tmp_path / "wachtwoord.toml"
    known = ("serve", "--workspace", place.path, "--password-file", file)
    monitor(*known, "--set-password", typed=f"{PASSWORD}\n")
    start(*known, "--port", port, "--team", "San Diego", until="staat klaar op")
    address = f"http://127.0.0.1:{port}/"
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with pytest.raises(urllib.error.HTTPError) as refused:
        browser.open(address, timeout=60)
    assert refused.value.code == 403
    refused.value.close()
    form = urlencode({"word": PASSWORD, "after": "/"}).encode()
    with browser.open(f"{address}login", form, timeout=60) as answer:
        assert answer.url == address and "data-voila" in answer.read().decode()


def test_the_room_is_told_three_links_of_which_each_opens_its_own(place, start):
    port = free_port()
    arguments = (
        "--workspace",
        place.path,
        "--team",
        "San Diego",
        "--port",
        port,
        "--no-browser",
        "--network",
    )
    process, told = start("session", *arguments, until="Ctrl-C")
    links = re.findall(r"http://[^\s/]+/(\S*)\?(token|code)=(\S+)", told)
    assert [(path, name) for path, name, _ in links] == [
        ("", "token"),
        ("meekijken", "token"),
        ("meedoen", "code"),
    ]
    assert len({word for *_, word in links}) == 3 and "niet versleuteld" in told
    logs = "".join(each.read_text(errors="replace") for each in (place.path / "logs").iterdir())
    assert not [word for *_, word in links if word in logs]
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_a_second_meeting_of_a_workspace_is_told_of_the_first(place, start):
    def a_session():
        port = free_port()
        asked = ("--workspace", place.path, "--team", "San Diego", "--port", port, "--no-browser")
        return port, *start("session", *asked, until="Ctrl-C")

    port, first, told = a_session()
    assert "staat al een gesprek" not in told
    _, second, told = a_session()
    assert f"Er staat al een gesprek van deze werkmap open, op poort {port}." in " ".join(told.split())
    for each in (first, second):
        each.send_signal(signal.SIGTERM)
        assert each.wait(30) == 0
    assert [*place.path.glob(".monitor-session-*")] == []
    (place.path / f".monitor-session-{port}.lock").touch()  # of one that was killed
    assert "staat al een gesprek" not in a_session()[2]
