"""The room in which cards of own notebooks are made to leave: a process of its own that holds no row of anybody.

Of a notebook only the cells tagged `kaart` come in, with its plain parameters; of the data only `cijfers`, the
figures that the release tells. So a card is worked out from words of the analyst and released figures, whatever
the rest of the notebook did. It guards against mistakes, not against an analyst who wants to get around it: who
can write in the workspace can read all of it anyway.
"""

import ast
import builtins
import multiprocessing
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.released import Card, Content
from monitorlib.workspace.cells import CARD, CardCells
from monitorlib.workspace.notebooks import GIVEN

if TYPE_CHECKING:
    import pandas as pd

    from monitorlib.figures.look import Picture
    from monitorlib.release.cards import MadeCard
    from monitorlib.release.tables import Released

SECONDS = 60
PLAIN = (
    *(
        "abs",
        "all",
        "any",
        "bool",
        "dict",
        "enumerate",
        "filter",
        "float",
        "int",
        "len",
        "list",
        "map",
        "max",
    ),
    *("min", "range", "reversed", "round", "set", "sorted", "str", "sum", "tuple", "zip"),
)
VERBS = ("release_table", "release_picture", "release_card", "class_colours")
_GIVEN = ("cijfers", "language", "ml", "sns", "team", "period", "seed")
_FORBIDDEN = {"format", "format_map", "eval", "query", "pipe", "savefig", "load_dataset"}
_FILES = (
    "to_csv",
    "to_excel",
    "to_json",
    "to_parquet",
    "to_pickle",
    "to_sql",
    "to_feather",
    "to_hdf",
    "to_stata",
)


@dataclass(frozen=True)
class Drawn:
    """A card that may leave, with the SVG and the alt text of each variant in each language."""

    card: Card
    pictures: dict[tuple[int, str], tuple[str, str]]


def make_cards(notebooks: list[CardCells], content: Content, seconds: float = SECONDS) -> list[Drawn]:
    """The cards of these notebooks for what a release tells, those left out that have nothing to tell.

    UserError: a cell uses what is not in the room, fails, takes too long, or makes no card; nothing is made then.
    """
    problems = [problem for each in notebooks for problem in cell_problems(each)]
    if problems:
        raise UserError(problems, _NEXT)
    if not notebooks:
        return []
    context: Any = multiprocessing.get_context(_start_method())
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_make_and_send, args=(there, notebooks, content), daemon=True)
    process.start()
    there.close()
    try:
        made = here.recv() if here.poll(seconds) else _took_too_long(seconds)
    except EOFError:
        made = UserError(_ENDED, _NEXT)
    finally:
        process.kill()
        process.join()
        here.close()
    if isinstance(made, UserError):
        raise made
    return made


def _start_method() -> str:
    """Forked from a server that holds no rows where the system can do that; else begun anew."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return "spawn"
    multiprocessing.get_context("forkserver").set_forkserver_preload(["monitorlib.release.cards", "seaborn"])
    return "forkserver"


def cell_problems(notebook: CardCells) -> Iterator[Text]:
    """What in the cells of a card is not in the room, each with its notebook."""
    try:
        tree = ast.parse("\n".join(notebook.cells))
    except SyntaxError as error:
        yield _said(
            notebook,
            Text(f"regel {error.lineno} is geen geldig Python", f"line {error.lineno} is no valid Python"),
        )
        return
    known = {*PLAIN, *_GIVEN, "print", *notebook.parameters} - {"workspace"}
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    stored |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    stored |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield _said(notebook, Text("zet import in een eerdere cel", "put import in an earlier cell"))
        elif (
            isinstance(node, ast.Name)
            and node.id.startswith("__")
            or isinstance(node, ast.Name)
            and node.id not in known | stored
        ):
            yield _unknown(notebook, node.id)
        elif isinstance(node, ast.Attribute) and _is_forbidden(node.attr):
            yield _unknown(notebook, f".{node.attr}")


def _is_forbidden(name: str) -> bool:
    return name.startswith("_") or name in _FORBIDDEN or name in _FILES


def _unknown(notebook: CardCells, name: str) -> Text:
    told = Text(
        f"'{name}' is er bij de deur niet: een kaart rust alleen op de vrijgave (cijfers) en op gewone parameters",
        f"'{name}' is not there at the door: a card rests on the release (cijfers) and on plain parameters only",
    )
    return _said(notebook, told)


def _said(notebook: CardCells, told: Text) -> Text:
    nl, en = (f"{notebook.name}, {word} '{CARD}': " for word in ("cel", "cell"))
    return Text(f"{nl}{told.nl}.", f"{en}{told.en}.")


def _took_too_long(seconds: float) -> UserError:
    return UserError(
        Text(
            f"De cellen '{CARD}' waren na {seconds:.0f} seconden niet klaar.",
            f"The cells '{CARD}' were not ready after {seconds:.0f} seconds.",
        ),
        _NEXT,
    )


# --- in the room


def _make_and_send(there: Connection, notebooks: list[CardCells], content: Content) -> None:
    try:
        made: object = [each for notebook in notebooks for each in _of_notebook(notebook, content)]
    except UserError as error:
        made = error
    there.send(made)
    there.close()


def _of_notebook(notebook: CardCells, content: Content) -> Iterator[Drawn]:
    from monitorlib.release.cards import in_both_languages

    per_language = {language: _run(notebook, content, language) for language in LANGUAGES}
    counts = {len(made) for made in per_language.values()}
    if counts == {0} or len(counts) > 1:
        raise UserError(_said(notebook, Text("roep ml.release_card aan", "call ml.release_card")), _NEXT)
    for number, made in enumerate(zip(*per_language.values(), strict=True)):
        name = re.sub(r"[^\w.-]+", "-", notebook.name).strip("-.") + (f"-{number + 1}" if number else "")
        try:
            card = in_both_languages(made[0], made[1], name)
        except UserError as error:
            raise UserError([_said(notebook, each) for each in error.problems], _NEXT) from None
        if any(row.n is not None for variant in card.variants for row in variant.rows):
            pictures = {
                (at, language): (picture.svg, picture.alt_text)
                for language, each in zip(LANGUAGES, made, strict=True)
                for at, picture in enumerate(each.pictures)
            }
            yield Drawn(card, pictures)


def _run(notebook: CardCells, content: Content, language: str) -> list[Any]:
    """The cards that the cells make in one language."""
    made: list[Any] = []
    names = _names(notebook, content, language, made.append)
    for cell in notebook.cells:
        try:
            with warnings.catch_warnings(action="ignore", category=UserWarning):  # of a legend without bars
                exec(compile(cell, f"<{notebook.name}>", "exec"), names)
        except UserError as error:
            raise UserError([_said(notebook, each) for each in error.problems], error.next_step) from None
        except Exception as error:  # noqa: BLE001 (whatever an analyst's cell raises)
            told = f"{type(error).__name__}: {error}"[:200]  # no row is here that it could tell of
            raise UserError(_said(notebook, Text(told, told)), _NEXT) from None
    return made


def _names(notebook: CardCells, content: Content, language: str, keep: Callable[..., Any]) -> dict[str, Any]:
    """All that a cell can see."""
    import seaborn

    from monitorlib.release.card_pictures import class_colours, release_picture
    from monitorlib.release.cards import release_card
    from monitorlib.release.tables import release_table
    from monitorlib.release.told_figures import figures_of

    def kept_card(*tables: Any, **words: Any) -> "MadeCard":
        card = release_card(*tables, **{**words, "language": language})
        keep(card)
        return card

    def table_of(figures: "pd.DataFrame", groups: Any = None, **_given: Any) -> "Released":
        return release_table(figures, groups=groups, language=language)

    def picture_of(table: "Released", draw: Any = None, **_given: Any) -> "Picture":
        return release_picture(table, draw, language)

    verbs = zip(VERBS, (table_of, picture_of, kept_card, class_colours), strict=True)
    plots = {
        name: each for name, each in vars(seaborn).items() if callable(each) and not name.startswith("_")
    }
    parameters = {name: value for name, value in notebook.parameters.items() if name not in GIVEN}
    return {
        **parameters,
        "team": content.team,
        "period": content.period.id,
        "seed": content.seed,
        "language": language,
        "cijfers": figures_of(content, language),
        "ml": SimpleNamespace(**dict(verbs), Text=Text),
        "sns": SimpleNamespace(**plots),
        "__builtins__": {name: getattr(builtins, name) for name in PLAIN} | {"print": lambda *_, **__: None},
    }


_ENDED = Text(
    f"De cellen '{CARD}' stopten zonder kaart.",
    f"The cells '{CARD}' ended without a card.",
)
_NEXT = Text("Er is niets vrijgegeven. Zie docs/analist.md.", "Nothing was released. See docs/analist.md.")
