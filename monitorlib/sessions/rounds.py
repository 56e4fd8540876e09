"""A question to everybody in the room, and what is kept of the answers: counts. No database, no file."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitorlib.foundation.texts import Text
from monitorlib.sessions.ballots import MOST_QUESTIONS, Ballot

FEWEST_ANSWERS = 4  # decision 114: below this a spread would tell who answered what
KINDS = ("expected", "recognised", "talk")


@dataclass(frozen=True)
class Question:
    """One question of a round: the subject of the meeting that it is about, and its words."""

    subject: str
    label: Text


@dataclass(frozen=True)
class Asked:
    """What a phone shows. `words` are the answers on offer, in their order: the word that is kept, and its text.

    `most`: each question takes one of the words (0), or at most so many of the questions may be chosen and there
    is one word, for chosen.
    """

    title: Text
    lead: Text
    questions: tuple[Question, ...]
    words: tuple[tuple[str, Text], ...]
    most: int = 0

    def fits(self, ballot: Mapping[int, str]) -> bool:
        """Whether these answers are on offer."""
        words = [word for word, _text in self.words]
        places = range(len(self.questions))
        known = all(place in places and word in words for place, word in ballot.items())
        return known and (not self.most or len(ballot) <= self.most)


@dataclass(frozen=True)
class Counts:
    """What is left of the ballots of a round: how many phones answered, and per subject how many.

    `words` holds subject → word → how many, of the subjects with enough answers only.
    """

    phones: int = 0
    # left out of the hash only: a round can be looked up by, and two with other counts still differ
    answered: dict[str, int] = field(default_factory=dict, hash=False)
    words: dict[str, dict[str, int]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Round:
    """One question to the room. `scope` is the view or the leefgebied that it is about. Until it closes `counts`
    holds how many phones answered, and nothing else."""

    id: str
    meeting: str
    number: int
    kind: str
    scope: str
    asked: Asked
    closed: bool
    counts: Counts = field(default_factory=Counts)

    @property
    def shown(self) -> bool:
        """Whether a spread may be shown of any of its questions."""
        return bool(self.counts.words)

    def spread(self, subject: str) -> dict[str, int] | None:
        """How many phones gave each word on offer, in the order of the words; None where that may not be shown."""
        found = self.counts.words.get(subject)
        if found is None:
            return None
        return {word: found.get(word, 0) for word, _text in self.asked.words}

    def in_words(self, subject: str, language: str) -> str:
        """ "7 meer vooruit, 3 ongeveer gelijk"; empty where that may not be shown."""
        spread, texts = self.spread(subject) or {}, dict(self.asked.words)
        return ", ".join(f"{n} {texts[word][language]}" for word, n in spread.items() if n)

    def most_given(self, subject: str) -> str:
        """The answer that most phones gave; "" where that may not be shown, or where two were given as often."""
        ranked = Counter(self.spread(subject) or {}).most_common(2)
        if not ranked or ranked[0][1] == 0 or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return ""
        return ranked[0][0]


def count(asked: Asked, ballots: Iterable[Ballot]) -> Counts:
    """Count ballots; of a subject that fewer than FEWEST_ANSWERS answered only how many answered is kept.

    Where leefgebieden are chosen, who chose another one answered too, so there all phones count. A ballot that is
    not on offer is left out.
    """
    fitting = [ballot for ballot in ballots if ballot and asked.fits(ballot)]
    if len(fitting) < FEWEST_ANSWERS:
        return Counts(len(fitting))
    answered, words = {}, {}
    for place, question in enumerate(asked.questions):
        given = Counter(ballot[place] for ballot in fitting if place in ballot)
        answered[question.subject] = len(fitting) if asked.most else given.total()
        if answered[question.subject] >= FEWEST_ANSWERS:
            words[question.subject] = dict(given)
    return Counts(len(fitting), answered, words)


def asked_to_json(asked: Asked) -> str:
    """What a phone shows, as the session log keeps it."""
    return json.dumps(
        {
            "title": _pair(asked.title),
            "lead": _pair(asked.lead),
            "questions": [[each.subject, *_pair(each.label)] for each in asked.questions],
            "words": [[word, *_pair(text)] for word, text in asked.words],
            "most": asked.most,
        },
        ensure_ascii=False,
    )


def asked_from_json(kept: str) -> Asked:
    """The reverse of `asked_to_json`."""
    told = json.loads(kept)
    questions = tuple(Question(subject, Text(nl, en)) for subject, nl, en in told["questions"])
    words = tuple((word, Text(nl, en)) for word, nl, en in told["words"])
    return Asked(Text(*told["title"]), Text(*told["lead"]), questions, words, told["most"])


def check_asked(kind: str, asked: Asked) -> None:
    """Refuse what no page of ours asks: ValueError."""
    subjects = {question.subject for question in asked.questions}
    if kind not in KINDS or not 1 <= len(asked.questions) <= MOST_QUESTIONS or not asked.words:
        raise ValueError("not a question to the room")
    if len(subjects) != len(asked.questions) or any(
        not word or len(word) > 20 for word, _text in asked.words
    ):
        raise ValueError("a question to the room names each subject once, and gives short words")


def _pair(text: Text) -> tuple[str, str]:
    return text.nl, text.en
