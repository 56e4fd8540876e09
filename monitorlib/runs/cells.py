"""The cells of one notebook, executed one by one in this process by IPython, with what they print and show.

What a kernel does, without sockets: the same shell, the same outputs (nbformat 4). Of Jupyter's widgets only what
stands in their place is kept, not their state.
"""

import io
import os
import sys
import tempfile
import warnings
from contextlib import suppress
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"


class Outputs:
    """The outputs of every cell, in the order in which they came."""

    def __init__(self) -> None:
        self.of: dict[int, list[dict]] = {}
        self._cell, self._clear_first = 0, False
        self._changed: set[int] = set()
        self._displays: dict[str, list[tuple[int, dict]]] = {}

    def begin(self, cell: int) -> None:
        """What comes is of this cell."""
        self._cell, self._clear_first, self._changed = cell, False, {cell}
        self.of[cell] = []

    def changed(self) -> dict[int, list[dict]]:
        """The outputs of the cells that changed since the last one began; a display may be renewed later."""
        return {cell: self.of[cell] for cell in self._changed}

    def add(self, kind: str, **values: Any) -> dict:
        """Add an output."""
        if self._clear_first:
            self.clear()
        made = {"output_type": kind, **values}
        self.of[self._cell].append(made)
        return made

    def stream(self, name: str, text: str) -> None:
        """What was printed; two prints after each other are one output."""
        last = self.of[self._cell][-1:]
        if not self._clear_first and last and last[0].get("name") == name:
            last[0]["text"] += text
        elif text:
            self.add("stream", name=name, text=text)

    def clear(self, wait: bool = False) -> None:
        """Forget the outputs of the cell, now or when another one comes."""
        self._clear_first = wait
        if not wait:
            self.of[self._cell].clear()

    def display(self, data: dict, metadata: dict, id: str | None, renew: bool) -> None:
        """A display; one with an id can be renewed."""
        if not renew:
            made = self.add("display_data", data=data, metadata=metadata)
            self._displays.setdefault(id, []).append((self._cell, made))
            return
        for cell, made in self._displays.get(id, ()):
            made |= {"data": data, "metadata": metadata}
            self._changed.add(cell)


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, *, transient=None, update=False, **_kwargs) -> None:
        self._validate_data(data, metadata)
        self.shell.outputs.display(
            dict(data), dict(metadata or {}), (transient or {}).get("display_id"), update
        )

    def clear_output(self, wait=False) -> None:
        self.shell.outputs.clear(wait)


class _Hook(DisplayHook):
    def start_displayhook(self) -> None:
        """Nothing is written before a result."""

    def write_output_prompt(self) -> None:
        """The number stands with the result."""

    def write_format_data(self, format_dict, md_dict=None) -> None:
        self.shell.outputs.add(
            "execute_result",
            execution_count=self.prompt_count,
            data=dict(format_dict),
            metadata=dict(md_dict or {}),
        )

    def finish_displayhook(self) -> None:
        """Nothing is written after a result."""


class _Shell(InteractiveShell):
    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def __init__(self, outputs: Outputs) -> None:
        self.outputs = outputs
        config = Config()
        config.HistoryManager.enabled = False  # it would keep what was run in a file of the user's
        super().__init__(config=config)

    def enable_gui(self, gui=None) -> None:
        """There is no window."""

    def _showtraceback(self, etype, evalue, stb) -> None:
        self.outputs.add("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb))


class _Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of the notebook."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, outputs: Outputs, name: str, number: int) -> None:
        self._outputs, self._name, self._number = outputs, name, number

    def write(self, text: str) -> int:
        self._outputs.stream(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number


_ready: list[_Shell] = []


def make_ready() -> None:
    """Make a shell for whoever is forked from this process, which itself stays as it is; a shell takes 0.02 s."""
    main = sys.modules["__main__"]
    with suppress(OSError), warnings.catch_warnings():  # then a notebook makes its own
        warnings.simplefilter("ignore")  # IPython's, where it may not write at home: it takes another folder
        _ready.append(_Shell(Outputs()))
    sys.modules["__main__"] = main


def _new_shell(outputs: Outputs) -> _Shell:
    """One that was made ready, in which nothing ran; else a new one."""
    shell = _ready.pop() if _ready else _Shell(outputs)
    shell.outputs = outputs
    shell.init_sys_modules()  # its module is `__main__`
    return shell


class Cells:
    """A fresh shell in this process; `__main__` and the standard streams are the notebook's from here on."""

    def __init__(self) -> None:
        self._outputs = Outputs()
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115  what other programs print; open till the end
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, place in ((0, nothing), (1, self._printed.fileno()), (2, self._printed.fileno())):
            os.dup2(place, number)
        self._outputs.begin(-1)
        sys.stdin = io.StringIO()
        sys.stdout = _Stream(self._outputs, "stdout", 1)
        sys.stderr = _Stream(self._outputs, "stderr", 2)
        if "" not in sys.path:
            sys.path.insert(0, "")  # what lies beside the notebook can be imported, as in a kernel
        self._shell = _new_shell(self._outputs)
        InteractiveShell._instance = self._shell  # get_ipython() finds it
        _Shell._instance = self._shell
        _pictures_in_the_notebook()

    def run(self, cell: int, source: str) -> tuple[bool, int, dict[int, list[dict]]]:
        """Execute a cell: whether it came to its end, its number, and the outputs of cells that changed."""
        self._outputs.begin(cell)
        number = self._shell.execution_count
        result = self._shell.run_cell(source, store_history=True)
        self._past_python()
        if self._shell.exit_now:  # `exit` and `quit`
            self._outputs.add("error", ename="SystemExit", evalue="0", traceback=[])
        return result.success and not self._shell.exit_now, number, self._outputs.changed()

    def _past_python(self) -> None:
        self._printed.seek(0)
        self._outputs.stream("stdout", self._printed.read().decode("utf-8", "replace"))
        self._printed.seek(0)
        self._printed.truncate()


def _pictures_in_the_notebook() -> None:
    os.environ["MPLBACKEND"] = INLINE
    if "matplotlib" in sys.modules:  # it read its environment when it was imported
        import matplotlib

        matplotlib.use(INLINE)
