"""Exports with the truth beside them: the same measurements, written as a registration system might.

`make(seed)` draws the residents, their scores and the form: shape, encoding, separator, dates, scores, column
names, their order, lines above and below. What is drawn never depends on how the intake works.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests.intake.exports import ZRM
from tests.intake.spelling import Form, draw_form, spell_day, spell_score, write_export

CODES = (
    "financien",
    "werk_opleiding",
    "tijdsbesteding",
    "huisvesting",
    "huiselijke_relaties",
    "geestelijke_gezondheid",
    "lichamelijke_gezondheid",
    "middelengebruik",
    "basale_adl",
    "instrumentele_adl",
    "sociaal_netwerk",
    "maatschappelijke_participatie",
    "justitie",
)
MISSING = {
    "not_applicable": ("n.v.t.", "nvt", "8"),
    "unknown": ("onbekend", "9", "99"),
    "not_filled_in": ("-", ""),
}
TEAMS = ("Team Oost", "NA", "Wijkteam De Plantage", "Zuid-West", "Über den Ömmel", "007")
ALIASES = {
    "Financiën": ("Financiën", "FINANCIEN", "Inkomen", "ZRM Financiën", "1. Financiën", "Financien"),
    "Werk & opleiding": ("Werk & opleiding", "Werk en opleiding", "Werk/opleiding", "ZRM Werk & opleiding"),
    "Huisvesting": ("Huisvesting", "Wonen", "huisvesting", "Score Huisvesting"),
    "Geestelijke gezondheid": ("Geestelijke gezondheid", "Psychische gezondheid", "GGZ"),
    "Basale ADL": ("Basale ADL", "ADL basaal", "Basis ADL"),
    "Instrumentele ADL": ("Instrumentele ADL", "IADL", "ADL (instrumenteel)"),
    "Sociaal netwerk": ("Sociaal netwerk", "Sociaal Netwerk", "Netwerk", "Sociaal netwerk (score)"),
    "Justitie": ("Justitie", "Politie en justitie"),
}
CLIENT = ("Cliëntnummer", "Clientnr.", "CLIENT_ID", "Inwonernummer", "cliënt nr", "Cliëntcode")
TEAM = ("Team", "Wijkteam", "Naam team", "Sociaal team", "TEAM")
DAY = ("Datum", "Meetdatum", "Datum meting", "Datum afname", "datum_zrm")
WORKER = ("Medewerker", "Naam medewerker", "Hulpverlener", "Casemanager")
START = (
    ("_start", "Startdatum"),
    (" T0", "Datum T0"),
    (" begin", "Begindatum"),
    (" (nulmeting)", "Datum nulmeting"),
)
END = (
    ("_eind", "Einddatum"),
    (" T1", "Datum T1"),
    (" eind", "Datum eind"),
    (" (eindmeting)", "Datum eindmeting"),
)
EXTRA = {
    "Toelichting": "moeilijk gesprek; belt\nterug",
    "Geboortedatum": "01-02-1961",
    "Opmerkingen": "zie dossier",
    "Volgnummer": "3",
    "Status": "open",
}

Truth = dict[tuple[str, date, str], tuple[float | None, str | None, str]]


@dataclass(frozen=True)
class Made:
    """An export (with its dossier table), what is in it, and its form.

    The truth is (client, day, leefgebied) to (score, missing reason, team).
    """

    paths: tuple[Path, ...]
    truth: Truth
    form: str


def make(folder: Path, seed: int) -> Made:
    """Export number `seed`; the same seed gives the same export."""
    draw = random.Random(seed)
    form = draw_form(draw)
    visits = _visits(draw, form)
    stem = folder / f"export_{seed}"
    if form.shape == "E":
        paths, truth = _goals(draw, form, visits, stem)
        return Made(paths, truth, str(form))
    head, rows = {"A": _wide, "B": _by_moment, "C": _long, "D": _wide}[form.shape](draw, form, visits)
    paths = []
    if form.shape == "D":  # the team stands in a dossier table only
        head, rows = [head[0], *head[2:]], [[row[0], *row[2:]] for row in rows]
        paths.append(_dossiers(draw, form, visits, folder / f"dossiers_{seed}"))
    paths.append(_finished(draw, form, head, rows, stem))
    truth = {
        (client, day, code): (*_told(scores[code]), team)
        for client, team, moments in visits
        for day, scores in moments
        for code in CODES
    }
    return Made(tuple(paths), truth, str(form))


def _finished(draw: random.Random, form: Form, head: list, rows: list, stem: Path) -> Path:
    head, rows = _with_extras(draw, head, rows)
    return write_export(stem, _with_lines(draw, head, rows, form), form)


def _dossiers(draw: random.Random, form: Form, visits: list, stem: Path) -> Path:
    """A dossier table; some residents have an earlier dossier in another team."""
    head = [draw.choice(CLIENT), "Startdatum", "Einddatum", "Reden afsluiting", draw.choice(TEAM)]
    rows = []
    for client, team, _ in visits:
        if draw.random() < 0.3:
            early = [spell_day(form.date_form, day) for day in (date(2021, 3, 1), date(2021, 9, 30))]
            rows.append([client, *early, "verhuisd", "Team Vroeger"])
        rows.append([client, spell_day(form.date_form, date(2022, 11, 14)), "", "", team])
    return _finished(draw, form, head, rows, stem)


def _goals(draw: random.Random, form: Form, visits: list, stem: Path) -> tuple[tuple[Path], Truth]:
    """A table of goals: reached or not, or from -2 to +2."""
    words = draw.choice([("nee", "deels", "ja"), ("Nee", "Deels", "Ja"), ("-2", "-1", "0", "+1", "2")])
    low = 0 if len(words) == 3 else -2
    head = [draw.choice(CLIENT), draw.choice(TEAM), draw.choice(WORKER), draw.choice(DAY)]
    head += ["Doel", draw.choice(["Behaald", "Doel behaald"] if low == 0 else ["GAS-score", "GAS"])]
    rows, truth = [], {}
    for client, team, moments in visits:
        for day, _ in moments:
            for number in range(1, draw.randrange(1, 4) + 1):
                place = draw.randrange(len(words))
                told = [spell_day(form.date_form, day), "weer fietsen", words[place]]
                rows.append([*_start(client, team), *told])
                truth[client, day, f"doel_{number}"] = (float(low + place), None, team)
    return (_finished(draw, form, head, rows, stem),), truth


def _told(cell: tuple[float | None, str | None, str]) -> tuple[float | None, str | None]:
    return cell[0], cell[1]


def _visits(draw: random.Random, form: Form) -> list:
    """Residents with one or two measurements each; the days make day and month tell apart."""
    visits = []
    numbers = draw.sample(range(100, 99_999), 30)
    real = form.encoding == "xlsx-real"  # there a team 007 is the number 7 in the file itself
    teams = draw.sample(TEAMS[:-1] if real else TEAMS, 3)
    for number in numbers:
        first = date(2023, 1, 1) + timedelta(days=draw.randrange(500))
        days = [first, first + timedelta(days=draw.randrange(60, 300))][: draw.choice([1, 2])]
        visits.append((f"{number:06d}", draw.choice(teams), [(day, _scores(draw)) for day in days]))
    return visits


def _scores(draw: random.Random) -> dict:
    scores = {}
    for code in CODES:
        if draw.random() < 0.08:
            reason = draw.choice(list(MISSING))
            scores[code] = (None, reason, draw.choice(MISSING[reason]))
        else:
            scores[code] = (float(draw.randint(1, 5)), None, "")
    scores[CODES[0]] = (float(draw.randint(1, 5)), None, "")  # never a measurement without any score
    return scores


def _names(draw: random.Random) -> list[str]:
    return [draw.choice(ALIASES.get(name, (name,))) for name in ZRM]


def _start(client: str, team: str) -> list[str]:
    """Client, team and worker."""
    return [client, team, f"mw-{int(client) % 7}"]


def _wide(draw: random.Random, form: Form, visits: list) -> tuple[list, list]:
    head = [draw.choice(CLIENT), draw.choice(TEAM), draw.choice(WORKER), draw.choice(DAY), *_names(draw)]
    rows = [
        [
            *_start(client, team),
            spell_day(form.date_form, day),
            *(spell_score(draw, form.score_form, scores[code]) for code in CODES),
        ]
        for client, team, moments in visits
        for day, scores in moments
    ]
    return head, rows


def _by_moment(draw: random.Random, form: Form, visits: list) -> tuple[list, list]:
    place = draw.randrange(len(START))
    (first, first_day), (last, last_day) = START[place], END[place]
    names = _names(draw)
    head = [draw.choice(CLIENT), draw.choice(TEAM), draw.choice(WORKER), first_day, last_day]
    head += [f"{name}{moment}" for moment in (first, last) for name in names]
    rows = []
    for client, team, moments in visits:
        days = [spell_day(form.date_form, day) for day, _ in moments]
        cells = [spell_score(draw, form.score_form, scores[c]) for _, scores in moments for c in CODES]
        blank = [""] * (26 - len(cells))
        rows.append([*_start(client, team), *days, *[""] * (2 - len(days)), *cells, *blank])
    return head, rows


def _long(draw: random.Random, form: Form, visits: list) -> tuple[list, list]:
    head = [draw.choice(CLIENT), draw.choice(TEAM), draw.choice(WORKER), draw.choice(DAY)]
    head += ["Instrument", "Leefgebied", "Score"] if draw.random() < 0.5 else ["Domein", "Waarde"]
    rows = []
    for client, team, moments in visits:
        for day, scores in moments:
            for name, code in zip(ZRM, CODES, strict=True):
                area = draw.choice(ALIASES.get(name, (name,)))
                area = name if area[0].isdigit() or "core" in area or "ZRM" in area else area
                middle = ["ZRM 2017"] if len(head) == 7 else []
                score = spell_score(draw, form.score_form, scores[code])
                rows.append([*_start(client, team), spell_day(form.date_form, day), *middle, area, score])
    return head, rows


def _with_extras(draw: random.Random, head: list, rows: list) -> tuple[list, list]:
    """Columns that say nothing to us, and all columns in another order."""
    extras = draw.sample(list(EXTRA), draw.randrange(3))
    order = list(range(len(head) + len(extras)))
    draw.shuffle(order)
    wide = [[*row, *(EXTRA[name] for name in extras)] for row in rows]
    full = [*head, *extras]
    return [full[i] for i in order], [[row[i] for i in order] for row in wide]


def _with_lines(draw: random.Random, head: list, rows: list, form: Form) -> list[list[str]]:
    above = draw.choice(
        [[], [["Overzicht ZRM per cliënt"]], [["Rapport"], ["Periode:", "2023 t/m 2025"], []]]
    )
    below = draw.choice([[], [[f"Totaal: {len(rows)} rijen"]], [[], ["Totaal", str(len(rows))]]])
    full = [line + [""] * (len(head) - len(line)) for line in below]
    return [*above, head, *rows, *full]
