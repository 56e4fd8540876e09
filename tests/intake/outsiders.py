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
    "financien": "Financ.|Finan|Fin.situatie|Financiële sit.|Fin|FINAN|Inkomen/financien|Fin. zelfredz.",
    "werk_opleiding": "Werk/opl.|Werk & opl|Werk-opleid."
    "|Wrk. & opleiding|Werken & leren|Werk_opl|Arbeid/opl.",
    "tijdsbesteding": "Tijdsbest.|Tijdsbested.|Tijdsbesteed|Tijdbest.|Tijdsbest|Tijdbested.|Tijd",
    "huisvesting": "Huisv.|Huisvest.|Huisvst.|Huisves|Wonen/huisv.|Huisv",
    "huiselijke_relaties": "Huis. relaties|Huisel. rel.|Huiselijke relat."
    "|Huisel.relaties|Huiselijk|HuisRel|Huish. relaties",
    "geestelijke_gezondheid": "Geest. gezondh.|Geestel. gez.|Psych. gezondheid"
    "|Geestelijk|Gezondheid (geest.)|Psych. gez.",
    "lichamelijke_gezondheid": "Lich. gezondh.|Lichamel. gez.|Fys. gezondheid"
    "|Lichamelijk|Fysiek|Gezondheid (lich.)|Somatisch",
    "middelengebruik": "Middelengebr.|Middelen gebr.|Middeleng."
    "|Midd. gebruik|Mid. gebr.|Alcohol/drugsgebruik",
    "basale_adl": "Bas. ADL|Basale A.D.L.|ADL bas.|Basaal ADL|ADL basis|ADL (bas)|B-ADL",
    "instrumentele_adl": "Instr. ADL|ADL instr.|Instrument. ADL"
    "|Instrumenteel ADL|I-ADL|ADL (instrum)|Instr. A.D.L.",
    "sociaal_netwerk": "Soc. netwerk|Soc. netw.|Soc.Netwerk|Netwerk soc.|Sociaal|Netw.",
    "maatschappelijke_participatie": "Maatsch. part.|Maatsch. participatie|Mtsch. participatie"
    "|Maatschap. partic.|Maatsch.|Mts. part.",
    "justitie": "Just.|Justit.|Justitie e.d.|Justi|Justitieel|Politie/justitie|Contact justitie",
}
TRANSLATED = {
    "financien": "Personal finances|Financial situation|Finance|Finanzen|Finances (SSM)",
    "werk_opleiding": "Work and schooling|Employment & training|Job & education|Arbeit & Bildung|Work/edu",
    "tijdsbesteding": "Use of daily time|Time-use (day)|Tijdsbestd.|Usage of time",
    "huisvesting": "Housing situation|Housing status|Huis en woning|Housing (SSM)",
    "huiselijke_relaties": "Domestic relationships|Home relationships|Domestic rel.|Relationships (home)",
    "geestelijke_gezondheid": "Psychological health|Mentale gezondheid"
    "|Psychische Gesundheit|Mental hlth|Mental",
    "lichamelijke_gezondheid": "Bodily health|Somatische gezondheid"
    "|Phys. health|Körperliche Gesundheit|Physical",
    "middelengebruik": "Addiction & substances|Drugs/alcohol|Substance-use (score)|Use of the substances",
    "basale_adl": "Basic activities of daily living|Basic ADL's|Basic A.D.L.",
    "instrumentele_adl": "Instrumental activities of daily living|Instrumental ADL's|Instrumental A.D.L.",
    "sociaal_netwerk": "Social net|Social network quality|Soziales Netzwerk|Social netw",
    "maatschappelijke_participatie": "Participation (society)|Societal part."
    "|Participation in the community|Society/participation",
    "justitie": "Police & justice|Justiz|Justice/legal|Judicial (score)",
}
PREFIXES = (  # one a line, as one holds "|"
    "Zelfredzaamheid [{}]",
    "groep_zrm/{}",
    "ZRM-2017: {}",
    "SSM - {}",
    "Matrix » {}",
    "vr{n:02d}_{}",
    "V{n}. {}",
    "{n}a. {} (score)",
    "Q3_{n} {}",
    "zrm_{}",
    "score_{}",
    "[{n}] {}",
    "Domein {n}: {}",
    "Resultaat {} (1-5)",
    "item{n} {}",
    "2.{n} {}",
    "Blok zelfredzaamheid - {}",
    "Deel B | {}",
)
CLIENT = (
    "Hulpvragernr|Casusnr.|Nr. deelnemer|ResidentNo|ID hulpvrager|Cliëntref.|Klantref|clientKey|Inwonersnummer"
    "|Cliëntennummer|Participant no.|Persoonsnr|Zorgvragersnummer"
    "|Bewoners-ID|Clnr|Deelnemersnummer|PatientID|Cl.nr"
    "|Respondentnr|Pseudo-ID|Uniek ID|ZorgID|pers_id|klant|anoniem nummer|ID inw."
)
TEAM = (
    "Organisatienm|Wijkteams|Teamnm|Naam v.h. team"
    "|Sociaal wijkteam naam|Team / locatie|Locatie team|Gebiedsteamnaam"
    "|Vestigingnaam|Teamomschrijving|Work team|Wijkteam (naam)"
    "|Org. eenheid|Organisatie-onderdeel|tm|wijkteam_naam"
    "|Afdelingsnaam|Soc. team"
)
DAY = (
    "Scoredatum ZRM|Afnamedag|Dat. meting|Datum van afnemen"
    "|Assessment day|Date scored|Datum ZRM-afname|Dag v. meting"
    "|Meetdd|Measurement dt|Date completed|Datum invullen"
    "|Datum v.d. meting|Meetdat.|Afn.datum|Invuldat|Datum/tijd"
    "|Dt_meting|Ingevoerd op|datum_afn|Dag meting|Datum scoren|dat_zrm"
)
WORKER = "Mw-code|Casehouder|Medew.|Wmo-consulent|Hulpverl."
MOMENTS = (  # the words of the moments, and the name of the date of one
    ("intakegesprek|eindgesprek", "Datum {}"),
    ("1e afname|2e afname", "Datum {}"),
    ("vóórmeting|naméting", "Dat. {}"),
    ("pre-test|post-test", "Date {}"),
    ("M0|M6|M12", "Datum {}"),
    ("baseline visit|follow-up 1|follow-up 2", "Date {}"),
    ("ronde 1|ronde 2|ronde 3", "Datum {}"),
    ("startgesprek|tussengesprek|slotgesprek", "{} datum"),
    ("first|second|third", "Date {}"),
    ("2023|2024|2025", "Datum {}"),
    ("bij aanvang|na 6 maanden|na 12 maanden", "Datum {}"),
    ("wave1|wave2", "date_{}"),
    ("beginmetng|eindmetng", "Datum {}"),
    ("T1|T2|T3", "Datum {}"),
    ("eerste keer|laatste keer", "Datum {}"),
    ("nulm.|vervolgm. 1", "Datum {}"),
    ("wk 0|wk 26", "Datum {}"),
    ("admission|discharge", "Date of {}"),
    ("opstartfase|afsluitfase", "Datum {}"),
    ("meting A|meting B", "Datum {}"),
    ("vm|nm", "Datum {}"),
    ("begin|einde", "{}dat"),
    ("1|2", "Datum{}"),
    ("1st|2nd", "date {}"),
    ("0m|6m|12m", "Datum {}"),
    ("start|6 mnd|1 jaar", "Datum {}"),
    ("nul|een|twee", "Datum {}"),
    ("intake|evaluatie 1|evaluatie 2", "Datum {}"),
    ("m1|m2|m3", "d_{}"),
    ("baseline|fu", "{} date"),
    ("i|ii|iii", "Datum {}"),
    ("meting1|meting2", "datum{}"),
    ("ZRM1|ZRM2", "Datum {}"),
    ("aanvang zorg|einde zorg", "Datum {}"),
    ("voortraject|natraject", "Datum {}"),
    ("tijdstip 1|tijdstip 2", "Datum {}"),
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
    "area": "Leefgebiedsnaam|Domeinomschrijving|Levensdomein (ZRM)|Life area name|Leefgeb.|Zrm-domeinen",
    "score": "Scoren|ZRM-waarde|Score (1-5)|Scr|Waardering 1-5|Score value",
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
    told, dated = draw.choice(MOMENTS)
    moments = told.split("|")
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


def _one(draw: random.Random, words: str) -> str:
    return draw.choice(words.split("|"))


def _spelled(draw: random.Random, kind: str, code: str, label: str) -> str:
    if kind == "short":
        return _one(draw, SHORT[code])
    if kind == "translated":
        return _one(draw, TRANSLATED[code])
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
    return [_one(draw, CLIENT), _one(draw, TEAM), _one(draw, WORKER)]


def _person(client: str, team: str) -> list[str]:
    return [client, team, f"mw-{int(client) % 5}"]


def _spell(draw: random.Random, form: Form, score: float) -> str:
    return spell_score(draw, form.score_form, (score, None, ""))


def _wide(draw, form, visits, words, moments, dated) -> list[list]:
    head = [*_people(draw), _one(draw, DAY), *words.values()]
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
    head = [*_people(draw), _one(draw, DAY), _one(draw, LONG["area"]), _one(draw, LONG["score"])]
    rows = [
        [*_person(client, team), spell_day(form.date_form, day), word, _spell(draw, form, score)]
        for client, team, measured in visits
        for day, scores in measured
        for word, score in zip(words.values(), scores, strict=True)
    ]
    return [head, *rows]
