"""The command line explains itself: every command and option, in two languages, in the order of the story."""

import os
import re
import shlex
import subprocess
import sys

import pytest

from monitorlib import __version__
from monitorlib.cli import main, options
from monitorlib.cli.app import build_app
from monitorlib.cli.frame import in_language
from monitorlib.cli.story import PANELS, STEPS
from monitorlib.foundation.texts import LANGUAGES, as_typed

# words of typer's own frame, and of English help, that a Dutch reader should never meet
ENGLISH = """
    Usage Options Option Arguments Argument Commands Command required default Error Try Show Missing Invalid value
    the with for from and without such show this message exit must what where which None bool str int path
"""
DUTCH = """
    de het een van voor met zonder niet Gebruik Opties Opdrachten verplicht anders Uitleg alle wat waar
"""
FOREIGN = {"nl": set(ENGLISH.split()), "en": set(DUTCH.split())}
# what is the same in both languages: names of files and choices, not words
NAMES = {"team|organisation"}


@pytest.fixture
def monitor(capsys, monkeypatch):
    """Run a command on a wide terminal: (exit code, standard output, standard error)."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


def _commands(language: str) -> dict[str, object]:
    """Each command by what one types for it."""

    def below(command, path: str):
        yield path, command
        for name, child in getattr(command, "commands", {}).items():
            yield from below(child, f"{path} {name}".strip())

    return dict(below(in_language(build_app(language), language), ""))


PATHS = sorted(_commands("nl"))


@pytest.mark.parametrize("path", PATHS)
def test_a_command_and_each_of_its_options_is_explained_in_both_languages(path):
    dutch, english = (_commands(language)[path] for language in LANGUAGES)
    assert dutch.help and english.help and dutch.help != english.help
    assert [p.name for p in dutch.params] == [p.name for p in english.params]
    for ours, theirs in zip(dutch.params, english.params, strict=True):
        assert ours.help and theirs.help, f"{path}: {ours.name} has no help"
        assert ours.help != theirs.help, f"{path}: {ours.name} has one help in two languages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_option_of_many_commands_wants_the_same_thing_everywhere(language):
    wanted: dict[str, set] = {}
    for command in _commands(language).values():
        for option in command.params:
            wanted.setdefault(option.opts[-1], set()).add(option.metavar)
    different = {name: words for name, words in wanted.items() if len(words) > 1}
    assert set(different) <= {"--format", "file", "name"}, (
        different
    )  # which formats there are, a command says
    assert wanted["--workspace"] == {options.FOLDER[language]}


@pytest.mark.parametrize("path", PATHS)
def test_what_must_be_given_does_not_say_what_happens_without(path):
    for language, word in (("nl", "Zonder:"), ("en", "Without:")):
        assert not [p.name for p in _commands(language)[path].params if p.required and word in p.help]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_no_word_of_the_other_language_is_in_a_help(monitor, path, language):
    code, out, _ = monitor(*path.split(), "--help", "--lang", language)
    assert code == 0
    for name in NAMES:
        out = out.replace(name, "")
    words = set(
        re.findall(r"(?<![-\w])[^\W\d_]+(?![-\w])", re.sub(r"monitor [\w-]+(?: --?[\w-]+)*", "", out))
    )
    assert not words & FOREIGN[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [path for path in PATHS if path])
def test_a_help_says_how_to_read_it_in_the_other_language(monitor, path, language):
    other = next(each for each in LANGUAGES if each != language)
    out = monitor(*path.split(), "--help", "--lang", language)[1]
    assert path == "key" or f"--lang {other}" in out


@pytest.mark.parametrize(("language", "demo"), [("nl", "Eerst proberen"), ("en", "To try it first")])
def test_monitor_alone_tells_the_story_in_five_lines_and_the_demo(monitor, language, demo):
    code, out, _ = monitor("--lang", language)
    told = [line for line in out.splitlines() if re.match(r"  [1-5]  ", line)]
    assert (code, len(told)) == (0, 5)
    named = [re.search(r"monitor (\w+)", line)[1] for line in told]
    assert named == ["key", "inspect", "import", "publish", "session"]
    assert [line for line in out.splitlines() if demo in line and "monitor session --demo" in line]
    assert all(len(line) <= 100 for line in out.splitlines())


def test_every_command_of_the_story_is_one_that_can_be_typed():
    options = {path: {o for p in command.params for o in p.opts} for path, command in _commands("nl").items()}
    for line, _ in STEPS:
        words = line.split()[1:]
        path = "key new" if words[0] == "key" else words[0]
        assert {word for word in words if word.startswith("--")} <= options[path]


def test_every_command_is_listed_under_a_heading_in_the_order_of_the_story(monitor):
    out = monitor("--help")[1]
    listed = re.findall(r"^│ ([a-z][a-z-]*)  +\S", out, flags=re.MULTILINE)
    named = [name for _, names in PANELS for name in names]
    assert listed == named
    assert set(listed) == {path.split()[0] for path in PATHS if path}


WRONG = [
    (["dance"], "'dance' is geen opdracht", "There is no command 'dance'"),
    (["publsh"], "Bedoelde u 'publish'?", "Did you mean 'publish'?"),
    (["publish", "--what"], "De optie --what is er niet", "No such option: --what"),
    (["publish", "--wrkspace", "x"], "Bedoelde u --workspace?", "Did you mean --workspace?"),
    (["--nonsense"], "De optie --nonsense is er niet", "No such option: --nonsense"),
    (["publish"], "--workspace MAP ontbreekt", "Missing option --workspace DIR"),
    (
        ["publish", "--workspace"],
        "Achter --workspace ontbreekt een waarde",
        "Option --workspace requires a value",
    ),
    (["session", "--demo=x"], "Achter --demo hoort niets te staan", "Option --demo does not take a value"),
    (["key", "new"], "BESTAND ontbreekt", "Missing argument FILE"),
    (
        ["session", "--port", "abc"],
        "een heel getal zijn van 1 tot en met 65535",
        "a whole number from 1 to 65535",
    ),
    (
        ["session", "--port", "0"],
        "een heel getal zijn van 1 tot en met 65535",
        "a whole number from 1 to 65535",
    ),
    (
        ["publish", "--workspace", "x", "--timeout", "a"],
        "een getal zijn van 0.001 of meer",
        "a number of 0.001 or more",
    ),
    (["undo", "--workspace", "x", "y"], "Dit staat er te veel: y", "Unexpected extra argument: y"),
]


@pytest.mark.parametrize(("arguments", "dutch", "english"), WRONG, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_wrongly_is_told_in_the_readers_language(monitor, arguments, dutch, english, language):
    code, out, err = monitor(*arguments, "--lang", language)
    assert (code, out) == (2, "")
    assert (dutch if language == "nl" else english) in err
    assert not set(re.findall(r"(?<![-\w'])[^\W\d_]+", err)) & (FOREIGN[language] - {"what"})
    assert "Traceback" not in err


def test_the_version_is_the_packages(monitor):
    assert monitor("--version") == (0, f"monitor {__version__}\n", "")


def test_a_tab_completes_commands_and_options():
    def completed(line: str) -> list[str]:
        words = {"_MONITOR_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        command = [sys.executable, "-m", "monitorlib.cli"]
        return subprocess.run(
            command, env={**os.environ, **words}, capture_output=True, text=True
        ).stdout.split()

    assert completed("monitor pu") == ["publish"]
    assert completed("monitor publish --j") == ["--jobs", "--json"]


def test_what_completion_puts_in_the_settings_can_be_seen(monitor, monkeypatch):
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("bash", "/bin/bash"))
    code, out, _ = monitor("--show-completion")
    assert (code, "_MONITOR_COMPLETE=complete_bash" in out) == (0, True)


def test_ctrl_c_says_that_what_was_done_is_kept(monitor, monkeypatch, tmp_path):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("monitorlib.workspace.Workspace.open", stopped)
    for command, ends_with in (("undo", 130), ("session", 0), ("progress", 0)):
        code, _, err = monitor(command, "--workspace", tmp_path)
        assert (code, err) == (ends_with, "Gestopt. Wat klaar was, is bewaard.\n"), command


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch, tmp_path):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("monitorlib.workspace.Workspace.open", broken)
    with pytest.raises(ZeroDivisionError):
        main(["undo", "--workspace", str(tmp_path)])


def test_what_was_said_to_inspect_is_passed_on_to_import(monitor, tmp_path):
    export, draft = tmp_path / "export.csv", tmp_path / "mijn export.toml"
    export.write_text("Cliëntnummer;Team;Datum;Leefgebied;Score\nX1;Oost;01-02-2025;Financiën;3\n", "utf-8")
    code, out, _ = monitor("inspect", export, "--instrument", "zrm-2017", "--write-profile", draft)
    assert code == 0 and out.endswith(f" --key BESTAND --instrument zrm-2017 --profile '{draft}'\n"), out


def test_a_new_workspace_says_where_its_periods_are_chosen(monitor, tmp_path):
    export, key, place = tmp_path / "export.csv", tmp_path / "k.key", tmp_path / "werkmap"
    export.write_text(
        "Cliëntnummer;Team;Datum;Instrument;Leefgebied;Score\nX1;Oost;01-02-2025;zrm-2017;Financiën;3\n",
        "utf-8",
    )
    monitor("key", "new", key)
    told = [monitor("import", export, "--workspace", place, "--key", key)[1] for _ in range(2)]
    assert [str(place / "workspace.toml") in each for each in told] == [True, False]


def test_each_step_ends_with_the_next_command(monitor, tmp_path):
    export = tmp_path / "export.csv"
    export.write_text(
        "Cliëntnummer;Team;Datum;Instrument;Leefgebied;Score\nX1;Oost;01-02-2025;zrm-2017;Financiën;3\n",
        "utf-8",
    )
    key, place = tmp_path / "k.key", tmp_path / "mijn werkmap"
    place_and_key = ("--workspace", place, "--key", key)
    for step, following in (
        (("key", "new", key), "Verder: monitor import"),
        (("inspect", export), f"Verder: monitor import {export}"),
        (("import", export, *place_and_key), f"Verder: monitor publish --workspace '{place}' --all"),
        (("undo", "--workspace", place), "Verder: verbeter de export"),
    ):
        code, out, _ = monitor(*step)
        assert (code, out.splitlines()[-1].startswith(following)) == (0, True), out


def test_the_next_command_can_be_typed_as_it_is_told_also_where_names_hold_spaces(monitor, tmp_path):
    export, key, place = tmp_path / "mijn export.csv", tmp_path / "mijn sleutel.key", tmp_path / "mijn map"
    export.write_text(
        "Cliëntnummer;Datum;Leefgebied;Score\nX1;01-02-2025;Financiën;3\n",
        "utf-8",
    )
    _code, told, _ = monitor("key", "new", key)
    assert f"--key {as_typed(key)}" in told
    said = ("--instrument", "zrm-2017", "--team", "Team Oost")
    _code, told, _ = monitor("inspect", export, *said)
    words = shlex.split(told.splitlines()[-1].removeprefix("Verder: "))
    typed = [place if word == "MAP" else key if word == "BESTAND" else word for word in words]
    code, told, _ = monitor(*typed[1:])
    assert (code, told.splitlines()[-1]) == (
        0,
        f"Verder: monitor publish --workspace {as_typed(place)} --all",
    )
