"""What there is to know of the workspace's notebooks after a run: which did not run, which show people."""

from collections.abc import Iterable

from monitorlib.cli.speaking import Speaker
from monitorlib.cli.wishes import Wish
from monitorlib.release.read import team_folder_name
from monitorlib.texts import Text, as_typed
from monitorlib.workspace import Workspace
from monitorlib.workspace.cells import as_it_was_given, shows_people
from monitorlib.workspace.notebooks import own_notebooks, scratch_notebooks


def tell_of_notebooks(say: Speaker, place: Workspace, wishes: Iterable[Wish]) -> None:
    """A line a notebook that is a scratch pad, whose card nobody wrote yet, or that showed rows of residents."""
    for notebook in scratch_notebooks(place):
        say(_SCRATCH, name=notebook.name)
    for notebook in own_notebooks(place):
        if as_it_was_given(notebook):
            say(_NOT_WRITTEN, name=notebook.stem, place=as_typed(place.path))
        outputs = (place.runs / team_folder_name(w.team) / w.period / notebook.name for w in wishes)
        if any(shows_people(output) for output in outputs if output.is_file()):
            say(_ROWS_SHOWN, name=notebook.stem, folder=place.runs)


_ROWS_SHOWN = Text(
    "Notebook {name} laat regels van inwoners zien. De uitvoer blijft binnen de muur, in {folder}: stuur die niet "
    "door.",
    "Notebook {name} shows rows of residents. Its output stays inside the wall, in {folder}: do not pass it on.",
)
_NOT_WRITTEN = Text(
    "De kaart van notebook {name} is nog het voorbeeld en gaat niet naar het team. Schrijf hem in de cellen met "
    "het label kaart: monitor lab --workspace {place}",
    "The card of notebook {name} is still the example and does not go to the team. Write it in the cells tagged "
    "kaart: monitor lab --workspace {place}",
)
_SCRATCH = Text(
    "{name} heeft geen cel 'parameters' en draaide niet mee.",
    "{name} has no cell 'parameters' and did not run.",
)
