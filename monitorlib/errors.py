"""The one exception that is a user's mistake. Everything else is our bug and keeps its traceback."""

import difflib
from collections.abc import Iterable

from monitorlib.texts import DEFAULT_LANGUAGE, Text


class UserError(Exception):
    """Something a person can put right, told in words: all problems at once, then the next step.

    `problems` name the file, the column, the rows and the rule, never a resident's value.
    `next_step` says what to do about them. The command line shows `message(language)` and exits
    with 1; in a notebook the Dutch message is the exception's text.
    """

    def __init__(self, problems: Text | Iterable[Text], next_step: Text | None = None) -> None:
        self.problems = (problems,) if isinstance(problems, Text) else tuple(problems)
        self.next_step = next_step
        super().__init__(self.message(DEFAULT_LANGUAGE))

    def __reduce__(self) -> tuple:
        """So that an error of a worker process arrives whole."""
        return type(self), (self.problems, self.next_step)

    def message(self, language: str) -> str:
        """The problems, one a line, and the next step behind them."""
        lines = [problem[language] for problem in self.problems]
        if self.next_step is not None:
            lines[-1] += f" {self.next_step[language]}"
        return "\n".join(lines)


def choose_from(wanted: str, known: Iterable[str]) -> Text:
    """The next step after a name that is not there: the one that was meant, or all that there are."""
    names = list(known)
    plain = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(wanted.casefold(), plain, 1)
    if near:
        meant = plain[near[0]]
        return Text(f"Bedoelde u '{meant}'?", f"Did you mean '{meant}'?")
    told = ", ".join(names) or "–"
    return Text(f"Kies uit: {told}.", f"Choose from: {told}.")
