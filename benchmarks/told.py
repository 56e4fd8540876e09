"""The stories of `benchmarks.stories`: how each set came about, in words and in numbers.

A leefgebied on which something is planted has room to improve, in every team, so that room is no second cause.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.planted import ROOM, Team, better, half, put, scores
from benchmarks.stories import Told, World, others_of

SUPPORTS, CONTRADICTS, UNKNOWN = "support", "contradict", "not know"
SWING = 0.9  # scale points from day to day, where a leefgebied swings


@dataclass(frozen=True)
class Story:
    """Which explanation must do what, why in words, and the maker of a set."""

    check: str
    must: str
    words: str
    make: Callable[[World], Told]


STORIES: list[Story] = []
TURNS: list[Story] = []  # told is not the answer here, but whether it turns round within groups


def turn(check: str, must: str, words: str):
    """Put a maker among those in which a difference turns round, or does not."""

    def kept(make: Callable[[World], Told]) -> Callable[[World], Told]:
        TURNS.append(Story(check, must, words, make))
        return make

    return kept


def story(check: str, must: str, words: str):
    """Put a maker among the stories."""

    def kept(make: Callable[[World], Told]) -> Callable[[World], Told]:
        STORIES.append(Story(check, must, words, make))
        return make

    return kept


def _told(world: World, own: Team, **changes) -> Told:
    """The team beside its year before and others, all with the same room on the leefgebied and at rest."""
    before, *others = (_at_rest(world, team) for team in (world.team(), *others_of(world)))
    return replace(Told(own, before, others), **changes)


def _at_rest(world: World, team: Team) -> Team:
    return better(world.draw, team, world.area, np.zeros(len(team.level)), 0.0)


def _moved(world: World, team: Team, who: np.ndarray) -> Told:
    """`who` improves by the effect, everybody else stays."""
    return _told(world, better(world.draw, team, world.area, who, world.effect))


def _everybody(team: Team) -> np.ndarray:
    return np.ones(len(team.level))


def _nobody(team: Team) -> np.ndarray:
    return np.zeros(len(team.level))


# chance


@story("chance", SUPPORTS, "nobody changes, and scores hardly waver")
def _still(world):
    own = world.team(size=2 * world.size, noise=0.15)
    return Told(own, world.team(), others_of(world))


@story("chance", CONTRADICTS, "everybody improves")
def _no_chance(world):
    own = world.team()
    return _moved(world, own, _everybody(own))


@story("chance", UNKNOWN, "nobody changes, few residents, wavering scores")
def _few_wavering(world):
    return Told(world.team(size=world.size // 4), world.team(), others_of(world))


# dropout


@story("dropout", SUPPORTS, "who starts low is less often measured again")
def _lost_low(world):
    own = world.team(size=2 * world.size)
    stays = 1 / (1 + np.exp(2.5 * world.effect * (3 - own.pre[:, world.area])))
    return Told(replace(own, lost=world.draw.random(len(stays)) > stays), world.team(), others_of(world))


@story("dropout", CONTRADICTS, "half are lost, by lot")
def _lost_by_lot(world):
    own = world.team(size=2 * world.size)
    return Told(replace(own, lost=half(world.draw, own)), world.team(), others_of(world))


@story("dropout", UNKNOWN, "nine are lost")
def _nine_lost(world):
    own = world.team()
    return Told(replace(own, lost=np.arange(len(own.level)) < 9), world.team(), others_of(world))


# regression to the mean


def _on_the_worst_day(world: World) -> Team:
    """The first score is that of the worst of three days; nobody changes."""
    own, area = world.team(), world.area
    level = np.minimum(own.level[:, area], ROOM)
    days = level[:, None] + SWING * world.effect * world.draw.normal(size=(len(level), 3))
    pre = np.clip(np.rint(days.min(axis=1)), 1, 5)
    return replace(own, pre=put(own.pre, area, pre), after=put(own.after, area, level))


def _scored_before(world: World, team: Team, level: np.ndarray, share: float = 0.8) -> Team:
    """Of this share of residents there is a score of the year before, of an ordinary day at this level."""
    known = world.draw.random(len(level)) < share
    score = np.where(known, scores(world.draw, level, world.noise), np.nan)
    return replace(team, earlier=put(team.earlier, world.area, score))


def _scored_between(world: World, team: Team, level: np.ndarray) -> Team:
    """Most residents are measured half way too, at this level."""
    known = world.draw.random(len(level)) < 0.8
    score = np.where(known, scores(world.draw, level, world.noise), np.nan)
    return replace(team, between=put(team.between, world.area, score))


REGRESSION = "regression_to_the_mean"


@story(REGRESSION, SUPPORTS, "measured on the worst day of three; the year before they stood where they end")
def _dip(world):
    own = _on_the_worst_day(world)
    return _told(world, _scored_before(world, own, own.after[:, world.area]))


@story(REGRESSION, SUPPORTS, "only the lowest fourth by score is measured again; the reliability is known")
def _lowest_again(world):
    own, area = world.team(size=4 * world.size), world.area
    swing = 1.1 * world.effect
    level = np.minimum(own.level[:, area], ROOM)
    pre = np.clip(np.rint(level + swing * world.draw.normal(size=len(level))), 1, 5)
    own = replace(own, pre=put(own.pre, area, pre), after=put(own.after, area, level))
    order = np.argsort(pre + 0.5 * world.draw.random(len(pre)), kind="stable")
    lost = np.ones(len(pre), dtype=bool)
    lost[order[: world.size]] = False
    known = float(
        np.corrcoef(pre, np.clip(np.rint(level + swing * world.draw.normal(size=len(pre))), 1, 5))[0, 1]
    )
    return _told(world, replace(own, lost=lost), reliability=round(known, 2))


@story(REGRESSION, CONTRADICTS, "everybody improves; the year before they stood where they began")
def _no_dip(world):
    own = world.team()
    made = better(world.draw, own, world.area, _everybody(own), 0.8 * world.effect)
    return _told(world, _scored_before(world, made, made.after[:, world.area] - 0.8 * world.effect))


@story(
    REGRESSION, CONTRADICTS, "everybody improves, four fifths of it after the second of three measurements"
)
def _goes_on(world):
    own = world.team()
    made = better(world.draw, own, world.area, _everybody(own), world.effect)
    return _told(world, _scored_between(world, made, made.after[:, world.area] - 0.8 * world.effect))


@story(
    REGRESSION,
    CONTRADICTS,
    "only those truly lowest are measured again, and improve; the reliability is known",
)
def _truly_lowest_again(world):
    own, area = world.team(size=4 * world.size), world.area
    swing = 0.7 * world.effect
    level = np.minimum(own.level[:, area], ROOM)
    first, second = (
        np.clip(np.rint(level + swing * world.draw.normal(size=len(level))), 1, 5) for _ in range(2)
    )
    lost = np.argsort(np.argsort(level)) >= world.size
    own = replace(own, pre=put(own.pre, area, first), after=put(own.after, area, level + 0.75), lost=lost)
    return _told(world, own, reliability=round(float(np.corrcoef(first, second)[0, 1]), 2))


@story(REGRESSION, UNKNOWN, "measured on the worst day of three, two measurements, nothing known of before")
def _dip_unseen(world):
    return _told(world, _on_the_worst_day(world))


@story(REGRESSION, UNKNOWN, "everybody improves, two measurements, nothing known of before")
def _gain_unseen(world):
    own = world.team()
    return _told(world, better(world.draw, own, world.area, _everybody(own), 0.75))


@story(REGRESSION, UNKNOWN, "everybody improves at once and then stays, three measurements")
def _quick_help(world):
    own = world.team()
    made = better(world.draw, own, world.area, _everybody(own), 0.75)
    return _told(world, _scored_between(world, made, made.after[:, world.area]))


# ceiling


def _starting_at_best(world: World, share: float) -> Told:
    own, area = world.team(), world.area
    best = np.where(world.draw.random(len(own.level)) < share, 5.0, 4.0)
    own = replace(own, pre=put(own.pre, area, best), after=put(own.after, area, best + 0.3))
    return Told(own, world.team(), others_of(world))


@story("ceiling", SUPPORTS, "three quarters start at the best score")
def _ceiling(world):
    return _starting_at_best(world, 0.77)


@story("ceiling", CONTRADICTS, "hardly anybody starts at the best score")
def _room(world):
    return _moved(world, world.team(), _nobody(world.team()))


@story("ceiling", UNKNOWN, "half start at the best score")
def _half_room(world):
    return _starting_at_best(world, 0.5)


# case mix


def _low_and_high(world: World, share: float) -> Team:
    """Who starts low improves, who starts high does not."""
    own, area = world.team(), world.area
    low = world.draw.random(len(own.level)) < share
    level = np.where(low, 2.0, 4.0)
    return replace(
        own,
        pre=put(own.pre, area, scores(world.draw, level, world.noise)),
        after=put(own.after, area, level + world.effect * low),
    )


@story("case_mix", SUPPORTS, "who starts low improves, this year and last; this year far more of them came")
def _another_mix(world):
    return Told(_low_and_high(world, 0.8), _low_and_high(world, 0.3), others_of(world))


@story("case_mix", CONTRADICTS, "the same mix as last year; this year everybody improves")
def _same_mix(world):
    own = world.team()
    return _moved(world, own, _everybody(own))


@story("case_mix", UNKNOWN, "there is no year before")
def _no_year_before(world):
    own = world.team()
    return replace(_moved(world, own, _everybody(own)), before=None)


# a part of the residents did otherwise


@story("subgroup", SUPPORTS, "who lives alone improves")
def _alone(world):
    own = world.team()
    return _moved(world, own, own.home == "alleen")


@story("subgroup", CONTRADICTS, "a random half improves")
def _not_by_home(world):
    own = world.team(size=2 * world.size)
    return _moved(world, own, half(world.draw, own))


@story("subgroup", UNKNOWN, "everybody lives alone in one wijk")
def _all_alone(world):
    own = world.team()
    own = replace(own, home=np.full(len(own.level), "alleen"))
    return _moved(world, own, half(world.draw, own))


@story("one_caseload", SUPPORTS, "the residents of one worker, a third of all, improve")
def _one_worker(world):
    own = world.team()
    first = f"{world.who}-w0"
    worker = np.where(world.draw.random(len(own.level)) < 0.3, first, own.worker)
    return _moved(world, replace(own, worker=worker, second_worker=worker), worker == first)


@story("one_caseload", CONTRADICTS, "three workers with as many residents each; a random half improves")
def _no_worker(world):
    own = world.team(size=2 * world.size)
    worker = world.draw.choice([f"{world.who}-w{i}" for i in range(3)], len(own.level))
    return _moved(world, replace(own, worker=worker, second_worker=worker), half(world.draw, own))


@story("one_caseload", UNKNOWN, "one worker has everybody")
def _only_worker(world):
    own = world.team()
    worker = np.full(len(own.level), f"{world.who}-w0")
    return _moved(world, replace(own, worker=worker, second_worker=worker), half(world.draw, own))


@story("follow_up_time", SUPPORTS, "who is followed for more than half a year improves")
def _longer(world):
    own = world.team()
    own = replace(own, days=world.draw.integers(40, 340, len(own.level)))
    return _moved(world, own, own.days > 190)


@story("follow_up_time", CONTRADICTS, "times differ; a random half improves")
def _not_by_time(world):
    own = world.team(size=2 * world.size)
    own = replace(own, days=world.draw.integers(40, 340, len(own.level)))
    return _moved(world, own, half(world.draw, own))


@story("follow_up_time", UNKNOWN, "everybody is followed for as long")
def _same_time(world):
    own = world.team()
    own = replace(own, days=np.full(len(own.level), 180))
    return _moved(world, own, half(world.draw, own))


def _by_another(own: Team, who: np.ndarray) -> Team:
    return replace(own, second_worker=np.where(who, np.char.add(own.worker, "-b"), own.worker))


@story("rater_change", SUPPORTS, "another worker scores half of the second times, and higher")
def _other_worker(world):
    own = world.team()
    other = half(world.draw, own)
    return _moved(world, _by_another(own, other), other)


@story("rater_change", CONTRADICTS, "another worker scores half of the second times, in the same way")
def _same_way(world):
    own = world.team(size=2 * world.size)
    return _moved(world, _by_another(own, half(world.draw, own)), half(world.draw, own))


@story("rater_change", UNKNOWN, "the same worker scores everybody twice")
def _same_worker(world):
    own = world.team()
    return _moved(world, replace(own, second_worker=own.worker), half(world.draw, own))


def _in_another_system(own: Team, who: np.ndarray) -> Team:
    return replace(own, second_source=np.where(who, "systeem B", "systeem A"))


@story("version_change", SUPPORTS, "half of the second times stand in another system, and higher")
def _other_system(world):
    own = world.team()
    changed = half(world.draw, own)
    return _moved(world, _in_another_system(own, changed), changed)


@story("version_change", CONTRADICTS, "half of the second times stand in another system, which scores alike")
def _alike_system(world):
    own = world.team(size=2 * world.size)
    return _moved(world, _in_another_system(own, half(world.draw, own)), half(world.draw, own))


@story("version_change", UNKNOWN, "everybody goes to another system at once")
def _all_at_once(world):
    own = world.team()
    return _moved(world, _in_another_system(own, _everybody(own) > 0), half(world.draw, own))


# copied scores


@story("copied_scores", SUPPORTS, "four in ten second scores are copies of the first, on everything")
def _copied(world):
    own = world.team()
    copied = world.draw.random(len(own.level)) < 0.4
    own = replace(better(world.draw, own, world.area, ~copied, world.effect), copied=copied)
    return _told(world, own)


@story("copied_scores", CONTRADICTS, "everybody is scored anew")
def _anew(world):
    own = world.team()
    return _moved(world, own, _everybody(own))


@story("copied_scores", UNKNOWN, "a second time only four leefgebieden are scored")
def _four_areas(world):
    own, area = world.team(), world.area
    gone = np.ones(own.gone.shape, dtype=bool)
    gone[:, [area, *[a for a in range(gone.shape[1]) if a != area][:3]]] = False
    return _moved(world, replace(own, gone=gone), _everybody(own))


# season


@story("season", SUPPORTS, "half have their second measurement in summer, when scores are higher")
def _summer(world):
    own = world.team()
    summer = half(world.draw, own)
    days = np.where(summer, 160, 60) + world.draw.integers(0, 50, len(summer))
    own = replace(own, start=world.draw.integers(0, 30, len(summer)), days=days)
    return _moved(world, own, summer)


@story("season", CONTRADICTS, "two moments in the year for everybody, two seasons; a random half improves")
def _no_season(world):
    own = world.team(size=2 * world.size)
    summer = half(world.draw, own)
    days = np.where(summer, 160, 60) + world.draw.integers(0, 25, len(summer))
    return _moved(
        world, replace(own, start=np.zeros(len(summer), dtype=int), days=days), half(world.draw, own)
    )


@story("season", UNKNOWN, "everybody is measured in January and in July")
def _one_season(world):
    own = world.team()
    n = len(own.level)
    own = replace(own, start=world.draw.integers(0, 28, n), days=np.full(n, 181))
    return _moved(world, own, half(world.draw, own))


# elsewhere


@story("elsewhere", SUPPORTS, "everybody improves in every team")
def _everywhere(world):
    own, *others = (
        better(world.draw, team, world.area, _everybody(team), 0.7 * world.effect)
        for team in (world.team(), *others_of(world))
    )
    return Told(own, world.team(), others)


@story("elsewhere", CONTRADICTS, "everybody improves in this team alone")
def _only_here(world):
    own = world.team()
    return _moved(world, own, _everybody(own))


@story("elsewhere", UNKNOWN, "there are no other teams")
def _no_others(world):
    own = world.team()
    return replace(_moved(world, own, _everybody(own)), others=[])


# missing scores


@story("missing_scores", SUPPORTS, "the second score is missing more often for who starts low")
def _missing_low(world):
    own, area = world.team(), world.area
    low = own.pre[:, area] <= np.median(own.pre[:, area])
    gone = world.draw.random(len(low)) < np.where(low, 0.3 + 0.3 * world.effect, 0.05)
    return Told(replace(own, gone=put(own.gone, area, gone)), world.team(), others_of(world))


@story("missing_scores", CONTRADICTS, "half of the second scores are missing, by lot")
def _missing_by_lot(world):
    own = world.team()
    return Told(
        replace(own, gone=put(own.gone, world.area, half(world.draw, own))), world.team(), others_of(world)
    )


@story("missing_scores", UNKNOWN, "the second score is missing for four who started low")
def _four_missing(world):
    own, area = world.team(), world.area
    gone = np.argsort(np.argsort(own.pre[:, area], kind="stable")) < 4
    return Told(replace(own, gone=put(own.gone, area, gone)), world.team(), others_of(world))


# a difference that turns round within groups (Simpson)


def _by_home(world: World, own: Team, gain: float, other_gain: float) -> Told:
    """Who lives alone gains; another worker mostly sees them, and adds something to what whoever it is gains."""
    alone = own.home == "alleen"
    other = world.draw.random(len(own.level)) < np.where(alone, 0.8, 0.2)
    made = better(world.draw, _by_another(own, other), world.area, alone, gain)
    after = made.after[:, world.area] + other_gain * other
    return _told(world, replace(made, after=put(made.after, world.area, after)))


@turn(
    "rater_change",
    SUPPORTS,
    "who lives alone gains and mostly sees another worker, with whom all do worse",
)
def _worse_with_each(world):
    return _by_home(world, world.team(size=3 * world.size), 1.9, -0.55)


@turn("rater_change", CONTRADICTS, "the same, but with another worker all do better")
def _better_with_each(world):
    return _by_home(world, world.team(size=3 * world.size), 1.0, 0.55)


@turn("rater_change", CONTRADICTS, "the same, but another worker makes no difference")
def _no_difference(world):
    return _by_home(world, world.team(size=3 * world.size), 1.5, 0.0)


def _mix_and_gain(world: World, alone: float, gains: tuple[float, float]) -> Team:
    """A part of a large team lives alone; they and the others gain so much."""
    own = world.team(size=3 * world.size)
    home = np.where(world.draw.random(len(own.level)) < alone, "alleen", "samen")
    own = replace(own, home=home)
    made = better(world.draw, own, world.area, _everybody(own), gains[1])
    more = (gains[0] - gains[1]) * (home == "alleen")
    return replace(made, after=put(made.after, world.area, made.after[:, world.area] + more))


def _this_year_and_last(world: World, now: tuple[float, float], before: tuple[float, float]) -> Told:
    return Told(_mix_and_gain(world, 0.2, now), _mix_and_gain(world, 0.8, before), [])


@turn(
    "case_mix", SUPPORTS, "those alone and the others both gain more than last year, but far fewer live alone"
)
def _less_by_mix(world):
    return _this_year_and_last(world, (1.9, 0.5), (1.4, 0.0))


@turn("case_mix", CONTRADICTS, "far fewer live alone; those alone and the others gain as last year")
def _mix_alone(world):
    return _this_year_and_last(world, (1.4, 0.0), (1.4, 0.0))
