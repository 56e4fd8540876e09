"""Puts the documentation site together (a hook of MkDocs; see mkdocs.yml).

The pages keep the places that they have in the repository, so a link that works there works here. What a page
links to and is no page (a data file, a licence) travels along. The reference is made from the code each time:
commands from the command line, functions from the public face, tables from `tables`, releases from
`release.fields_of`, and the decisions by subject.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # this checkout's package, whichever one is installed

PAGES = ("README.md", "GLOSSARY.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
FOLDERS = ("docs", "findings", "data", "deploy")
FRONT = "docs/welkom.md"  # for whoever comes new, in Dutch; README is for developers
# the look of the meeting's page, and room for tables; long lines of code and of output go on below, and only a
# drawing scrolls
STYLE = """
:root { --md-primary-fg-color: #1f4e79; --md-primary-fg-color--dark: #163a5a; --md-accent-fg-color: #1f4e79; }
.md-grid { max-width: 78rem; }
.md-typeset pre > code { white-space: pre-wrap; overflow-wrap: break-word; }
.md-typeset .drawing pre > code { white-space: pre; font-size: .55rem; }
.md-typeset table:not([class]) th, .md-typeset table:not([class]) td { min-width: 0; padding: .5em .7em; }
.md-typeset table code { word-break: normal; overflow-wrap: normal; }
"""
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_WORDS = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s]+)(#[^)]*)?\)")
_PICTURE = re.compile(r"(?m)^!\[([^\]]*)\]\(([^)\s]+)\)$")
_BLOCK = re.compile(r"<div class=\"(?:[\w-]+ )?highlight\">.*?</div>", re.DOTALL)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Leave out of the menu what is not written (yet), and put the rest of docs/ under its last heading."""
    there = {file.relative_to(ROOT).as_posix() for file in _pages()}
    made = {f"reference/{name}.md" for name in MADE}
    config.nav = _kept(config.nav, there | made)
    config.extra_css.append("assets/monitor.css")
    named = set(_named(config.nav))
    rest = sorted(name for name in there - named if name.startswith("docs/"))
    if rest:
        config.nav.append({"Meer": rest})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The pages of the repository, what they link to, and the reference."""
    own = [file for file in files if not file.src_uri.endswith((".md", ".py", ".pyc"))]
    together = Files([file for file in own if not (Path(config.docs_dir) / file.src_uri).is_file()])
    pages = list(_pages())
    for path in [*pages, *_linked(pages)]:
        together.append(_placed(config, path.relative_to(ROOT).as_posix(), str(path)))
    together.append(File.generated(config, "assets/monitor.css", content=STYLE))
    for name, make in MADE.items():
        together.append(File.generated(config, f"reference/{name}.md", content=make()))
    return together


def _placed(config: MkDocsConfig, name: str, path: str) -> File:
    """A file at the place that it has in the repository; the front page at the front."""
    file = File.generated(config, name, abs_src_path=path)
    if name == FRONT:
        file.name, file.dest_uri = "index", "index.html"
    elif name == "README.md":
        file.name, file.dest_uri = "README", "README.html"
    return file


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, **_more: Any) -> str:
    """Links in words: a page by its name in the menu, a folder (for which a site has no page) as words.

    A picture leads to itself, so that it can be seen as large as it is.
    """
    here = (ROOT / page.file.src_uri).parent
    names = dict(_titles(config.nav))

    def words(link: re.Match[str]) -> str:
        told, target, place = link[1], link[2], link[3] or ""
        if "://" in target:
            return link[0]
        path = (here / target).resolve()
        if path.is_dir():
            return f"{told} (`{target.removeprefix('../')}`)"
        name = names.get(path.relative_to(ROOT).as_posix()) if path.is_relative_to(ROOT) else None
        return f"[{name}]({target}{place})" if name and told.endswith(path.name) else link[0]

    return _PICTURE.sub(r"[![\1](\2)](\2)", _WORDS.sub(words, markdown))


def on_page_content(html: str, page: Any, config: MkDocsConfig, **_more: Any) -> str:
    """Drawings made of text keep their lines, and a page in English says so to a screen reader."""

    def drawn(block: re.Match[str]) -> str:
        return f'<div class="drawing">{block[0]}</div>' if set("─│║▼►══") & set(block[0]) else block[0]

    html = _BLOCK.sub(drawn, html)
    return f'<div lang="en">{html}</div>' if page.file.src_uri in _english(config.nav) else html


def _english(nav: Any) -> set[str]:
    """The pages below "For developers", and those that say it in their name."""
    below = {place for entry in nav for place in _named(entry.get("For developers", []))}
    return below | {place for place, name in _titles(nav) if "in English" in name}


def _pages() -> Iterator[Path]:
    yield from (ROOT / name for name in PAGES if (ROOT / name).is_file())
    for folder in FOLDERS:
        yield from sorted(file for file in (ROOT / folder).glob("*.md"))


def _linked(pages: list[Path]) -> list[Path]:
    """The files of the repository that these pages show or link to and that are no pages."""
    found = set()
    for page in pages:
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            path = (page.parent / target).resolve()
            if path.is_file() and path.suffix != ".md" and path.is_relative_to(ROOT):
                found.add(path)
    return sorted(found)


def _kept(nav: Any, there: set[str]) -> Any:
    """The menu without the pages that are not there."""
    if isinstance(nav, list):
        return [each for each in (_kept(entry, there) for entry in nav) if each]
    if isinstance(nav, dict):
        return {name: kept for name, entry in nav.items() if (kept := _kept(entry, there))}
    return nav if nav in there else None


def _named(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    else:
        for entry in nav.values() if isinstance(nav, dict) else nav:
            yield from _named(entry)


def _titles(nav: Any) -> Iterator[tuple[str, str]]:
    """Each page of the menu with its name there."""
    for entry in nav if isinstance(nav, list) else [nav]:
        for name, below in entry.items() if isinstance(entry, dict) else ():
            if isinstance(below, str):
                yield below, name
            else:
                yield from _titles(below)


def commands(language: str) -> str:
    """Every command with its options, from the command line itself."""
    from monitorlib.cli.app import build_app
    from monitorlib.cli.frame import in_language
    from monitorlib.cli.story import story

    root = in_language(build_app(language), language)
    title = {"nl": "Opdrachten", "en": "Commands"}[language]
    lines = [f"# {title}", "", "```text", *story(language), "```", "", *_options(root, language)]
    for path, command in _below(root):
        lines += ["", f"## monitor {path}", "", _plain(command.help or ""), "", *_options(command, language)]
    return "\n".join(lines) + "\n"


def _below(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, child in getattr(command, "commands", {}).items():
        yield f"{path} {name}".strip(), child
        yield from _below(child, f"{path} {name}".strip())


def _options(command: Any, language: str) -> list[str]:
    needed = {"nl": "**verplicht**", "en": "**required**"}[language]
    rows = [
        f"| `{_typed(p)}` | {needed + ' ' if p.required else ''}{_plain(p.help or '')} |"
        for p in command.params
    ]
    return ["| | |", "|---|---|", *rows] if rows else []


def _typed(param: Any) -> str:
    """What one types; a bar would end the cell of the table."""
    names = param.opts if param.param_type_name == "option" else ()
    return " ".join([*names, param.metavar or ""]).strip().replace("|", "/")


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def functions() -> str:
    """The public face: a heading for each verb, its text by mkdocstrings."""
    import monitorlib

    lines = ["# Functions", "", "`import monitorlib as ml`: the verbs, in the order of the flow.", ""]
    for name, room in monitorlib._VERBS.items():
        lines += [f"::: {_home(room, name)}", ""]
    return "\n".join(lines)


def _home(room: str, name: str) -> str:
    """Where a verb is written, behind the room that hands it on."""
    from importlib import import_module

    found = getattr(import_module(room), name)
    return f"{found.__module__}.{found.__name__}"


def tables() -> str:
    """The tables of the contract."""
    from monitorlib import tables as contract

    found = [each for each in vars(contract).values() if isinstance(each, contract.Table)]
    lines = ["# Tabellen", "", "Een tabel gaat erin, een nieuwe komt eruit (`monitorlib/tables.py`).", ""]
    for table in found:
        lines += [f"## {table.name}", "", f"Sleutel: {', '.join(f'`{name}`' for name in table.key)}.", ""]
        lines += ["| kolom | soort | mag leeg | waarden |", "|---|---|---|---|"]
        for column in table.columns:
            allowed = ", ".join(f"`{word}`" for word in column.allowed or ())
            lines.append(
                f"| `{column.name}` | {column.kind} | {'ja' if column.nullable else ''} | {allowed} |"
            )
        lines.append("")
    return "\n".join(lines)


def release() -> str:
    """Every released field, and whose rows stand behind it."""
    from monitorlib.release.fields_of import FIELDS
    from monitorlib.released import content as released

    lines = [
        "# What a release holds",
        "",
        "Each field, and whose rows stand behind it (`release/fields_of.py`).",
    ]
    for name, sources in FIELDS.items():
        kind = getattr(released, name, None)
        lines += ["", f"## {name}", "", inspect.cleandoc(kind.__doc__ or "") if kind else ""]
        types = {field.name: str(field.type) for field in fields(kind)} if kind else {}
        lines += ["", "| field | holds | made of |", "|---|---|---|"]
        for field, behind in sources.items():
            told = "; ".join(sorted(source.value for source in behind))
            lines.append(f"| `{field}` | `{_type(types.get(field, ''))}` | {told} |")
    return "\n".join(lines) + "\n"


def _type(text: str) -> str:
    plain = re.sub(r"<class '(?:[\w.]+\.)?(\w+)'>", r"\1", text).replace("monitorlib.released.content.", "")
    return plain.replace("monitorlib.foundation.texts.", "").replace("|", "or")


def decisions() -> str:
    """The decisions by subject."""
    sys.path.insert(0, str(ROOT / "docs"))
    from decisions_index import as_page

    return as_page(ROOT / "docs" / "decisions.md")


MADE = {
    "opdrachten": lambda: commands("nl"),
    "commands": lambda: commands("en"),
    "functions": functions,
    "tables": tables,
    "release": release,
    "decisions": decisions,
}
