"""Exports whose header words come from outside our lists: cut off, prefixed, translated, misspelt by one letter.

The words stand here, fixed; none of them is read from, or stands as such in, fields.toml or an instrument
(`test_outsiders` holds that). What a misspelling or a prefix makes of them is drawn by the seed.
"""

import random
import string
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests.intake.exports import ZRM
from tests.intake.generator import CODES
from tests.intake.spelling import Form, spell_day, spell_score, write_export

SHORT = {
    "financien": ("Financ.", "Finan", "Fin.situatie", "Financiële sit."),
    "werk_opleiding": ("Werk/opl.", "Werk & opl", "Werk-opleid.", "Wrk. & opleiding"),
    "tijdsbesteding": ("Tijdsbest.", "Tijdsbested.", "Tijdsbesteed", "Tijdbest."),
    "huisvesting": ("Huisv.", "Huisvest.", "Huisvst.", "Huisves"),
    "huiselijke_relaties": ("Huis. relaties", "Huisel. rel.", "Huiselijke relat.", "Huisel.relaties"),
    "geestelijke_gezondheid": ("Geest. gezondh.", "Geestel. gez.", "Psych. gezondheid", "Geest.gezondheid"),
    "lichamelijke_gezondheid": ("Lich. gezondh.", "Lichamel. gez.", "Fys. gezondheid", "Lich.gezondheid"),
    "middelengebruik": ("Middelengebr.", "Middelen gebr.", "Middeleng.", "Midd. gebruik"),
    "basale_adl": ("Bas. ADL", "Basale A.D.L.", "ADL bas.", "Basaal ADL"),
    "instrumentele_adl": ("Instr. ADL", "ADL instr.", "Instrument. ADL", "Instrumenteel ADL"),
    "sociaal_netwerk": ("Soc. netwerk", "Soc. netw.", "Sociaal netw", "Soc.Netwerk"),
    "maatschappelijke_participatie": (
        "Maatsch. part.",
        "Maatsch. participatie",
        "Mtsch. participatie",
        "Maatschap. partic.",
    ),
    "justitie": ("Just.", "Justit.", "Justitie e.d.", "Justi"),
}
TRANSLATED = {
    "financien": ("Personal finances", "Financial situation", "Finance", "Finanzen"),
    "werk_opleiding": ("Work and schooling", "Employment & training", "Job & education", "Arbeit & Bildung"),
    "tijdsbesteding": ("Time use", "Use of daily time", "Daytime activity", "Time spending"),
    "huisvesting": ("Accommodation", "Housing situation", "Housing status", "Huis en woning"),
    "huiselijke_relaties": (
        "Family relations",
        "Domestic relationships",
        "Household relations",
        "Home relationships",
    ),
    "geestelijke_gezondheid": (
        "Psychological health",
        "Mental well-being",
        "Mentale gezondheid",
        "Psychische Gesundheit",
    ),
    "lichamelijke_gezondheid": (
        "Bodily health",
        "Physical wellbeing",
        "Somatische gezondheid",
        "Physical condition",
    ),
    "middelengebruik": ("Use of substances", "Substance misuse", "Substance abuse", "Addiction & substances"),
    "basale_adl": ("ADL basic", "Basic activities of daily living", "Basic ADL's", "Basic daily living"),
    "instrumentele_adl": (
        "ADL instrumental",
        "Instrumental activities of daily living",
        "Instrumental ADL's",
        "Instrumental daily living",
    ),
    "sociaal_netwerk": ("Social networks", "Social net", "Social network quality", "Soziales Netzwerk"),
    "maatschappelijke_participatie": (
        "Social participation",
        "Community participation",
        "Societal participation",
        "Participation in community",
    ),
    "justitie": ("Judicial", "Criminal justice", "Justice system", "Police & justice"),
}
PREFIXES = (
    "Zelfredzaamheid [{}]", "groep_zrm/{}", "ZRM-2017: {}", "SSM - {}", "Matrix » {}", "vr{n:02d}_{}", "V{n}. {}", "{n}a. {} (score)",
    "Q3_{n} {}", "zrm_{}", "score_{}", "[{n}] {}", "Deel B | {}", "Domein {n}: {}", "Resultaat {} (1-5)", "item{n} {}", "2.{n} {}", "Blok zelfredzaamheid - {}",
)  # fmt: skip
CLIENT = (
    "Hulpvragernr", "Casusnr.", "Nr. deelnemer", "ResidentNo", "ID hulpvrager", "Cliëntref.", "Klantref", "clientKey", "Inwonersnummer", "Cliëntennummer",
    "Participant no.", "Resident-ID", "Persoonsnr", "Zorgvragersnummer", "Bewoners-ID", "Clnr", "Deelnemersnummer", "PatientID",
)  # fmt: skip
TEAM = (
    "Organisatienm",
    "Wijkteams",
    "Teamnm",
    "Naam v.h. team",
    "Sociaal wijkteam naam",
    "Team / locatie",
    "Locatie team",
    "Gebiedsteamnaam",
    "Vestigingnaam",
    "Teamomschrijving",
    "Team(naam)",
    "Work team",
)
DAY = (
    "Scoredatum ZRM", "Afnamedag", "Ingevuld d.d.", "Dat. meting", "Datum van afnemen", "Assessment day", "Date scored", "Datum ZRM-afname", "Dag v. meting", "Meetdd", "Measurement dt",
    "Date completed", "Datum invullen", "Datum v.d. meting",
)  # fmt: skip
WORKER = ("Mw-code", "Casehouder", "Medew.", "Wmo-consulent", "Hulpverl.")
MOMENTS = (  # the words of the moments, and the name of the date of one
    (("intakegesprek", "eindgesprek"), "Datum {}"),
    (("1e afname", "2e afname"), "Datum {}"),
    (("vóórmeting", "naméting"), "Dat. {}"),
    (("pre-test", "post-test"), "Date {}"),
    (("M0", "M6", "M12"), "Datum {}"),
    (("baseline visit", "follow-up 1", "follow-up 2"), "Date {}"),
    (("ronde 1", "ronde 2", "ronde 3"), "Datum {}"),
    (("startgesprek", "tussengesprek", "slotgesprek"), "{} datum"),
    (("first", "second", "third"), "Date {}"),
    (("2023", "2024", "2025"), "Datum {}"),
    (("bij aanvang", "na 6 maanden", "na 12 maanden"), "Datum {}"),
    (("wave1", "wave2"), "date_{}"),
    (("beginmetng", "eindmetng"), "Datum {}"),
    (("T1", "T2", "T3"), "Datum {}"),
    (("eerste keer", "laatste keer"), "Datum {}"),
    (("nulm.", "vervolgm. 1"), "Datum {}"),
    (("wk 0", "wk 26"), "Datum {}"),
    (("admission", "discharge"), "Date of {}"),
    (("opstartfase", "afsluitfase"), "Datum {}"),
    (("meting A", "meting B"), "Datum {}"),
)
PLACES = (
    "{area} {moment}",
    "{area}_{moment}",
    "{moment}_{area}",
    "{moment} - {area}",
    "{area} ({moment})",
    "{area} [{moment}]",
    "{area}.{moment}",
    "{moment}: {area}",
)
LONG = {
    "area": (
        "Leefgebiedsnaam",
        "Domeinomschrijving",
        "Levensdomein (ZRM)",
        "Life area name",
        "Leefgeb.",
        "Zrm-domeinen",
    ),
    "score": ("Scoren", "ZRM-waarde", "Score (1-5)", "Scr", "Waardering 1-5", "Score value"),
}
TEAMS = ("Team Oost", "Team West", "Wijkteam Centrum")
PEOPLE = 12

Truth = dict[tuple[str, date, str], tuple[float, str]]


@dataclass(frozen=True)
class Outsider:
    """An export, what is in it (client, day, leefgebied to score and team), and how it was made."""

    path: Path
    truth: Truth
    form: str


def make_outsider(folder: Path, seed: int) -> Outsider:
    """Export number `seed`; the same seed gives the same export."""
    draw = random.Random(seed)
    form = _form(draw)
    words, style = _area_words(draw)
    moments, dated = draw.choice(MOMENTS)
    visits = _visits(draw, len(moments) if form.shape == "B" else 2)
    table = {"A": _wide, "B": _by_moment, "C": _long}[form.shape](draw, form, visits, words, moments, dated)
    path = write_export(folder / f"outsider_{seed}", table, form)
    truth = {
        (client, day, code): (score, team)
        for client, team, measured in visits
        for day, scores in measured
        for code, score in zip(CODES, scores, strict=True)
    }
    return Outsider(
        path, truth, f"{seed}: {form.shape} {style} {moments if form.shape == 'B' else ''} {table[0][:6]}"
    )


def _form(draw: random.Random) -> Form:
    encoding = draw.choice(["utf-8", "utf-8-sig", "cp1252", "utf-16", "xlsx", "xlsx-real"])
    return Form(
        shape=draw.choice("AABBC"),
        encoding=encoding,
        separator=draw.choice(";,\t|"),
        date_form="real"
        if encoding == "xlsx-real"
        else draw.choice(["dd-mm-jjjj", "iso", "words", "d-m-jjjj"]),
        score_form=draw.choice(["4", "4", "4 - label", "label"]),
        end=draw.choice(["\n", "\r\n"]),
        sep_line=False,
    )


def _area_words(draw: random.Random) -> tuple[dict[str, str], str]:
    """A name for each leefgebied, in one of five styles or all of them mixed."""
    style = draw.choice(["short", "translated", "misspelt", "prefixed", "glued", "mixed"])
    prefix = draw.choice(PREFIXES) if style in ("prefixed", "mixed") else "{}"
    names = {}
    for number, (code, label) in enumerate(zip(CODES, ZRM, strict=True), start=1):
        kind = draw.choice(["short", "label", "misspelt"]) if style == "mixed" else style
        names[code] = prefix.format(_spelled(draw, kind, code, label), n=number)
    return names, style


def _spelled(draw: random.Random, kind: str, code: str, label: str) -> str:
    if kind == "short":
        return draw.choice(SHORT[code])
    if kind == "translated":
        return draw.choice(TRANSLATED[code])
    if kind == "misspelt":
        return _misspelt(draw, label)
    if kind == "glued":
        return (
            label.replace(" & ", " ").title().replace(" ", "")
            if "ADL" not in label
            else label.replace(" ", "")
        )
    return label


def _misspelt(draw: random.Random, label: str) -> str:
    """One letter dropped, doubled, changed or swapped with the next, in a word of five letters or more."""
    places = [
        i for i in range(1, len(label) - 2) if label[i - 1 : i + 2].isalpha() and _word_at(label, i) > 5
    ]
    at, letter = draw.choice(places), draw.choice(string.ascii_lowercase)
    made = {
        "drop": label[:at] + label[at + 1 :],
        "double": label[:at] + label[at] + label[at:],
        "change": label[:at] + letter + label[at + 1 :],
        "swap": label[:at] + label[at + 1] + label[at] + label[at + 2 :],
    }
    return made[draw.choice(list(made))]


def _word_at(label: str, place: int) -> int:
    """How long the word is in which a place lies."""
    return len(label[: place + 1].split(" ")[-1] + label[place + 1 :].split(" ")[0])


def _visits(draw: random.Random, most: int) -> list:
    visits = []
    for place, number in enumerate(draw.sample(range(1000, 99_999), PEOPLE)):
        day, measured = date(2023, 1, 1) + timedelta(days=draw.randrange(150)), []
        for _ in range(most):
            measured.append((day, [float(draw.randint(1, 5)) for _ in CODES]))
            day += timedelta(days=draw.randrange(60, 200))
        visits.append((f"{number:06d}", TEAMS[place % len(TEAMS)], measured))
    return visits


def _people(draw: random.Random) -> list[str]:
    return [draw.choice(CLIENT), draw.choice(TEAM), draw.choice(WORKER)]


def _person(client: str, team: str) -> list[str]:
    return [client, team, f"mw-{int(client) % 5}"]


def _spell(draw: random.Random, form: Form, score: float) -> str:
    return spell_score(draw, form.score_form, (score, None, ""))


def _wide(draw, form, visits, words, moments, dated) -> list[list]:
    head = [*_people(draw), draw.choice(DAY), *words.values()]
    rows = [
        [*_person(client, team), spell_day(form.date_form, day), *(_spell(draw, form, s) for s in scores)]
        for client, team, measured in visits
        for day, scores in measured
    ]
    return [head, *rows]


def _by_moment(draw, form, visits, words, moments, dated) -> list[list]:
    place = draw.choice(PLACES)
    head = [*_people(draw), *(dated.format(moment) for moment in moments)]
    head += [place.format(area=word, moment=moment) for moment in moments for word in words.values()]
    rows = [
        [
            *_person(client, team),
            *(spell_day(form.date_form, day) for day, _ in measured),
            *(_spell(draw, form, s) for _, scores in measured for s in scores),
        ]
        for client, team, measured in visits
    ]
    return [head, *rows]


def _long(draw, form, visits, words, moments, dated) -> list[list]:
    head = [*_people(draw), draw.choice(DAY), draw.choice(LONG["area"]), draw.choice(LONG["score"])]
    rows = [
        [*_person(client, team), spell_day(form.date_form, day), word, _spell(draw, form, score)]
        for client, team, measured in visits
        for day, scores in measured
        for word, score in zip(words.values(), scores, strict=True)
    ]
    return [head, *rows]
