"""How the commands speak: results on standard output, progress on standard error, in one language."""

from typing import TYPE_CHECKING

from rich.console import Console

from monitorlib.texts import Text

if TYPE_CHECKING:
    from rich.progress import Progress


class Speaker:
    """Says texts in one language: results on standard output, progress on standard error."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._out = Console(highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False)

    def __call__(self, text: Text, **values: object) -> None:
        self._out.print(text.fill(**values)[self.language], markup=False)

    def plain(self, text: str) -> None:
        self._out.print(text, markup=False)

    def progress(self) -> "Progress":
        from rich.progress import Progress  # most commands are done before a bar would stand

        return Progress(console=self.err, transient=True, disable=not self.err.is_terminal)
