"""Asking what an export cannot tell, in a terminal, until nothing is open; what holds for its header is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import typer

from monitorlib.cli.prompts import ask
from monitorlib.cli.speaking import Speaker
from monitorlib.errors import UserError
from monitorlib.intake.check.understanding import Understood
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.profiles import Profile, answers_file, write_profile
from monitorlib.intake.know.questions import Question, UnansweredError
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

ROUNDS = 12  # an answer may open a question; more rounds than this are a circle

STOPPED = Text("Gestopt; er is niets ingelezen.", "Stopped; nothing was imported.")
KEPT = Text(
    "Je antwoorden zijn bewaard in {file}; verbeter ze daar, of verwijder het om opnieuw gevraagd te worden.",
    "Your answers are kept in {file}; correct them there, or remove it to be asked again.",
)

Fragment = Mapping[str, object]


@dataclass
class Asking:
    """Asks the questions of an import (where `asks`) and keeps the answers with the workspace's profiles.

    What holds for one file only (its team, its days) is used and not kept: the next file may be another team's.
    """

    place: Workspace
    say: Speaker
    asks: bool
    answered: dict[Path, Profile] = field(default_factory=dict)
    given: dict[tuple[str, Text], Fragment] = field(default_factory=dict)

    def until_answered(self, read: Callable[[Mapping[Path, Profile]], list]) -> list:
        """What `read` gives (it takes file to profile) once nothing is open any more.

        Without a terminal, or where no answer can help, the refusal stays a refusal.
        """
        last: list = []
        for _ in range(ROUNDS):
            try:
                return read(self.answered)
            except UserError as error:
                open_ones = self._open(error)
                if not open_ones or open_ones == last:
                    raise self._with_kept(error) from None
                last = open_ones
                self._ask(error)
        raise RuntimeError("questions without an end")  # each round answers all that the last one asked

    def _open(self, error: UserError) -> list[tuple[Path, Question]]:
        """All that is asked, with the file it is about; nothing where asking does not help."""
        if not self.asks or not isinstance(error, UnansweredError):
            return []
        asked = [(seen.path, question) for seen in error.files for question in seen.questions]
        return asked if all(question.answers for _, question in asked) else []

    def _ask(self, error: UnansweredError) -> None:
        try:
            for seen in error.files:
                self._ask_about(seen)
        except typer.Abort:  # Ctrl-C or the end of the input
            raise self._with_kept(UserError(STOPPED)) from None

    def _ask_about(self, seen: Understood) -> None:
        """The answers to the questions of one file, each kept as it is given."""
        told = replace(self.answered.get(seen.path, seen.profile), header=seen.mark)
        for question in seen.questions:
            told = told.with_answers(self._answer(seen, question))
            self.answered[seen.path] = told
            self._keep(told)

    def _answer(self, seen: Understood, question: Question) -> Fragment:
        """What the person says; a file with the same columns is not asked the same about them again."""
        asked = (seen.mark, question.asked)
        if asked in self.given:
            return self.given[asked]
        fragment = ask(seen, question, self.place, self.say)
        if _holds_for_any(fragment):
            self.given[asked] = fragment
        return fragment

    def _keep(self, told: Profile) -> None:
        kept = _with_safe_names(told.of_any_file())
        if kept != Profile(header=told.header):
            write_profile(answers_file(self.place.profiles, told.header), kept)

    def _with_kept(self, error: UserError) -> UserError:
        files = {answers_file(self.place.profiles, told.header) for told in self.answered.values()}
        names = ", ".join(sorted(str(file) for file in files if file.exists()))
        return UserError([*error.problems, KEPT.fill(file=names)], error.next_step) if names else error


def _holds_for_any(fragment: Fragment) -> bool:
    told = Profile().with_answers(fragment)
    return told.of_any_file() == told


def _with_safe_names(profile: Profile) -> Profile:
    """What may be kept: no column whose name tells who somebody is."""
    kept = {
        name: {key: value for key, value in getattr(profile, name).items() if safe_name(key) == key}
        for name in ("columns", "dates", "moments", "labels", "leefgebieden")
    }
    return replace(profile, **kept)
