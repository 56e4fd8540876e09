"""An export as far as it was understood: what a refusal, a question and the draft of a profile are made from."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.profiles import Profile, header_mark
from monitorlib.intake.questions import Question, UnansweredError, problems_of, step_for
from monitorlib.intake.sources import Export


@dataclass(frozen=True)
class Understood:
    """An export, its mapping, the instrument where the columns do not name one, the profile, the questions.

    `path` is the file, where a whole delivery is read.
    """

    export: Export
    mapping: Mapping
    instrument: str | None
    profile: Profile
    questions: tuple[Question, ...] = ()
    path: Path | None = None

    @property
    def mark(self) -> str:
        """The mark of the header, by which a profile is found again."""
        return header_mark(self.export.columns)

    def asking(self, questions: Iterable[Question]) -> "Understood":
        """The same with more questions, each once."""
        asked = {question.asked: question for question in (*self.questions, *questions)}
        return replace(self, questions=tuple(asked.values()))

    @property
    def noted(self) -> list[Text]:
        """What was noted while reading, such as hidden columns: it may be why something is missing."""
        file = self.export.file
        return [Text(f"{file}: {note.nl}", f"{file}: {note.en}") for note in self.export.notes]

    def likely(self, missing: tuple[Question, ...]) -> Profile | None:
        """The profile with the likely answers to what is `missing`, so that an inspection can go on.

        None where there is nothing to answer, no answer, or one that has to be filled in; an inspection needs
        no team's name.
        """
        answers = [question.answers[0] for question in missing if question.answers]
        if len(answers) < len(missing) or any(a.is_open and "team" not in a.profile for a in answers):
            return None
        told = self.profile.with_answers(*(answer.profile for answer in answers))
        return None if told == self.profile else told

    def refusal(self, others: Iterable[Text] = ()) -> UnansweredError:
        """The open questions, `others` that are wrong, and what was noted while reading, as one refusal."""
        others = tuple(others)
        told = [*others, *problems_of(self.export.file, self.questions), *self.noted]
        return UnansweredError(told, step_for(self.questions), [self], others=others)


@contextmanager
def on_behalf_of(seen: Understood) -> Iterator[None]:
    """Let a refusal that came after likely answers be about `seen`: nobody gave those answers yet."""
    try:
        yield
    except UnansweredError as error:
        later = (question for its in error.files for question in its.questions)
        raise seen.asking(later).refusal(error.others) from None
    except UserError as error:
        raise seen.refusal(error.problems) from None


@contextmanager
def about_file(path: str | Path) -> Iterator[None]:
    """Let a refusal know which file of a delivery its questions are about."""
    try:
        yield
    except UnansweredError as error:
        files = [replace(seen, path=Path(path)) for seen in error.files]
        raise UnansweredError(error.problems, error.next_step, files) from None


def together_refused(errors: Iterable[UserError]) -> UserError:
    """Refusals of several files as one; it can be answered where each of them can."""
    errors = list(errors)
    problems = [problem for error in errors for problem in error.problems]
    if all(isinstance(error, UnansweredError) for error in errors):
        files = [understood for error in errors for understood in error.files]
        return UnansweredError(problems, errors[-1].next_step, files)
    return UserError(problems, errors[-1].next_step)
