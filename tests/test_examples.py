"""Each verb of the public face says all of itself, and its example runs as it stands, on the demo."""

import doctest
import inspect
import shutil

import pytest
from griffe import Docstring, DocstringSectionKind

import monitorlib as ml
from monitorlib.foundation.files import shipped

VERBS = [*ml._VERBS]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture(scope="module")
def beside_the_demo(demo, tmp_path_factory):
    """A folder with a copy of the demo's workspace (`demo`) and an export (`export.csv`), as the examples say."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(demo.path, folder / "demo")
    export = shipped("data") / "demo" / "VERZONNEN_regimaat_zrm.csv"
    shutil.copyfile(export, folder / "export.csv")
    return folder


def _parameters(verb) -> list[str]:
    stars = {inspect.Parameter.VAR_KEYWORD: "**", inspect.Parameter.VAR_POSITIONAL: "*"}
    return [stars.get(each.kind, "") + name for name, each in inspect.signature(verb).parameters.items()]


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_tells_each_parameter_what_it_returns_and_an_example(name):
    verb = getattr(ml, name)
    sections = {
        each.kind: each for each in Docstring(inspect.getdoc(verb) or "").parse("numpy", warnings=False)
    }
    told = sections[DocstringSectionKind.parameters].value
    assert [each.name for each in told] == _parameters(verb)
    assert all(each.description for each in told)
    assert sections[DocstringSectionKind.returns].value[0].description
    assert DocstringSectionKind.examples in sections
    assert len(inspect.getdoc(verb).splitlines()[0]) > 20


@pytest.mark.parametrize("name", VERBS)
def test_the_example_of_a_verb_runs(name, beside_the_demo, monkeypatch):
    monkeypatch.chdir(beside_the_demo)
    monkeypatch.delenv("MONITOR_WORKSPACE", raising=False)
    [example] = doctest.DocTestFinder(recurse=False).find(inspect.unwrap(getattr(ml, name)), name, globs={})
    assert any(f"ml.{name}" in each.source for each in example.examples)
    told: list[str] = []
    ran = doctest.DocTestRunner(optionflags=OPTIONS).run(example, out=told.append)
    assert not ran.failed, "".join(told)
