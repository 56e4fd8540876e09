"""Questions about an export, asked in the terminal one by one, until nothing is open."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import typer

from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instruments
from monitorlib.intake.check.understanding import Understood
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.profile_rules import ROW, is_field, profile_problems
from monitorlib.intake.know.profiles import Profile, answers_file, write_profile
from monitorlib.intake.know.questions import FILL_IN, Answer, Question, UnansweredError, is_open
from monitorlib.workspace import Workspace

CHOOSE = Text("Kies een nummer (Enter is 1)", "Choose a number (Enter is 1)")
CHOOSE_FIELD = Text(
    "Kies een nummer (Enter is 1), of typ een veld ({fields})",
    "Choose a number (Enter is 1), or type a field ({fields})",
)
FIELDS = "client, team, wijk, worker, rater, date, leefgebied, score, kenmerk:NAAM, ignored"
FILL = Text("Vul in: {words}", "Fill in: {words}")
FILL_DAY = Text(
    "Vul in voor '{word}': een dag (jjjj-mm-dd) of een kolom",
    "Fill in for '{word}': a day (yyyy-mm-dd) or a column",
)
FILL_COLUMN = Text("Kolom voor {words} (Enter: geen)", "Column for {words} (Enter: none)")
NOT_THERE = Text("'{name}' is er niet.", "'{name}' is not there.")
THESE = Text("Wel: {names}.", "These are: {names}.")
MOST_NAMED = 20
NUMBERS = Text("Typ een nummer van 1 tot en met {last}.", "Type a number from 1 to {last}.")


def ask(seen: Understood, question: Question, place: Workspace, say: Speaker) -> Mapping[str, object]:
    """What the person's answer adds to the profile; asked again until it is one."""
    language = say.language
    _tell(say, f"\n{seen.export.file}: {question.asked[language]}")
    only = question.answers[0] if len(question.answers) == 1 and question.answers[0].is_open else None
    if only is None:
        for number, answer in enumerate(question.answers, start=1):
            _tell(say, f"  {number}. {answer.words[language]}")
    while True:
        answer = only or _chosen(question, language)
        if answer is None:
            _tell(say, f"  {NUMBERS.fill(last=len(question.answers))[language]}")
        fragment = None if answer is None else _filled_in(answer, language)
        if fragment is not None and not (wrong := list(_wrong(seen, fragment, place))):
            return fragment
        for problem in wrong if fragment is not None else ():
            _tell(say, f"  {problem[language]}")


def _chosen(question: Question, language: str) -> Answer | None:
    """The answer of a number, or of a field where the question is about what one column is."""
    column = [question.about]
    is_about_it = all([*answer.profile.get("columns", ())] == column for answer in question.answers)
    prompt = CHOOSE_FIELD.fill(fields=FIELDS) if is_about_it else CHOOSE
    text = typer.prompt(prompt[language], default="1", show_default=False, err=True).strip()
    if text.isdigit() and 1 <= int(text) <= len(question.answers):
        return question.answers[int(text) - 1]
    if is_about_it and is_field(text):
        return Answer(Text(text, text), {"columns": {question.about: text}})
    if any(answer.profile.get("client") == FILL_IN for answer in question.answers):
        return Answer(Text(text, text), {"client": text})  # the name of the column, typed at once
    return None


def _filled_in(answer: Answer, language: str) -> Mapping[str, object]:
    """The answer with the words that only the person knows."""

    def word(part: object, prompt: Text) -> object:
        return typer.prompt(prompt[language], err=True).strip() if part == FILL_IN else part

    def column(key: str) -> str:
        """The column of what stands behind FILL_IN; blank where the file has none."""
        prompt = FILL_COLUMN.fill(words=key.removeprefix(FILL_IN).strip())
        return typer.prompt(prompt[language], default="", show_default=False, err=True).strip()

    def entries(part: Mapping[str, object]) -> dict[str, object]:
        filled = {
            column(key) if is_open(key) else key: word(value, FILL_DAY.fill(word=key))
            for key, value in part.items()
        }
        return {key: value for key, value in filled.items() if key}

    return {
        name: entries(part) if isinstance(part, Mapping) else word(part, FILL.fill(words=answer.words))
        for name, part in answer.profile.items()
    }


def _wrong(seen: Understood, fragment: Mapping[str, object], place: Workspace) -> Iterator[Text]:
    """Why no profile may say so."""
    yield from profile_problems(fragment)
    there = {"instrument": read_instruments(place.instruments), "client": (*seen.export.columns, ROW)}
    for name, known in there.items():
        if isinstance(fragment.get(name), str) and fragment[name] not in known:
            yield NOT_THERE.fill(name=fragment[name])
            yield THESE.fill(names=", ".join(map(safe_name, [*known][:MOST_NAMED])))
    for column in fragment.get("columns", ()):
        if column not in seen.export.columns:
            yield NOT_THERE.fill(name=column)


def _tell(say: Speaker, line: str) -> None:
    say.err.print(line, markup=False, soft_wrap=True)


ROUNDS = 12  # an answer may open a question; more rounds than this are a circle

STOPPED = Text("Gestopt; er is niets ingelezen.", "Stopped; nothing was imported.")
KEPT = Text(
    "Uw antwoorden zijn bewaard in {file}; verbeter ze daar, of verwijder het om opnieuw gevraagd te worden.",
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
