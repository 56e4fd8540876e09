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
# the look of the meeting's page, and room for tables
STYLE = """
:root { --md-primary-fg-color: #1f4e79; --md-primary-fg-color--dark: #163a5a; --md-accent-fg-color: #1f4e79; }
.md-grid { max-width: 78rem; }
"""
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


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
        together.append(File.generated(config, path.relative_to(ROOT).as_posix(), abs_src_path=str(path)))
    together.append(File.generated(config, "assets/monitor.css", content=STYLE))
    for name, make in MADE.items():
        together.append(File.generated(config, f"reference/{name}.md", content=make()))
    return together


def on_page_markdown(markdown: str, page: Any, **_more: Any) -> str:
    """Links to a folder of the repository become words: a site has no page for it."""
    here = (ROOT / page.file.src_uri).parent

    def words(link: re.Match[str]) -> str:
        is_folder = "://" not in link[2] and (here / link[2]).is_dir()
        return f"{link[1]} (`{link[2].removeprefix('../')}`)" if is_folder else link[0]

    return re.sub(r"\[([^\]]+)\]\(([^)#\s]+)\)", words, markdown)


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
