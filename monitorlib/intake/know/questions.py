"""What an export cannot tell by itself: a question with its possible answers, each as a line of a profile."""

import os
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Mapping as Words
from dataclasses import dataclass, fields

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text

# --- names that begin with one long text: told once

LEAST_SHARED = 20  # signs; a shorter beginning is no text to be weary of


def told_once(names: Sequence[str]) -> list[str]:
    """The first name whole, and the others without what all of them begin with: "… [Huisvesting]"."""
    return [*names[:1], *without_beginning(names)[1:]]


def without_beginning(names: Sequence[str]) -> list[str]:
    """The names without the long text that all of them begin with; as they are where they share none."""
    length = _shared(names)
    return [f"… {name[length:]}" for name in names] if length >= LEAST_SHARED else list(names)


def _shared(names: Sequence[str]) -> int:
    """How many signs all names begin with, up to the end of a word; none for a single name."""
    if len(names) < 2:
        return 0
    return os.path.commonprefix(list(names)).rfind(" ") + 1


# --- a profile as lines of TOML


def profile_lines(profile) -> list[str]:
    """A profile as lines of TOML, without what it leaves open."""
    told = profile_parts(profile)
    plain_ones = {name: value for name, value in told.items() if not isinstance(value, Words)}
    lines = [f"{name} = {toml_value(value)}" for name, value in plain_ones.items()]
    for name in [name for name in told if name not in plain_ones]:
        lines += ["", f"[{name}]"]
        lines += [f"{toml_value(key)} = {toml_value(value)}" for key, value in told[name].items()]
    return lines


def profile_parts(profile) -> dict[str, object]:
    """What a profile tells, by key, in the order of a file: single values first."""
    told = {part.name: getattr(profile, part.name) for part in fields(profile)}
    told = {name: value for name, value in told.items() if value not in (None, False) and value != {}}
    return dict(sorted(told.items(), key=lambda part: isinstance(part[1], Words)))


def toml_value(value: object) -> str:
    """A text, number, truth or list of them as TOML spells it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, str):
        return _quoted(value)
    return "[" + ", ".join(toml_value(item) for item in value) + "]"


def _quoted(text: str) -> str:
    """A TOML string of one line."""
    special = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(special.get(c, c if c.isprintable() else f"\\u{ord(c):04x}") for c in text) + '"'


# --- questions and their answers

MOST_SHOWN = 3  # entries of one answer in a refusal; the draft of a profile has them all
FILL_IN = (
    "…"  # in an answer: a word that only the person knows, such as the team's name; never a value itself
)


@dataclass(frozen=True)
class Answer:
    """One answer in words, and what it adds to the profile: `{"dates": {"Datum": "day-month"}}`.

    FILL_IN stands where the person has to fill in a word: `{"team": FILL_IN}`; with words behind it for
    the name of a column: `{"columns": {"… Financiën": "score:zrm-2017/financien"}}`.
    """

    words: Text
    profile: Mapping[str, object]

    @property
    def is_open(self) -> bool:
        """Whether something has to be filled in before the answer is one."""
        return any(is_open(word) for part in self.profile.values() for word in _words(part))


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
        nl, en = (_choices(self.answers, language) for language in ("nl", "en"))
        return Text(f"{self.asked.nl} Kies: {nl}.", f"{self.asked.en} Choose: {en}.")


def _choices(answers: tuple[Answer, ...], language: str) -> str:
    """The answers with their lines; those that give one key another value each share the line up to it."""
    if len(answers) > MOST_SHOWN and (key := _one_key(answers)) is not None:
        part, word = key
        values = [
            f"{toml_value(answer.profile[part][word])}{_meant(answer, part, word, language)}"
            for answer in answers
        ]
        return f"[{part}] {toml_value(word)} = {' | '.join(values)}"
    return "; ".join(f"{answer.words[language]}: {profile_line(answer.profile)}" for answer in answers)


def _meant(answer: Answer, part: str, word: str, language: str) -> str:
    """What a value means, where it does not say so itself."""
    words = answer.words
    return "" if answer.profile[part][word] in (words.nl, words.en) else f" ({words[language]})"


def _one_key(answers: tuple[Answer, ...]) -> tuple[str, str] | None:
    """The part and the word that every answer gives a value to, or None where they differ in more than that."""
    keys = {
        (part, word)
        for answer in answers
        for part, value in answer.profile.items()
        for word in (value if isinstance(value, Mapping) else ("",))
    }
    one = keys.pop() if len(keys) == 1 else None
    return None if one is None or one[1] == "" else one


def _words(part: object) -> Iterable[object]:
    return [*part, *part.values()] if isinstance(part, Mapping) else [part]


def is_open(word: object) -> bool:
    """Whether a word of a profile has still to be filled in: "…", or "… Financiën" for the column of that."""
    return isinstance(word, str) and word.startswith(FILL_IN)


def profile_line(fragment: Mapping[str, object]) -> str:
    """What an answer adds to a profile, on one line: `[dates] "Datum" = "day-month"`."""
    return ", ".join(_lines(fragment))


def _lines(fragment: Mapping[str, object]) -> Iterable[str]:
    for name, value in fragment.items():
        if isinstance(value, Mapping):
            names = without_beginning(list(value)) if len(value) > MOST_SHOWN else list(value)
            told = zip(names, value.values(), strict=True)
            entries = [f"{toml_value(key)} = {toml_value(part)}" for key, part in told]
            shown = entries if len(entries) <= MOST_SHOWN else [*entries[: MOST_SHOWN - 1], FILL_IN]
            yield f"[{name}] " + ", ".join(shown)
        else:
            yield f"{name} = {toml_value(value)}"


STEP = Text(
    "Zet het antwoord in een profiel ('monitor inspect BESTAND --write-profile PROFIEL' schrijft er een met "
    "alle vragen) en importeer met --profile PROFIEL, of pas de export aan.",
    "Put the answer in a profile ('monitor inspect FILE --write-profile PROFILE' writes one with all questions) "
    "and import with --profile PROFILE, or change the export.",
)


MEND = Text("Verbeter de export en importeer opnieuw.", "Correct the export and import it again.")


class UnansweredError(UserError):
    """A refusal that can be answered.

    `questions` and the `others` problems beside them, as a stage raises them; `files` are the files of a
    delivery that have questions, as far as each was understood (understanding.Understood).
    """

    def __init__(self, problems, next_step=None, files=(), questions=(), others=()) -> None:
        super().__init__(problems, next_step)
        self.files, self.questions, self.others = tuple(files), tuple(questions), tuple(others)

    def __reduce__(self) -> tuple:
        """So that it arrives whole from a worker process, as the refusal that it is."""
        return UserError, (self.problems, self.next_step)


def refusal(file: str, questions: Iterable[Question], others: Iterable[Text] = ()) -> UnansweredError:
    """The open questions of a file, and its `others` problems, as one refusal."""
    questions, others = tuple(questions), tuple(others)
    told = [*others, *problems_of(file, questions)]
    return UnansweredError(told, step_for(questions), questions=questions, others=others)


def problems_of(file: str, questions: Iterable[Question]) -> list[Text]:
    """Open questions as lines of a refusal."""
    return [Text(f"{file}: {q.problem.nl}", f"{file}: {q.problem.en}") for q in questions]


def step_for(questions: Iterable[Question]) -> Text:
    """What to do about open questions: answer them in a profile, or mend the export where none has answers."""
    return STEP if any(question.answers for question in questions) else MEND
