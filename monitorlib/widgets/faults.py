"""What a visitor sees when our code fails: a plain sentence with a code, never source or a traceback."""

import logging
import secrets
from pathlib import Path

from IPython import get_ipython
from IPython.display import HTML, display

from monitorlib.texts import Text

SORRY = Text(
    "Er ging iets mis (code {code}). Laad de pagina opnieuw. Blijft het zo? Vraag uw databeheerder.",
    "Something went wrong (code {code}). Reload the page. Does it stay? Ask your data manager.",
)


def tell_faults_in_words(log: Path, language: str) -> None:
    """Replace IPython's traceback by a sentence with a code; the details go to `log` under the same code.

    Voila's own switch does not cover the callbacks of widgets, whose tracebacks would reach the visitor.
    """
    shell = get_ipython()
    if shell is None:
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    logger = logging.getLogger("monitorlib.viewer")
    logger.propagate = False  # stderr of a kernel is shown to the visitor
    logger.addHandler(logging.FileHandler(log, encoding="utf-8", delay=True))

    def showtraceback(*_args, **_kwargs) -> None:
        code = secrets.token_hex(3)
        logger.exception("code %s", code)
        display(HTML(f'<p class="ml-message" role="alert">{SORRY.fill(code=code)[language]}</p>'))

    shell.showtraceback = showtraceback
