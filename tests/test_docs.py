"""The documentation is true: no link of the site is broken, commands exist, code runs, the index is whole."""

import os
import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from docs import decisions_index as index
from monitorlib import __version__
from monitorlib.cli import main
from monitorlib.cli.app import build_app
from monitorlib.cli.frame import in_language
from monitorlib.explanations import explanations
from monitorlib.foundation.files import shipped

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a page: (language, text)."""
    return _FENCE.findall(page.read_text(encoding="utf-8"))


def lines(page: Path) -> list[str]:
    """Every command line of a page: in blocks `sh`, and those without a language that begin with monitor."""
    told = [text for language, text in blocks(page) if language == "sh"]
    told += [text for language, text in blocks(page) if not language and text.startswith("monitor ")]
    split = [line.split("  #")[0].strip() for text in told for line in text.replace("\\\n", " ").splitlines()]
    return [line for line in split if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site as `make check` builds it, in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert built.returncode == 0, built.stderr
    return folder


def test_the_site_builds_with_every_link_and_heading_that_is_pointed_at(site):
    assert (site / "index.html").is_file()
    for name in ("opdrachten", "commands", "functions", "tables", "release", "decisions"):
        assert (site / "reference" / f"{name}.html").is_file()


def test_every_page_of_docs_is_in_the_menu(site):
    front = (site / "index.html").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        place = (
            "index.html" if page.name == "welkom.md" else f"docs/{page.stem}.html"
        )  # this one is the front page
        assert f'href="{place}"' in front, page.name


def test_the_front_page_is_for_whoever_comes_new_and_in_dutch(site):
    front = (site / "index.html").read_text(encoding="utf-8")
    assert "Wat wilt u doen?" in front and "The rooms of monitorlib" not in front
    assert "The rooms of monitorlib" in (site / "README.html").read_text(encoding="utf-8")


def test_a_link_of_the_site_says_where_it_goes_and_not_the_name_of_a_file(site):
    """In running text and tables; CHANGELOG and decisions speak about files."""
    for page in (*site.glob("docs/*.html"), site / "index.html"):
        words = re.findall(r"<a [^>]*>([^<]+\.md)</a>", page.read_text(encoding="utf-8"))
        assert words == [], page.name


def test_pages_in_english_say_so(site):
    told = {
        page.relative_to(site).as_posix()
        for page in site.rglob("*.html")
        if '<div lang="en">' in page.read_text("utf-8")
    }
    assert {"README.html", "docs/methods.html", "docs/architecture.html"} <= told
    assert not {"index.html", "docs/handleiding.html", "docs/databeheer.html"} & told


# what is cut off: a line of code, but for a drawing, or the side of a table
CUT_OFF = """() => {
  const wide = each => each.scrollWidth > each.clientWidth + 2;
  const code = [...document.querySelectorAll('article pre > code')].filter(each => !each.closest('.drawing'));
  const tables = [...document.querySelectorAll('article .md-typeset__scrollwrap')];
  return [...code, ...tables].filter(wide).map(each => each.textContent.trim().slice(0, 60));
}"""


@pytest.mark.browser
def test_no_line_of_code_and_no_table_of_the_site_is_cut_off(browser, site):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    for file in (
        site / "index.html",
        site / "reference" / "opdrachten.html",
        *sorted(site.glob("docs/*.html")),
    ):
        page.goto(file.as_uri())
        page.wait_for_selector("article")
        assert page.evaluate(CUT_OFF) == [], file.name
    page.close()


def test_nothing_on_the_site_comes_from_elsewhere(site):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"https?://[^\"]+", text), (
            page.name
        )


def test_every_picture_of_a_page_is_there_and_is_one_that_a_walk_makes():
    made = {*re.findall(r"[\w-]+", "".join(f.read_text("utf-8") for f in (ROOT / "tests").rglob("*.py")))}
    for page in PAGES:
        for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            picture = (page.parent / target).resolve()
            assert picture.is_file(), f"{page.name}: {target}"
            begin = re.sub(r"-\d+$", "", picture.stem)
            assert any(word and word in made for word in (begin, picture.stem, begin.split("-", 2)[-1])), (
                target
            )


# --- commands


def _options(path: tuple[str, ...]):
    command = in_language(build_app("nl"), "nl")
    for name in path:
        command = command.commands[name]
    return command


COMMANDS = [(page.name, line) for page in PAGES for line in lines(page)]
# what is no command of ours: shown for a reader who has the repository
OTHERS = {
    "make": "set-up and tests: tests/test_bootstrap.py holds the targets",
    "git": "a reader's own copy of the repository",
    "pip": "a reader's own installation: tests/test_installed.py does it",
    "dask": "the cluster's own commands: tests/cluster starts them",
    "python": "python -m …: the module must be there, below",
}


@pytest.mark.parametrize(("page", "line"), COMMANDS, ids=lambda value: str(value)[:60])
def test_a_command_of_the_documentation_can_be_typed(page, line):
    """Each word is a command of ours, each option one that it has, and what it needs is given."""
    words = shlex.split(line)
    if words[0] != "monitor":
        assert words[0] in OTHERS, f"{page}: {line}: no reason is given why this is not tried"
        return
    command = in_language(build_app("nl"), "nl")
    rest = [word for word in words[1:] if not word.startswith("--lang")]
    while rest and hasattr(command, "commands"):
        assert rest[0] in command.commands or rest[0].startswith("--"), f"{page}: {line}"
        if rest[0].startswith("--"):
            break
        command = command.commands[rest.pop(0)]
    with command.make_context("monitor", rest, resilient_parsing=False) as context:
        assert context is not None


@pytest.fixture(scope="module")
def beginner(tmp_path_factory):
    """The folder in which a beginner sits, with the export that comes along; what is typed there stays there."""
    folder = tmp_path_factory.mktemp("beginner")
    name = "VERZONNEN_regimaat_zrm.csv"
    (folder / name).write_bytes((shipped("data") / "demo" / name).read_bytes())
    toml = next(
        text
        for language, text in blocks(ROOT / "docs" / "instrumenten.md")
        if language == "toml" and "buurtcheck" in text
    )
    (folder / "wijkteams" / "instruments").mkdir(parents=True)
    (folder / "wijkteams" / "instruments" / "buurtcheck.toml").write_text(toml, encoding="utf-8")
    header = "Cliëntnummer;Team;Datum;Contact met buren;Veilig voelen in de buurt"
    rows = [f"X{n};Oost;0{1 + n % 9}-02-2025;{1 + n % 4};{1 + n % 3}" for n in range(30)]
    (folder / "buurtcheck.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return folder


# what opens a page and stays until it is stopped; who opens it elsewhere in the tests
OPENS = {
    "monitor session --demo": "tests/browser/test_session_command.py",
    "monitor session --workspace wijkteams --team Demo-Oost": "tests/browser/test_session_command.py",
    "monitor lab --workspace wijkteams": "tests/test_cli_analyst.py",
}
TUTORIAL = ROOT / "docs" / "beginnen.md"


def test_what_a_tutorial_only_opens_is_opened_by_another_test():
    assert set(OPENS) <= set(lines(TUTORIAL))
    assert all((ROOT / file).is_file() for file in OPENS.values())


def test_the_tutorial_runs_from_its_first_line_to_its_last(beginner, monkeypatch, capsys):
    """Each command and each block of Python of docs/beginnen.md, in its order, in one folder."""
    monkeypatch.chdir(beginner)
    for language, text in blocks(TUTORIAL):
        if language == "python":
            runpy.run_path(str(_written(beginner / "blok.py", text)))
            continue
        for line in text.strip().splitlines():
            if line not in OPENS:
                with pytest.raises(SystemExit) as ended:
                    main(shlex.split(line)[1:])
                told = capsys.readouterr()
                assert not ended.value.code, f"{line}: {told.out}{told.err}"


def _written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


# --- code blocks

# who runs the blocks of Python of each page; a page with code that nobody runs fails
RUN_BY = {
    "analist.md": (
        "tests/test_own_cards.py",
        "tests/explanations",
        "tests/test_docs.py",
        "tests/test_pooled.py",
    ),
    "beginnen.md": ("tests/test_docs.py",),
    "beheer.md": ("tests/hub/test_hub.py",),
}


def test_every_page_with_python_names_who_runs_it():
    with_code = {page.name for page in PAGES if any(language == "python" for language, _ in blocks(page))}
    assert with_code <= set(RUN_BY)
    assert all((ROOT / place).exists() for page in with_code for place in RUN_BY[page])


def test_every_block_of_python_can_be_read():
    for page in PAGES:
        for language, text in blocks(page):
            if language == "python":
                compile(text, page.name, "exec")


def test_the_verbs_of_the_analysts_page_run_on_the_demo(demo, monkeypatch):
    """The first two blocks of docs/analist.md, which begin with the verbs, one after the other."""
    monkeypatch.setenv("MONITOR_WORKSPACE", str(demo.path))
    verbs = [
        text
        for language, text in blocks(ROOT / "docs" / "analist.md")
        if language == "python" and "ml.load" in text
    ]
    assert len(verbs) == 2
    names: dict = {}
    for text in verbs:
        exec(compile(text, "analist.md", "exec"), names)
    assert len(names["shifts"]) and len(names["teams"])


# where it is written out how many explanations there are
COUNTED = {
    "docs/methods.md": ("the {en} checks", "asks {en} explanations", "the {en} that holds"),
    "docs/handleiding.md": ("ging {nl} verklaringen na",),
    "docs/analist.md": ("dezelfde vorm als onze {nl}",),
    "notebooks/3_verklaringen.ipynb": ("{Nl} verklaringen die de gegevens",),
}
IN_WORDS = {14: ("veertien", "fourteen"), 15: ("vijftien", "fifteen"), 16: ("zestien", "sixteen")}


def test_how_many_explanations_there_are_is_told_as_it_is():
    dutch, english = IN_WORDS[len(explanations())]
    for page, told in COUNTED.items():
        text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
        for shape in told:
            words = shape.format(nl=dutch, Nl=dutch.capitalize(), en=english)
            assert words in text, f"{page}: {words}"


# --- decisions


def test_every_decision_stands_under_a_subject_and_what_is_replaced_says_by_which():
    known = index.titles(ROOT / "docs" / "decisions.md")
    filed = {number for numbers in index.SUBJECTS.values() for number in numbers}
    assert set(known) <= filed, sorted(set(known) - filed)
    assert {*index.REPLACED, *index.REPLACED.values(), *index.NARROWED} <= set(known)
    page = index.as_page(ROOT / "docs" / "decisions.md")
    assert "| 37 | " in page and "superseded by 64" in page


# --- the house


NEWCOMER = [
    line
    for line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| I want to")
]
# a constant, a function or a class; not the field of a settings file, which stands there as a word
_NAME = re.compile(r"`(_?[A-Z][A-Z_]+|[A-Z][a-z]\w+|_?[a-z]+(?:_[a-z]+)+)`")


def test_the_usual_tasks_of_a_newcomer_have_a_row():
    assert len(NEWCOMER) == 13


@pytest.mark.parametrize("row", NEWCOMER, ids=lambda row: row.split("|")[1].strip())
def test_a_newcomers_task_names_files_that_are_there_and_what_is_defined_in_them(row):
    files = [ROOT / name for name in re.findall(r"(?:monitorlib|tests|docs|benchmarks)/[\w./-]*\w", row)]
    assert files and [str(file) for file in files if not file.exists()] == []
    folders = {file if file.is_dir() else file.parent for file in files}
    short = {*re.findall(r"`(\w[\w-]*\.(?:py|toml))`", row)} - {"workspace.toml"}
    assert {name for name in short if not any((folder / name).is_file() for folder in folders)} == set()
    text = "\n".join(file.read_text(encoding="utf-8") for file in files if file.is_file())
    assert {name for name in _NAME.findall(row) if not _defines(text, name)} == set()


def _defines(text: str, name: str) -> bool:
    """Whether a name is given there, not only used: by def, class or =, or as a setting of a file."""
    given = (rf"(?:def|class) {name}\b", rf"{name}(?:, \w+)*(?:: [^=\n]+)? = ", rf"\w+, {name} = ")
    return name in SETTINGS and name in text or any(re.search(rf"(?m)^\s*{each}", text) for each in given)


SETTINGS = {"minimum_groep"}


def test_a_name_that_is_only_used_is_not_defined():
    text = "from a import USED_UP\nLOW, HIGH_END = 1, 2\nplace: dict[str, int] = {}\ndef given(x):\n    USED_UP(x)"
    names = ("USED_UP", "LOW", "HIGH_END", "place", "given")
    assert [name for name in names if not _defines(text, name)] == ["USED_UP"]


def test_the_citation_is_of_this_version_and_has_what_the_format_asks_for():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert set(cited) <= {*_CITED, "version", "license"}
    assert (cited["cff-version"], cited["type"]) == ("1.2.0", "software")
    assert (
        (cited["version"], cited["license"])
        == (project["version"], project["license"])
        == (__version__, "EUPL-1.2")
    )
    assert all(
        set(author) <= {"name", "family-names", "given-names", "affiliation"} for author in cited["authors"]
    )


_CITED = {"cff-version", "message", "title", "authors", "abstract", "type", "keywords"}


def test_what_runs_before_a_commit_is_make_check_and_comes_from_nowhere_else():
    told = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in told["repos"]] == ["local"]
    [hook] = told["repos"][0]["hooks"]
    assert hook["entry"] == "make check"
