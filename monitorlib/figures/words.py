"""What a picture says in words: below it, and for who does not see it."""

from collections import defaultdict
from textwrap import fill

from monitorlib.released import Row, View
from monitorlib.stacking import stacked
from monitorlib.texts import Text
from monitorlib.verdicts import MARKS, WORDS, verdict_word
from monitorlib.wording import row_sentence, unchanged_sentence

OR = Text(" of ", " or ")
WHOSE = Text("Elke balk: alle inwoners met twee metingen", "Each bar: all residents with two measurements")
WHOSE_ANSWERS = Text("Elke balk: alle inwoners die antwoord gaven", "Each bar: all residents who answered")
MERGED = Text("gestippeld: twee groepen samen geteld", "dotted: two groups counted together")
AT_LEAST = Text("streepjesrand: minstens zo veel", "dashed edge: at least so many")
LINE_LENGTH = 104  # letters below the picture


def alt_text(view: View, min_residents: int, language: str) -> str:
    """The picture in words: what "the same" means, and each leefgebied with its sentence and its verdict."""
    told = (_row(view, row, min_residents, language) for row in view.rows)
    return " ".join(filter(None, (f"{view.label[language]}.", unchanged_sentence(view, language), *told)))


def _row(view: View, row: Row, min_residents: int, language: str) -> str:
    told = f"{row.label[language].rstrip('?.')}: {row_sentence(row, view.kind, min_residents, language)}"
    if not mark(view, row):
        return told
    word = verdict_word(row, language)
    return f"{told} {word[0].upper()}{word[1:]}."


def mark(view: View, row: Row) -> str:
    """How sure, as a sign that reads without colour; none beside answers and where no word may stand."""
    return MARKS.get(row.verdict, "") if view.kind == "shifts" else ""


def legend(view: View, language: str) -> str:
    """Whose bars these are, and what each pattern and mark means that stands in the picture."""
    words = defaultdict(dict)  # mark → its words, in the order of WORDS
    for verdict in WORDS:
        for row in view.rows:
            if row.verdict == verdict and mark(view, row):
                words[mark(view, row)][verdict_word(row, language)] = None
    parts = [part for row in view.rows for part in stacked(row)]
    said = [WHOSE_ANSWERS if view.kind == "answers" else WHOSE]
    said += [MERGED] if any(part.merged for part in parts) else []
    said += [AT_LEAST] if any(part.count is None for part in parts) else []
    return _wrapped(
        [
            *(each[language] for each in said),
            *(f"{sign} {OR[language].join(told)}" for sign, told in words.items()),
        ]
    )


def _wrapped(parts: list[str]) -> str:
    """The parts in lines of at most LINE_LENGTH letters; a part stays whole."""
    kept = " · ".join(part.replace(" ", "\xa0") for part in parts)
    lines = fill(kept, LINE_LENGTH).replace(" ·\n", "\n").replace("\n· ", "\n")
    return lines.replace("\xa0", " ")
