"""What a visitor sees when our code fails: a plain sentence with a code, never source or a traceback."""

import logging
import secrets
import sys
from pathlib import Path

from IPython import get_ipython
from IPython.display import HTML, display

from monitorlib.foundation.logs import BoundedHandler, where_it_went_wrong
from monitorlib.foundation.texts import Text

SORRY = Text(
    "Er ging iets mis (code {code}). Laad de pagina opnieuw. Blijft het zo? Vraag uw databeheerder.",
    "Something went wrong (code {code}). Reload the page. Does it stay? Ask your data manager.",
)


_LOG = logging.getLogger("monitorlib.viewer")
_told = {"language": "nl"}


def tell_faults_in_words(log: Path, language: str) -> None:
    """Replace IPython's traceback by a sentence with a code; kind and place go to `log` under the same code.

    Voila's own switch does not cover the callbacks of widgets, whose tracebacks would reach the visitor.
    """
    shell = get_ipython()
    if shell is None:
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    _told["language"] = language
    _LOG.propagate = False  # stderr of a kernel is no place for it
    _LOG.addHandler(BoundedHandler(log))

    def showtraceback(*_args, **_kwargs) -> None:
        told = in_words(sys.exc_info()[1])
        display(HTML(f'<p class="ml-message" role="alert">{told}</p>'))

    shell.showtraceback = showtraceback


def in_words(error: BaseException) -> str:
    """A sentence with a code for a visitor, and a line of the log with the same code and no data."""
    code = secrets.token_hex(3)
    _LOG.error("code %s %s", code, where_it_went_wrong(error))
    language = _told["language"]
    return SORRY.fill(code=code)[language]
