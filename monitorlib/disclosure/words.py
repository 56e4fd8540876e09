"""The word of each leefgebied of a view, and of all of them together, from what is shown and from nothing else.

Whoever reads the page can work out every word on it, so a word tells nothing that the counts and statements do not
(decision 85). For all leefgebieden together one thing more is told: how far they move together
(`disclosure.cohesion`). Standard library only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from monitorlib.disclosure.coarse import HIDDEN_WORDS, NEARLY_ALL, WITHHELD, Few, could_be_clear, turned
from monitorlib.disclosure.rules import THREE
from monitorlib.evidence.grades import (
    ALPHA,
    CLEAR,
    CRITICAL,
    GRADES,
    HINTS,
    UNCERTAIN,
    Counts,
    Family,
    adjusted,
    leaning,
    net_p,
    one_sided,
)
from monitorlib.evidence.mean_net import COHESIONS, FEWEST_AREAS, Area, MeanNet, mean_net

P_CLASSES = ((0.001, "<.001"), (0.01, "<.01"), (0.05, "<.05"))
NOT_CLEAR = "not"
P_WORDS = (*(name for _border, name in P_CLASSES), NOT_CLEAR)
# of what may be hidden: the clearest table, and the ones that went furthest up and furthest down
_BETTER = partial(one_sided, side=1)
_ENDS = ((min, abs), (min, _BETTER), (max, _BETTER))
VERDICT_WORDS = (*GRADES, "too_few", "not_tested", *HIDDEN_WORDS)


@dataclass(frozen=True)
class Shown:
    """What is shown of one leefgebied that is tested: its residents, one table or None, one statement or None."""

    n: int
    counts: dict[str, int] | None
    few: Few | None

    @property
    def whole(self) -> bool:
        """Whether no class is hidden."""
        return tuple(self.counts or ()) == THREE

    @property
    def known(self) -> bool:
        """Whether anything is told but how many."""
        return self.counts is not None or self.few is not None

    def fitting(self) -> list[Counts]:
        """Every table that fits what is shown; where nothing is known, the clearest of either side and the one
        that is least sure."""
        if not self.known:
            half = self.n // 2
            return [Counts(self.n, 0, self.n), Counts(0, self.n, self.n), Counts(half, self.n - half, self.n)]
        return [Counts(up, down, self.n) for up, down in turned(self.counts, self.few, self.n)]


@dataclass(frozen=True)
class Word:
    """The word, how many standard errors wide the interval is, and beside three classes the class of the
    adjusted p."""

    verdict: str
    critical: float
    p_class: str | None


def words_of(rows: Sequence[Shown], margin: float) -> list[Word]:
    """The word of each leefgebied, as grades.grades gives it to all of them together.

    A leefgebied of which a class is hidden weighs in with the least telling table that fits, and one of which
    nothing is known as if as many improved as deteriorated (so does one that may have gone either way: a table
    between them, with as many, fits too). Its own word is the one that every table that fits would get, however
    telling the other hidden ones may be; `uncertain` only where no test could be clear of any of them either;
    `nearly_all_…` where only n is shown and nearly everybody did the same; else `withheld`.
    """
    fitting = [row.fitting() for row in rows]
    p = [[leaning(each) for each in tables] for tables in fitting]
    least = [max(each, key=abs) if row.known else 1.0 for row, each in zip(rows, p, strict=True)]
    others = least, *([end(each, key=key) for each in p] for end, key in _ENDS)
    family, exact = Family.of(least), adjusted([abs(each) for each in least])
    words = []
    for place, row in enumerate(rows):
        if row.whole:
            grade = family.grade(place, fitting[place][0], margin)
            words.append(Word(grade.word, grade.critical, p_class(exact[place])))
        else:
            told = _hidden_word(place, row, fitting[place], others, margin)
            words.append(Word(told, CRITICAL, None))
    return words


def _hidden_word(
    place: int, row: Shown, fitting: list[Counts], others: tuple[list[float], ...], margin: float
) -> str:
    if row.counts is None:
        most = sum((row.few or {}).values())
        return NEARLY_ALL[tuple(row.few)] if row.few and most < row.n / 2 else WITHHELD
    found = {word for table in fitting for word in _possible(place, table, others, margin)}
    sure = any(could_be_clear(each.improved, each.deteriorated) or net_p(each) <= ALPHA for each in fitting)
    return UNCERTAIN if found == {UNCERTAIN} and not sure else _at_least(found)


def _possible(place: int, table: Counts, others: tuple[list[float], ...], margin: float) -> Iterator[str]:
    """The words of this table, whatever the others hide: what is clear elsewhere decides of clear, and what goes
    which way there of a hint."""
    families = [Family.of([*p[:place], leaning(table), *p[place + 1 :]]) for p in others]
    for sure, hint in product(families[:2], families[2:]):
        yield replace(sure, hints=hint.hints).grade(place, table, margin).word


def _at_least(words: set[str]) -> str:
    """The word that holds whichever of these is the right one; what is clear is a hint at the least."""
    if len(words) == 1 and words != {UNCERTAIN}:
        return min(words)
    return next((hint for hint, clear in zip(HINTS, CLEAR, strict=True) if words == {hint, clear}), WITHHELD)


def p_class(p: float) -> str:
    """The coarse class of a p-value: `<.001`, `<.01`, `<.05` or `not`; a border belongs to the next class."""
    for border, name in P_CLASSES:
        if p < border:
            return name
    return NOT_CLEAR


def together(rows: Sequence[Shown], cohesion: float | None, margin: float) -> MeanNet | None:
    """The answer of these leefgebieden, or None of fewer than two.

    Of a hidden class every table that fits counts, the least favourable at either end. Without a cohesion it is
    the answer that holds however far they move together. `withheld` where that says nothing, and the answer could
    be another for who sees what is hidden: so that hiding never sounds like doubt.
    """
    if len(rows) < FEWEST_AREAS:
        return None
    areas = [Area.of(row.fitting()) for row in rows]
    found = mean_net(areas, 1.0 if cohesion is None else cohesion, margin)
    if found.word == UNCERTAIN and any(each.word != UNCERTAIN for each in _ends(areas, cohesion, margin)):
        return replace(found, word=WITHHELD)
    return found


def _ends(areas: list[Area], cohesion: float | None, margin: float) -> Iterator[MeanNet]:
    """The answers at both ends of what fits, where the leefgebieden move together as little as may be."""
    least = COHESIONS[0] if cohesion is None else cohesion
    for end in ("low", "high"):
        known = [replace(each, low=getattr(each, end), high=getattr(each, end)) for each in areas]
        yield mean_net(known, least, margin)
