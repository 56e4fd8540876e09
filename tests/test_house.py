"""What keeps the house one: no circle of imports, no private name of another module, no words listed twice, and
nothing too long to follow."""

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from io import StringIO
from itertools import combinations
from pathlib import Path

import pytest

import monitorlib
from monitorlib.pages import RECOGNISED
from monitorlib.sessions import meetings
from monitorlib.sessions.fields import WORDS

PACKAGE = Path(monitorlib.__file__).parent


def _name(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache  # not at import: each worker imports every file of tests, and one runs this one
def _modules() -> dict[str, ast.Module]:
    """The syntax of every module, by its name."""
    return {
        _name(file): ast.parse(file.read_text(encoding="utf-8")) for file in sorted(PACKAGE.rglob("*.py"))
    }


def _imported(tree: ast.AST) -> Iterator[str]:
    """The modules of ours that a module imports, wherever it does so: at its top, in a function, for types."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("monitorlib"):
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield inside if inside in _modules() else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in _modules())


def _circles(imports: dict[str, set[str]]) -> list[str]:
    """Modules that come back to themselves by way of others."""

    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(imports[start])
        while waiting:
            module = waiting.pop()
            if module not in seen:
                seen.add(module)
                waiting += imports.get(module, ())
        return seen

    return [module for module in imports if module in reach(module)]


def test_a_circle_is_seen():
    assert _circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == ["a", "b", "c"]


def test_no_module_imports_itself_by_way_of_others():
    assert _circles({name: set(_imported(tree)) - {name} for name, tree in _modules().items()}) == []


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_no_module_uses_a_private_name_of_another():
    for name, tree in _modules().items():
        ours: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("monitorlib"):
                private = [each.name for each in node.names if _is_private(each.name)]
                assert not private, f"{name} imports {private} of {node.module}"
                modules = [each for each in node.names if f"{node.module}.{each.name}" in _modules()]
                ours |= {each.asname or each.name for each in modules}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ours:
                assert not _is_private(node.attr), f"{name}: {node.value.id}.{node.attr}"


def _words(node: ast.AST) -> tuple[str, ...] | None:
    """Both languages of a Text that is written out."""
    is_text = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text" and len(node.args) == 2
    if not is_text or not all(isinstance(each, ast.Constant) for each in node.args):
        return None
    return tuple(each.value for each in node.args)


def _lists(tree: ast.AST) -> Iterator[set]:
    """Each list of three or more texts that is written out, with their codes where it has them."""
    for node in ast.walk(tree):
        found = set()
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found = {(k.value, _words(v)) for k, v in pairs if isinstance(k, ast.Constant) and _words(v)}
        elif isinstance(node, (ast.Tuple, ast.List)):
            found = {("", _words(each)) for each in node.elts if _words(each)}
        if len(found) >= 3:
            yield found


def test_a_list_of_words_stands_in_one_place():
    lists = [(name, found) for name, tree in _modules().items() for found in _lists(tree)]
    assert len(lists) > 20
    for (one, words_of_one), (other, words_of_other) in combinations(lists, 2):
        assert one == other or len(words_of_one & words_of_other) < 3, (
            f"{one} and {other} hold the same words"
        )


LONGEST_MODULE = 300  # lines: one subject, on a few screens
LONGEST_FUNCTION = 40  # lines of code, its signature and no docstring counted


def _too_long(file: Path) -> Iterator[str]:
    """What in a module is longer than somebody follows aloud: the module itself, or a function."""
    text = file.read_text(encoding="utf-8")
    if len(text.splitlines()) > LONGEST_MODULE:
        yield f"{file.name}: {len(text.splitlines())} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = _lines(node) - (_lines(node.body[0]) if ast.get_docstring(node) is not None else 0)
            if lines > LONGEST_FUNCTION:
                yield f"{file.name}: {node.name}, {lines} lines"


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_and_no_function_is_too_long_to_follow():
    found = [told for file in sorted(PACKAGE.rglob("*.py")) for told in _too_long(file)]
    assert not found, found


@pytest.mark.parametrize(("lines", "long"), [(LONGEST_FUNCTION, False), (LONGEST_FUNCTION + 1, True)])
def test_a_function_is_too_long_by_its_code_alone(tmp_path, lines, long):
    file = tmp_path / "m.py"
    body = ['    """What it does,', "", '    at length."""', *["    a = 1"] * (lines - 1)]
    file.write_text("\n".join(["def f():", *body]), encoding="utf-8")
    assert bool([*_too_long(file)]) == long


@pytest.mark.parametrize(("lines", "long"), [(LONGEST_MODULE, False), (LONGEST_MODULE + 1, True)])
def test_a_module_is_too_long_by_all_its_lines(tmp_path, lines, long):
    file = tmp_path / "m.py"
    file.write_text("A = 1\n" * lines, encoding="utf-8")
    assert bool([*_too_long(file)]) == long


def test_what_a_team_can_choose_has_a_word_for_each_code():
    assert tuple(meetings.EXPECTED) == WORDS["topic"]["expected"]
    assert tuple(meetings.KINDS) == WORDS["action"]["kind"]
    assert tuple(RECOGNISED) == WORDS["topic"]["recognised"] == WORDS["action"]["in_our_hands"]


# --- what comments and docstrings name

_EXAMPLE = ("...", ">>>")  # a variable of an example may be called as a room is


def _remarks(file: Path) -> Iterator[str]:
    """The docstrings and comments of a module, without examples."""
    text = file.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (ast.get_docstring(node) or "").splitlines()
            yield "\n".join(line for line in lines if not line.strip().startswith(_EXAMPLE))
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def _defined(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """What a module or a class defines, and what a module imports, by name."""
    found: dict[str, ast.stmt] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name: node for alias in node.names}
        else:
            targets = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
            found |= {each.id: node for each in targets if isinstance(each.ctx, ast.Store)}
    return found


def _is_there(name: str) -> bool:
    """Whether a dotted name is a module of ours, something in it, or something of a class in it."""
    parts = ["monitorlib", *name.split(".")]
    module = next(".".join(parts[:n]) for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in _modules())
    body, rest = _modules()[module].body, parts[module.count(".") + 1 :]
    for part in rest:
        found = _defined(body).get(part)
        if found is None:
            return False
        body = found.body if isinstance(found, ast.ClassDef) else []
    return True


def _dangling(file: Path) -> list[str]:
    """The modules and files that a module's remarks name and that are not there."""
    rooms = "|".join(sorted({name.split(".")[1] for name in _modules() if "." in name}))
    dotted = re.compile(rf"(?<![\w./])(?:monitorlib\.)?((?:{rooms})(?:\.\w+)+)(?![\w/])")
    path = re.compile(r"(?<![\w./-])((?:\w+/)*\w+\.py)\b")
    found = []
    for remark in _remarks(file):
        names = [name for name in dotted.findall(remark) if not name.endswith(_FILES)]
        found += [name for name in names if not _is_there(name)]
        near = (file.parent, PACKAGE, PACKAGE.parent)
        found += [p for p in path.findall(remark) if not any((place / p).is_file() for place in near)]
    return found


_FILES = (".toml", ".css", ".py", ".sqlite")


def test_a_name_that_is_not_there_is_seen(tmp_path):
    file = tmp_path / "told.py"
    told = "`disclosure.rules.choose_table`, disclosure.rules, `released.content.Row.counts`, statistics/exact.py"
    gone = "`disclosure.few`, `disclosure.rules.chosen`, `released.content.Row.cells`, gone.py"
    file.write_text(f'"""{told}"""\n# {gone}\n', encoding="utf-8")
    assert _dangling(file) == [
        "disclosure.few",
        "disclosure.rules.chosen",
        "released.content.Row.cells",
        "gone.py",
    ]


def test_what_a_comment_or_a_docstring_names_is_there():
    found = {_name(file): _dangling(file) for file in sorted(PACKAGE.rglob("*.py"))}
    assert {name: told for name, told in found.items() if told} == {}


# --- what the documentation names

ROOT = PACKAGE.parent
HISTORY = {"decisions.md", "CHANGELOG.md"}  # name what there was then
# of these rooms every module stands in a table of docs/architecture.md
IN_TABLES = {
    *("disclosure", "released", "release", "explanations", "runs"),
    *("wording", "figures", "reports", "widgets"),
}


def _dotted(line: str) -> Iterator[str]:
    """The dotted names of ours in a line; `.card` after `widgets.steps.overview` is `widgets.steps.card`."""
    rooms, before = {name.split(".")[1] for name in _modules() if "." in name}, ""
    for name in re.findall(r"`(?:monitorlib\.)?([.\w]+)`", line):
        if name.startswith(".") and before:
            name = f"{before.rpartition('.')[0]}{name}"
        if name.split(".")[0] in rooms and "." in name and not name.endswith(_FILES):
            before = name
            yield name


def test_a_name_in_short_is_that_of_a_neighbour():
    line = "| `widgets.steps.overview`, `.card` | of `recognise`: `workspace.toml`, `pages` |"
    assert [*_dotted(line)] == ["widgets.steps.overview", "widgets.steps.card"]
    assert not _is_there("widgets.steps.cards") and _is_there("widgets.steps.card")


def test_what_the_documentation_names_is_there():
    pages = (page for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")) if page.name not in HISTORY)
    gone = {
        f"{page.name}: {name}"
        for page in pages
        for line in page.read_text(encoding="utf-8").splitlines()
        for name in _dotted(line)
        if not _is_there(name)
    }
    assert gone == set()


def test_every_module_stands_in_a_table_of_the_architecture():
    lines = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()
    told = {f"monitorlib.{name}" for line in lines if line.startswith("|") for name in _dotted(line)}
    folders = {name.rpartition(".")[0] for name in _modules()}
    single = "monitorlib.explanations.checks"  # a file a check: the registry lists them
    wanted = {name for name in _modules() if {*name.split(".")[1:2]} & IN_TABLES and name not in folders}
    assert {name for name in wanted if not name.startswith(f"{single}.")} - told == set()
