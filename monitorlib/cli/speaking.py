"""How the commands speak: results on standard output, progress on standard error, in one language."""

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from monitorlib.foundation.texts import Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


class Speaker:
    """Says texts in one language: results on standard output, progress on standard error."""

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def _out(self) -> "Console":
        from rich.console import Console

        return Console(highlight=False, soft_wrap=True)

    @cached_property
    def err(self) -> "Console":
        from rich.console import Console

        return Console(stderr=True, highlight=False)

    def __call__(self, text: Text, **values: object) -> None:
        self._out.print(text.fill(**values)[self.language], markup=False)

    def plain(self, text: str) -> None:
        """A report as it is: its lines, or one JSON object."""
        sys.stdout.write(f"{text}\n")

    def wrong(self, text: str) -> None:
        """What went wrong, on standard error."""
        sys.stderr.write(f"{text}\n")

    def confirm(self, question: Text) -> bool:
        """Yes or no, asked on standard error until it is one of the two; Enter is no."""
        import typer

        while True:
            asked = f"{question[self.language]} {_YES_OR_NO[self.language]}"
            said = typer.prompt(asked, default="", show_default=False, err=True).strip().casefold()
            if said in _YES:
                return True
            if said in _NO:
                return False

    def progress(self) -> "Progress":
        from rich.progress import Progress

        return Progress(console=self.err, transient=True, disable=not self.err.is_terminal)


_YES_OR_NO = Text("[j/N]", "[y/N]")
_YES, _NO = ("j", "ja", "y", "yes"), ("", "n", "nee", "no")
