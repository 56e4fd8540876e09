"""Asking what an export cannot tell, in a terminal, until nothing is open; each answer is kept at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import typer

from monitorlib.cli.speaking import Speaker
from monitorlib.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.profiles import Profile, answers_file, is_field, profile_problems, write_profile
from monitorlib.intake.questions import FILL_IN, Answer, Question, UnansweredError
from monitorlib.intake.understood import Understood
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

ROUNDS = 12  # an answer may open a question; more rounds than this are a circle

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
STOPPED = Text("Gestopt; er is niets ingelezen.", "Stopped; nothing was imported.")
KEPT = Text(
    "Je antwoorden zijn bewaard in {file}; verbeter ze daar, of verwijder het om opnieuw gevraagd te worden.",
    "Your answers are kept in {file}; correct them there, or remove it to be asked again.",
)


@dataclass
class Asking:
    """Asks the questions of an import (where `asks`) and keeps the answers with the workspace's profiles."""

    place: Workspace
    say: Speaker
    asks: bool
    answered: dict[str, Profile] = field(default_factory=dict)

    def until_answered(self, read: Callable[[Mapping[str, Profile]], list]) -> list:
        """What `read` gives (it takes mark of a header to profile) once nothing is open any more.

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

    def _open(self, error: UserError) -> list[tuple[str, Question]]:
        """All that is asked, with the header it is about; nothing where asking does not help."""
        if not self.asks or not isinstance(error, UnansweredError):
            return []
        asked = [(seen.mark, question) for seen in error.files for question in seen.questions]
        return asked if all(question.answers for _, question in asked) else []

    def _with_kept(self, error: UserError) -> UserError:
        if not self.answered:
            return error
        names = ", ".join(str(answers_file(self.place.profiles, mark)) for mark in self.answered)
        return UserError([*error.problems, KEPT.fill(file=names)], error.next_step)

    def _ask(self, error: UnansweredError) -> None:
        try:
            for seen in error.files:
                self._ask_about(seen)
        except typer.Abort:  # Ctrl-C or the end of the input
            raise self._with_kept(UserError(STOPPED)) from None

    def _ask_about(self, seen: Understood) -> None:
        """The answers to the questions of one file, each kept as it is given."""
        told = replace(self.answered.get(seen.mark, seen.profile), header=seen.mark)
        for question in seen.questions:
            told = told.with_answers(self._answer(seen, question))
            self.answered[seen.mark] = told
            write_profile(answers_file(self.place.profiles, seen.mark), _to_keep(told))

    def _answer(self, seen: Understood, question: Question) -> Mapping[str, object]:
        self._tell(f"\n{seen.export.file}: {question.asked[self.say.language]}")
        for number, answer in enumerate(question.answers, start=1):
            self._tell(f"  {number}. {answer.words[self.say.language]}")
        if len(question.answers) == 1 and question.answers[0].is_open:
            return self._filled_in(seen, question.answers[0])
        while (chosen := self._chosen(question)) is None:
            continue
        return self._filled_in(seen, chosen) if chosen.is_open else chosen.profile

    def _chosen(self, question: Question) -> Answer | None:
        """The answer of a number, or of a field where the question is about what one column is."""
        one_column = all(list(a.profile.get("columns", ())) == [question.about] for a in question.answers)
        prompt = CHOOSE_FIELD.fill(fields=FIELDS) if one_column else CHOOSE
        text = typer.prompt(prompt[self.say.language], default="1", show_default=False, err=True).strip()
        if text.isdigit() and 1 <= int(text) <= len(question.answers):
            return question.answers[int(text) - 1]
        if one_column and is_field(text):
            return Answer(Text(text, text), {"columns": {question.about: text}})
        return None

    def _filled_in(self, seen: Understood, answer: Answer) -> Mapping[str, object]:
        """The answer with the words that only the person knows, asked until they can be ones."""
        while True:
            filled = {name: self._words(answer, part) for name, part in answer.profile.items()}
            if self._holds(seen, filled):
                return filled

    def _words(self, answer: Answer, part: object) -> object:
        if isinstance(part, Mapping):
            return {
                key: self._word(FILL_DAY.fill(word=key)) if v == FILL_IN else v for key, v in part.items()
            }
        return self._word(FILL.fill(words=answer.words)) if part == FILL_IN else part

    def _word(self, prompt: Text) -> str:
        return typer.prompt(prompt[self.say.language], err=True).strip()

    def _holds(self, seen: Understood, fragment: Mapping[str, object]) -> bool:
        """Whether a profile may say so; told where it may not."""
        wrong = list(profile_problems(fragment))
        known = {
            "instrument": read_instruments(self.place.instruments),
            "client": (*seen.export.columns, "row"),
        }
        wrong += [
            NOT_THERE.fill(name=fragment[n]) for n in known if n in fragment and fragment[n] not in known[n]
        ]
        for problem in wrong:
            self._tell(f"  {problem[self.say.language]}")
        return not wrong

    def _tell(self, line: str) -> None:
        self.say.err.print(line, markup=False, soft_wrap=True)


NOT_THERE = Text("'{name}' is er niet.", "'{name}' is not there.")


def _to_keep(profile: Profile) -> Profile:
    """What may be kept: no column whose name tells who somebody is."""
    kept = {
        name: {key: value for key, value in getattr(profile, name).items() if safe_name(key) == key}
        for name in ("columns", "dates", "moments")
    }
    return replace(profile, **kept)
