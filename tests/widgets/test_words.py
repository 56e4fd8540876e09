"""The words of the page: two languages, short sentences, and no words that a team stumbles over."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import monitorlib.widgets
from monitorlib.widgets.steps import STEPS

FILES = sorted(Path(monitorlib.widgets.__file__).parent.rglob("*.py"))
LONGEST_SENTENCE = 18  # words; B1 texts stay near 15
FORBIDDEN = re.compile(r"significan|p-waarde|correlati|p-value|regressie|betrouwbaarheidsinterval", re.I)
TECHNICAL = {"P_CLASS", "NOT", "DETAILS"}  # stand under "Technische details"


def _texts(file: Path) -> list[tuple[str, str, str]]:
    """Each Text that is written in a file: the name that it is assigned to, its Dutch, its English."""
    found = []
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        name = getattr(statement.targets[0], "id", "") if isinstance(statement, ast.Assign) else ""
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text":
                parts = [*node.args, *(keyword.value for keyword in node.keywords)]
                found.append((name, *("".join(_strings(part)) for part in parts)))
    return found


def _strings(node: ast.AST) -> list[str]:
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


@cache  # not at import: each worker imports every file of tests, and one runs this one
def _written() -> list[tuple[str, ...]]:
    """Each Text of every file, with the name of the file."""
    return [(file.name, *text) for file in FILES for text in _texts(file)]


def test_every_text_has_both_languages():
    assert len(_written()) > 100
    assert [text for text in _written() if len(text) != 4 or not text[2].strip() or not text[3].strip()] == []


def test_both_languages_fill_the_same_names():
    names = [
        (set(re.findall(r"{(\w+)}", nl)), set(re.findall(r"{(\w+)}", en))) for _f, _n, nl, en in _written()
    ]
    assert [each for each in names if each[0] != each[1]] == []


def test_sentences_are_short():
    sentences = [s for _file, _name, nl, _en in _written() for s in re.split(r"(?<=[.?!:;])\s+", nl)]
    assert [s for s in sentences if len(s.split()) > LONGEST_SENTENCE] == []


def test_no_word_of_statistics_stands_outside_the_technical_details():
    found = [t for t in _written() if FORBIDDEN.search(" ".join(t[2:])) and t[1] not in TECHNICAL]
    assert found == []


@pytest.mark.parametrize("number", range(1, 9))
def test_an_english_page_holds_no_dutch_and_the_words_of_statistics_are_folded_away(browser, number):
    browser.do("language", value="en").reveal().step(number)
    dutch = [nl for _f, _n, nl, en in _written() if nl != en and len(nl) > 14 and "{" not in nl]
    assert [nl for nl in dutch if nl in browser.html] == []
    plain = re.sub(r"<details.*?</details>", "", browser.html, flags=re.S)
    assert FORBIDDEN.search(plain) is None
    assert STEPS[number - 1].name.en in browser.html
