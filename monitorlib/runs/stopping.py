"""Every way in which a notebook can stop, each with its own sentence that names notebook and cell."""

from pathlib import Path

from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.texts import Text

_EARLY = "SystemExit"
_MEMORY = "MemoryError"


class StoppedError(UserError):
    """A notebook that did not come to its end, or came to it without what it is for.

    `notebook` is its name, `cell` the number that JupyterLab writes beside the cell where it stopped, None where
    that was in no cell; `why` says why in a few words, for a table.
    """

    def __init__(self, notebook: str, cell: int | None, why: Text, next_step: Text | None = None) -> None:
        self.notebook, self.cell, self.why = notebook, cell, why
        place = Text("", "") if cell is None else Text(f" bij cel [{cell}]", f" at cell [{cell}]")
        told = Text(
            f"Notebook {notebook} stopte{place.nl}{_joined(why.nl)}",
            f"Notebook {notebook} stopped{place.en}{_joined(why.en)}",
        )
        super().__init__(told, next_step)

    def __reduce__(self) -> tuple:
        return type(self), (self.notebook, self.cell, self.why, self.next_step)


def _joined(why: str) -> str:
    return f" {why}." if why.startswith("(") else f": {why}"


def look_in(output: Path) -> Text:
    """Where the half-run notebook is."""
    return Text(f"Kijk in {output} wat er gebeurde.", f"Look in {output} for what happened.")


def by_exception(notebook: str, cell: int | None, name: str, told: str, output: Path) -> StoppedError:
    """A cell raised an exception: of a UserError its words, which never hold a resident's value, else its name."""
    if name == _EARLY:
        return ended_early(notebook, cell)
    if name == _MEMORY:
        return out_of_memory(notebook, cell)
    why = Text(told, told) if name == "UserError" else Text(f"({name})", f"({name})")
    return StoppedError(notebook, cell, why, look_in(output))


def ended_early(notebook: str, cell: int | None) -> StoppedError:
    """A cell called `sys.exit()`, `exit` or `quit`."""
    return StoppedError(
        notebook,
        cell,
        Text("die cel beëindigt het notebook (sys.exit).", "that cell ends the notebook (sys.exit)."),
        Text("Haal sys.exit(), exit of quit uit die cel.", "Take sys.exit(), exit or quit out of that cell."),
    )


def took_too_long(notebook: str, cell: int | None, seconds: float) -> StoppedError:
    """A cell was not done in time."""
    return StoppedError(
        notebook,
        cell,
        Text(
            f"die cel was na {seconds:g} seconden niet klaar.",
            f"that cell was not done after {seconds:g} seconds.",
        ),
        Text(
            "Staat er een lus in die niet eindigt? Geef anders meer tijd: --timeout SECONDEN.",
            "Does it hold a loop that does not end? Otherwise allow more time: --timeout SECONDS.",
        ),
    )


def out_of_memory(notebook: str, cell: int | None) -> StoppedError:
    """A cell asked for more memory than a run may have."""
    return StoppedError(
        notebook,
        cell,
        Text("er was te weinig geheugen.", "there was too little memory."),
        Text("Geef meer geheugen: --memory MB.", "Allow more memory: --memory MB."),
    )


def process_ended(notebook: str, cell: int | None) -> StoppedError:
    """The process in which it ran was gone."""
    return StoppedError(
        notebook,
        cell,
        Text(
            "het proces van het notebook verdween midden in die cel.",
            "the process of the notebook was gone in the middle of that cell.",
        ),
        Text(
            "Meestal is het geheugen vol: probeer --jobs 1. Beëindigt de cel zelf het proces, haal dat dan weg.",
            "Mostly memory is full: try --jobs 1. If the cell itself ends the process, take that away.",
        ),
    )


def not_readable(notebook: Path) -> StoppedError:
    """The file is no notebook, or is not there."""
    if not notebook.is_file():
        why = Text(f"het bestand {notebook} is er niet.", f"the file {notebook} is not there.")
    else:
        why = Text(f"het bestand {notebook} is geen notebook.", f"the file {notebook} is no notebook.")
    return StoppedError(
        notebook.stem,
        None,
        why,
        Text(
            "Zet het terug uit een reservekopie, of bewaar het opnieuw in JupyterLab.",
            "Put it back from a backup, or save it again in JupyterLab.",
        ),
    )


def not_written(notebook: str, error: OSError) -> StoppedError:
    """What it printed and drew cannot be kept."""
    told = why_refused(error)
    return StoppedError(
        notebook,
        None,
        Text(f"de uitvoer kan niet bewaard worden ({told.nl}).", f"the output cannot be kept ({told.en})."),
        Text("Is de schijf vol of alleen-lezen?", "Is the disk full or read-only?"),
    )


def not_run(notebook: str, cell: int | None, name: str, output: Path) -> StoppedError:
    """What Jupyter could not do and we have no own words for."""
    return StoppedError(notebook, cell, Text(f"({name})", f"({name})"), look_in(output))


def no_proposal(notebook: str) -> StoppedError:
    """It came to its end and proposed nothing: what an earlier run proposed does not count."""
    return StoppedError(
        notebook,
        None,
        Text("er is geen voorstel gemaakt.", "no proposal was made."),
        Text(
            "Het notebook moet eindigen met ml.propose_release(werkmap, voorstel).",
            "The notebook must end with ml.propose_release(werkmap, voorstel).",
        ),
    )


def not_run_at_all(exitcode: int | None) -> UserError:
    """The process that ran a team's notebooks was gone; nobody knows in which cell."""
    by = Text("", "") if not exitcode else Text(f" (code {exitcode})", f" (code {exitcode})")
    return UserError(
        Text(
            f"het proces dat de notebooks uitvoerde, verdween{by.nl}.",
            f"the process that ran the notebooks was gone{by.en}.",
        ),
        Text("Meestal is het geheugen vol: probeer --jobs 1.", "Mostly memory is full: try --jobs 1."),
    )


def not_kept(error: OSError) -> UserError:
    """A release could not be written; there are no half ones."""
    told = why_refused(error)
    return UserError(
        Text(f"de vrijgave kan niet bewaard worden ({told.nl}).", f"the release cannot be kept ({told.en})."),
        Text("Is de schijf vol of alleen-lezen?", "Is the disk full or read-only?"),
    )
