"""`python -m benchmarks.stories 200`: for each explanation a story in which it holds, one in which it does
not, and one in which nobody can know; what does the workbench say?

A story is written out in words and in numbers (`benchmarks/told.py`). How many residents, how strong, how noisy,
where on the scale and how alike the leefgebieden are, differ from set to set. Two mirrors: the same on a scale on
which lower is better, and the same story in every team at once. Other teams stand beside it only where an
explanation looks at them, or once did; all else is as in a release. Names behind the number choose explanations;
`wider` tells the stories of teams that differ more (WIDER).
"""

import sys
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from benchmarks.planted import AREAS, LEVELS, OTHER_SIZE, OTHER_TEAMS, Planted, Team, measurements_of, team_of
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.explanations import explain_shifts, explanations
from monitorlib.instruments import Instruments, read_instruments

SETS, MIRRORED_SETS = 200, 20
BESIDE = 4  # other leefgebieden in each set
LOOK_ASIDE = ("regression_to_the_mean", "ceiling", "elsewhere")
ANSWERS = ("supports", "contradicts", "cannot_say")
MIRRORS = ("as told", "lower is better", "all teams alike")
STARTING_POINTS = ("chance", "elsewhere")  # not counted as a false flag
LOW, HIGH = 1, 5


@dataclass(frozen=True)
class World:
    """What differs from set to set; `who` is the team that the story is about.

    `effect`: scale points in the affected part; `size`: residents; `noise`, `levels`, `correlation` as in team_of.
    """

    draw: np.random.Generator
    area: int
    effect: float
    size: int
    noise: float
    levels: np.ndarray
    correlation: float
    who: str = "T"

    def team(self, size: int | None = None, name: str | None = None, noise: float | None = None) -> Team:
        """A team at rest in this world."""
        return team_of(
            self.draw,
            self.who if name is None else name,
            self.size if size is None else size,
            self.noise if noise is None else noise,
            self.levels,
            self.correlation,
        )


@dataclass(frozen=True)
class Told:
    """What a story makes: the team, its year before (None: there is none), the other teams at rest, and what
    else is known of the instrument."""

    own: Team
    before: Team | None
    others: list[Team]
    reliability: float | None = None


def main() -> None:
    """Print the share of each answer, a line a story, and how many quiet teams see a flag."""
    from benchmarks.told import STORIES, TURNS

    words = sys.argv[1:]
    sets = next((int(word) for word in words if word.isdigit()), SETS)
    worlds = WIDER if "wider" in words else WORLDS
    asked = [word for word in words if not word.isdigit() and word != "wider"] or list(explanations())
    print(
        f"{sets} sets a story, {min(sets, MIRRORED_SETS)} a mirror; shares that support / contradict / cannot say"
    )
    print(f"\n| explanation | must | story | {' | '.join(MIRRORS)} |\n|---|---|---|---|---|---|")
    for story in STORIES:
        if story.check in asked:
            print(
                f"| {story.check} | {story.must} | {story.words} | {' | '.join(_row(story, sets, worlds))} |",
                flush=True,
            )
    if "turns" in asked or len(asked) == len(explanations()):
        print("\n| explanation | must | story | says that it turns round within groups |\n|---|---|---|---|")
        for each in TURNS:
            share = np.mean([turns(each, seed, worlds) for seed in range(sets)])
            print(f"| {each.check} | {each.must} | {each.words} | {share:.2f} |", flush=True)
    if "quiet" in asked or len(asked) == len(explanations()):
        print("\n| quiet teams | with a flag besides chance and elsewhere |\n|---|---|")
        for words, quiet in QUIET.items():
            print(
                f"| {words} | {np.mean([_flags(quiet, seed, worlds) for seed in range(sets)]):.3f} |",
                flush=True,
            )


def _row(story, sets: int, worlds: "Worlds") -> list[str]:
    seen = MIRRORS if story.check in LOOK_ASIDE else MIRRORS[:2]
    asked = [sets if mirror == MIRRORS[0] else min(sets, MIRRORED_SETS) for mirror in seen]
    told = [
        " / ".join(f"{share:.2f}" for share in shares(story, number, mirror, worlds))
        for number, mirror in zip(asked, seen, strict=True)
    ]
    return told + ["as told"] * (len(MIRRORS) - len(seen))


def shares(story, sets: int, mirror: str, worlds: "Worlds") -> list[float]:
    """The shares of sets in which the story's explanation supports, contradicts, cannot say."""
    found = [answer(story, seed, mirror, worlds)["answer"] for seed in range(sets)]
    return [found.count(each) / sets for each in ANSWERS]


def answer(story, seed: int, mirror: str = MIRRORS[0], worlds: "Worlds | None" = None) -> pd.Series:
    """The row of CHECKS of the story's explanation on the leefgebied that the story is about."""
    made = told(story.make, seed, mirror, story.check in LOOK_ASIDE, worlds)
    checks = explained(made, seed)
    [row] = checks.index[(checks["check"] == story.check) & (checks["leefgebied"] == made.leefgebied)]
    return checks.loc[row]


def turns(story, seed: int, worlds: "Worlds | None" = None) -> bool:
    """Whether it is said that the story's explanation turns round within groups."""
    return isinstance(answer(story, seed, worlds=worlds)["reversal"], str)


def explained(made: Planted, seed: int) -> pd.DataFrame:
    """CHECKS of the team of a set."""
    return explain_shifts(
        made.pairs,
        made.measurements,
        team="T",
        previous=made.previous,
        seed=seed,
        instruments=made.instruments,
    )


def told(
    make, seed: int, mirror: str = MIRRORS[0], beside: bool = True, worlds: "Worlds | None" = None
) -> Planted:
    """One set of a story, as it is told or in a mirror; `beside`: with other teams."""
    world = (worlds or WORLDS).world(seed)
    made = make(world)
    if not beside:
        made = replace(made, others=[])
    if mirror == "all teams alike" and made.others:
        alike = [make(replace(world, who=other.name)).own for other in made.others]
        made = replace(made, others=alike)
    kept = [world.area, *[area for area in range(len(AREAS)) if area != world.area][:BESIDE]]
    tables = [
        table if table is None else table[table["leefgebied"].isin([AREAS[area] for area in kept])]
        for table in measurements_of(world.draw, made.own, made.before, made.others)
    ]
    lower = mirror == "lower is better"
    known = _instruments(lower, made.reliability)
    now, past = (_turned(table) if lower else table for table in tables)
    return Planted(
        pair_measurements(now, instruments=known),
        now,
        None if past is None else pair_measurements(past, instruments=known),
        AREAS[world.area],
        known,
    )


@dataclass(frozen=True)
class Worlds:
    """From where to where a world differs from set to set, as in World; `levels`: how far they lie from LEVELS."""

    stream: int
    effect: tuple[float, float]
    size: tuple[int, int]
    noise: tuple[float, float]
    levels: float
    correlation: tuple[float, float]

    def world(self, seed: int) -> World:
        """The world of one set."""
        draw = np.random.default_rng([self.stream, seed])
        return World(
            draw,
            area=int(draw.integers(len(AREAS))),
            effect=float(draw.uniform(*self.effect)),
            size=int(draw.integers(*self.size)),
            noise=float(draw.uniform(*self.noise)),
            levels=LEVELS + draw.uniform(-self.levels, self.levels, len(LEVELS)),
            correlation=float(draw.uniform(*self.correlation)),
        )


WORLDS = Worlds(13, (0.9, 1.4), (80, 141), (0.45, 0.65), 0.3, (0.2, 0.6))
# other teams than the rules were made with: from small to large, from sharp to blurred, leefgebieden of no
# resemblance to nearly the same
WIDER = Worlds(17, (0.8, 1.6), (60, 241), (0.3, 0.8), 0.5, (0.0, 0.8))


def others_of(world: World) -> list[Team]:
    """Teams at rest beside the own one."""
    return [world.team(OTHER_SIZE, f"O{i}") for i in range(OTHER_TEAMS)]


def _instruments(lower: bool, reliability: float | None) -> Instruments:
    known = read_instruments()
    one = known["zrm-2017"]
    given = {} if reliability is None else {"reliability": reliability}
    return {**known, "zrm-2017": replace(one, better_is="lower" if lower else "higher", **given)}


def _turned(table: pd.DataFrame | None) -> pd.DataFrame | None:
    return table if table is None else table.assign(score=LOW + HIGH - table["score"])


def _nothing(world: World) -> Told:
    return Told(world.team(), world.team(), others_of(world))


def _all_better(world: World) -> Told:
    own = world.team()
    return Told(replace(own, after=own.after + 0.5 * world.effect), world.team(), others_of(world))


QUIET = {"nobody changes": _nothing, "everybody truly better": _all_better}


def _flags(make, seed: int, worlds: Worlds) -> bool:
    checks = explained(told(make, seed, beside=False, worlds=worlds), seed)
    return bool((checks["flagged"] & ~checks["check"].isin(STARTING_POINTS)).any())


if __name__ == "__main__":
    main()
