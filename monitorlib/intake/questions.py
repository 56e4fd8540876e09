"""What an export cannot tell by itself: a question with its possible answers, each as a line of a profile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitorlib.errors import UserError
from monitorlib.texts import Text


@dataclass(frozen=True)
class Answer:
    """One answer in words, and what it adds to the profile: `{"dates": {"Datum": "day-month"}}`."""

    words: Text
    profile: Mapping[str, object]


@dataclass(frozen=True)
class Question:
    """What must be told before an export is stored.

    `about` is the column as it stands in the file, "" where the question is about the whole file. `asked`
    is a whole sentence that names the column and never a value of a resident. The likely answer stands
    first: an inspection goes on with it, an import never does. Without answers only the export can be mended.
    """

    about: str
    asked: Text
    answers: tuple[Answer, ...] = ()

    @property
    def problem(self) -> Text:
        """The question as one line of a refusal, with the profile's line of each answer."""
        if not self.answers:
            return self.asked
        nl, en = (
            "; ".join(f"{answer.words[language]}: {profile_line(answer.profile)}" for answer in self.answers)
            for language in ("nl", "en")
        )
        return Text(f"{self.asked.nl} Kies: {nl}.", f"{self.asked.en} Choose: {en}.")


def profile_line(fragment: Mapping[str, object]) -> str:
    """What an answer adds to a profile, on one line: `[dates] "Datum" = "day-month"`."""
    return ", ".join(_lines(fragment))


def _lines(fragment: Mapping[str, object]) -> Iterable[str]:
    from monitorlib.intake.profiles import toml_value

    for name, value in fragment.items():
        if isinstance(value, Mapping):
            yield f"[{name}] " + ", ".join(f"{toml_value(k)} = {toml_value(v)}" for k, v in value.items())
        else:
            yield f"{name} = {toml_value(value)}"


STEP = Text(
    "Zet het antwoord in een profiel ('monitor inspect BESTAND --write-profile PROFIEL' schrijft er een met "
    "alle vragen) en importeer met --profile PROFIEL, of pas de export aan.",
    "Put the answer in a profile ('monitor inspect FILE --write-profile PROFILE' writes one with all questions) "
    "and import with --profile PROFILE, or change the export.",
)

MEND = Text("Verbeter de export en importeer opnieuw.", "Correct the export and import it again.")


def refusal(file: str, questions: Iterable[Question], others: Iterable[Text] = ()) -> UserError:
    """The open questions of a file, and its `others` problems, as one refusal."""
    asked = tuple(questions)
    told = [Text(f"{file}: {q.problem.nl}", f"{file}: {q.problem.en}") for q in asked]
    return UserError([*others, *told], STEP if any(q.answers for q in asked) else MEND)
