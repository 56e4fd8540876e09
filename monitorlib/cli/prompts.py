"""One question in the terminal: its answers by number, and the words that only the person knows."""

from collections.abc import Iterator, Mapping

import typer

from monitorlib.cli.speaking import Speaker
from monitorlib.instruments import read_instruments
from monitorlib.intake.check.understanding import Understood
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.profile_rules import ROW, is_field, profile_problems
from monitorlib.intake.know.questions import FILL_IN, Answer, Question, is_open
from monitorlib.texts import Text
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
