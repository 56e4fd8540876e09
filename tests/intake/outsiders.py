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
    "financien": "Financ.|Finan|Fin.situatie|Financiële sit.|FINAN|Inkomen/financien|Fin. zelfredz.|Geldz."
    "|Financiën/inkomen|Financ. situatie|finnc|Financiele zaken"
    "|Einkommen und Finanzen|financieel beheer|Fin. administratie|Financieen|Geldbeheer"
    "|Inkom.",
    "werk_opleiding": "Werk/opl.|Werk & opl|Werk-opleid.|Wrk. & opleiding|Werken & leren|Werk_opl|Arbeid/opl."
    "|Werk/scholing|wrk_opl|Werk en dagopleiding|Werk- en opleidingssituatie|werk_opleid"
    "|opl_werk|Werksituatie/opl.|WerkOpl",
    "tijdsbesteding": "Tijdsbested.|Tijdsbesteed|Tijdbest.|Tijdbested.|Tijd|Tijds.|tijdsbst|Dagbest./tijd"
    "|Tijdbesteed.|tijd_best|Tijdsbesteding overdag",
    "huisvesting": "Huisvest.|Huisvst.|Huisves|Wonen/huisv.|hsv|hsvst|Woonsit.|Huisvesting/woning"
    "|Woonruimte/huisv.|Huisvestings|Huis & wonen",
    "huiselijke_relaties": "Huisel. rel.|Huiselijke relat.|Huiselijk|HuisRel|Huish. relaties|Huis.rel|huis_rel"
    "|Huisel_relat|Relaties (huiselijk)|Thuisrelaties/gezin|Huisgenoten-relaties|Rel. thuis",
    "geestelijke_gezondheid": "Geest. gezondh.|Geestel. gez.|Geestelijk|Gezondheid (geest.)|Psych. gez.|geest_gez"
    "|gstl_gez|GGZ-situatie|Gez. geestelijk|Psych.|Geest"
    "|Mentaal/psychisch|Psyche/gezondheid",
    "lichamelijke_gezondheid": "Lich. gezondh.|Lichamel. gez.|Gezondheid (lich.)|lich_gez|lchm_gez"
    "|Gez. lichamelijk|Lich.|Fysieke gesteldheid|Lichaam/gezondheid",
    "middelengebruik": "Middelen gebr.|Middeleng.|Midd. gebruik|Mid. gebr.|Alcohol/drugsgebruik|mddlngbr"
    "|Middel.gebruik|Gebruik v. middelen|Middel-gebruik",
    "basale_adl": "Basale A.D.L.|ADL bas.|Basaal ADL|ADL (bas)|B-ADL|Bsl ADL"
    "|Basale alg. dagelijkse levensverrichtingen|Basale levensverrichtingen|ADL I (basaal)"
    "|ADL - basale",
    "instrumentele_adl": "ADL instr.|Instrument. ADL|Instrumenteel ADL|I-ADL|ADL (instrum)|Instr. A.D.L.|inst_adl"
    "|Instrm ADL|Instrumentele alg. dagelijkse levensverrichtingen"
    "|Instrumentele levensverrichtingen|ADL II (instrumenteel)|ADL - instrumentele",
    "sociaal_netwerk": "Netwerk soc.|Netw.|scl_ntw|Steunend netwerk|Soc. network|Netwerken|Soz. Netz",
    "maatschappelijke_participatie": "Mtsch. participatie|Maatschap. partic.|Maatsch.|Mts. part.|maat_part"
    "|mtsch_prt|Participatie (maatsch.)|Partic.|Meedoen in de maatschappij|Meedoen/participatie"
    "|Maatsch.deelname",
    "justitie": "Just.|Justit.|Justitie e.d.|Justi|Contact justitie|jst|jstt|Justitiecontacten"
    "|Justitie/veiligheid|Contacten met justitie|Politie & justitie (contact)"
    "|Justitiële situatie",
}
TRANSLATED = {
    "financien": "Personal finances|Financial situation|Finances (SSM)|Finances/income|Financial matters"
    "|Situation financière|Finances personnelles|Finanzielle Lage|finances_total"
    "|Financial status|Income & finances",
    "werk_opleiding": "Work and schooling|Employment & training|Job & education|Arbeit & Bildung|Work/edu"
    "|Work/education|Employment and education|Work or training|Emploi et formation"
    "|Travail & formation|Arbeit und Ausbildung|Beruf und Bildung|Work & study"
    "|Education & work",
    "tijdsbesteding": "Use of daily time|Time-use (day)|Tijdsbestd.|Usage of time|Daytime use"
    "|Time use/daily activities|Day-time activities|Use of daytime|Spending of time"
    "",
    "huisvesting": "Housing situation|Huis en woning|Housing (SSM)|Housing/accommodation|Logement & habitat"
    "|Hsng|housing_sit|Accomm.",
    "huiselijke_relaties": "Domestic relationships|Home relationships|Domestic rel.|Relationships (home)|hsl_rel"
    "|Relations domestiques|Relations familiales|Häusliche Beziehungen|Familiäre Beziehungen"
    "|dom_relations|Family relationship|Gezinsrel.|In-home relations",
    "geestelijke_gezondheid": "Psychological health|Psychische Gesundheit|Mental hlth|Santé mentale"
    "|Geistige Gesundheit|mental_h|MentalHealth|Emotional/mental health|Mental healthiness",
    "lichamelijke_gezondheid": "Bodily health|Somatische gezondheid|Phys. health|Körperliche Gesundheit"
    "|Physical well-being|Santé physique|Santé corporelle|phys_h|PhysicalHealth"
    "|Physical state of health",
    "middelengebruik": "Addiction & substances|Drugs/alcohol|Substance-use (score)|Use of the substances"
    "|Substance abuse/use|Consommation de substances|Subst. use|substance_u|Drug & alcohol"
    "|Sucht",
    "basale_adl": "Basic activities of daily living|Basic ADL's|Basic A.D.L.|Activités de base"
    "|Basale Aktivitäten|Basic functioning",
    "instrumentele_adl": "Instrumental activities of daily living|Instrumental ADL's|Instrumental A.D.L."
    "|Instrumentele activiteiten (ADL)|Activités instrumentales|Instrumentelle Aktivitäten"
    "|Instrumental living skills|Instrumental functioning",
    "sociaal_netwerk": "Social net|Social network quality|Soziales Netzwerk|Social netw|Réseau social"
    "|social_n|SocialNetwork",
    "maatschappelijke_participatie": "Participation (society)|Societal part.|Participation in the community"
    "|Society/participation|Participation sociale|Participation à la société"
    "|Gesellschaftliche Teilhabe|Soziale Teilhabe|Community part.|societal_p"
    "|SocietalParticipation|Taking part in society",
    "justitie": "Police & justice|Justice/legal|Judicial (score)|Justice pénale"
    "|Recht/Justiz|Legal/justice|justice_s|Legal status|Involvement with justice|Crime",
}
ENGLISH = {
    "financien": "Finance situation",
    "werk_opleiding": "Working and schooling",
    "tijdsbesteding": "Usage of time",
    "huisvesting": "Housing conditions",
    "huiselijke_relaties": "Household relationship",
    "geestelijke_gezondheid": "Mental health status",
    "lichamelijke_gezondheid": "Physical health status",
    "middelengebruik": "Using substances",
    "basale_adl": "Basic ADL level",
    "instrumentele_adl": "Instrumental ADL level",
    "sociaal_netwerk": "Social network state",
    "maatschappelijke_participatie": "Community participation level",
    "justitie": "Justice status",
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
    "{n:02d}_{}",
    "V3_{}",
    "v1.{}",
    "{}_score",
    "{} (1-5)",
    "{} [score 1-5]",
    "{} - niveau",
    "ZRM_{n}_{}",
    "zrm.{}",
)
CLIENT = (
    "Hulpvragernr|Casusnr.|Nr. deelnemer|ResidentNo|ID hulpvrager|Cliëntref.|Klantref"
    "|clientKey|Inwonersnummer|Cliëntennummer|Participant no.|Persoonsnr|Zorgvragersnummer"
    "|Bewoners-ID|Clnr|Deelnemersnummer|PatientID|Cl.nr|Respondentnr|Pseudo-ID|Uniek ID"
    "|ZorgID|pers_id|klant|anoniem nummer|ID inw.|client_no|Inw.nr|inw_id|Nummer v.d. cliënt"
    "|Client reference|Kundennummer|Klientennummer|Teilnehmer-ID|Numéro client|Identifiant"
    "|personNumber|PersonId|subject_no|SubjectCode|Pseudoniem|Pseudoniemnr|Bewonersnr"
    "|Burgernummer|Cliëntsleutel|cliennummer|Clientnummr|Respondentcode|Code inwoner"
    "|V1_clientnr|Hulpvrager|resp_id|Patiëntnr.|Patient number"
)
TEAM = (
    "Organisatienm|Wijkteams|Teamnm|Naam v.h. team|Sociaal wijkteam naam|Team / locatie"
    "|Locatie team|Gebiedsteamnaam|Vestigingnaam|Teamomschrijving|Work team|Wijkteam (naam)"
    "|Org. eenheid|Organisatie-onderdeel|tm|wijkteam_naam|Afdelingsnaam|Soc. team|teamName"
    "|Team_oms|Teamaanduiding|Wijk-team|Buurt-team|Team (wijk)|Naam sociaal team"
    "|Uitvoerend wijkteam|Name of team|District team|Neighbourhood team|Équipe|Mannschaft"
    "|Teambezeichnung|Abteilung|Dienst|Service/team|Community team|Team in charge|wijkteem"
    "|Wijkteam/locatie|Wijkteamlocatie|Hoofdteam|Social team|Zorgteam|TeamID|Team label"
    "|Care team|V2_team"
)
DAY = (
    "Scoredatum ZRM|Afnamedag|Dat. meting|Datum van afnemen|Assessment day|Date scored"
    "|Datum ZRM-afname|Dag v. meting|Meetdd|Measurement dt|Date completed|Datum invullen"
    "|Datum v.d. meting|Meetdat.|Afn.datum|Invuldat|Datum/tijd|Dt_meting|Ingevoerd op"
    "|datum_afn|Dag meting|Datum scoren|dat_zrm|date_assessed|assessmentDate|MeasureDate"
    "|meetdatm|Metingsdatum|Datum waarop gescoord|datm_meting|Datum vd scoring|Messdatum"
    "|Erhebungsdatum|Date de mesure|Datum ingevuld op|Afnam.datum|dd meting|Scored at"
    "|Meetdatum ZRM|Ingevuld op datum|Date of scoring|Gespreksdatum|Datum gesprek ZRM"
    "|V4_datum|Datum score|Date rated|ZRM datum|dtm_afname|Day of measurement|Measured at"
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
    "area": "Leefgebiedsnaam|Domeinomschrijving|Levensdomein (ZRM)|Life area name"
    "|Zrm-domeinen|Domein ZRM|Leefgebied_oms|domainName|ZRM-onderdeel|Life domains"
    "|Lebensbereich|Domaine de vie|Domeinnm|Leefgebied (ZRM)|Levensgeb.|Area of life|Dom.",
    "score": "Scoren|ZRM-waarde|Score (1-5)|Scr|Waardering 1-5|Score value|zrmScore|Score_num"
    "|Gegeven score|Punten (1-5)|Score cijfer|Toegekende score|Scoring|Punktzahl|Bewertung"
    "|scre|Value (1-5)|Rating score|Waarde ZRM",
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
    """A name for each leefgebied, in one of seven styles or all of them mixed."""
    style = draw.choice(["short", "translated", "misspelt", "prefixed", "glued", "camel", "english", "mixed"])
    prefix = draw.choice(PREFIXES) if style in ("prefixed", "english", "mixed") else "{}"
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
    if kind in ("camel", "english"):
        return _camel(ENGLISH[code]) if kind == "camel" else ENGLISH[code]
    if kind == "glued":
        return (
            label.replace(" & ", " ").title().replace(" ", "")
            if "ADL" not in label
            else label.replace(" ", "")
        )
    return label


def _camel(words: str) -> str:
    """financialSituation, as a developer names a field."""
    first, *others = words.replace("-", " ").split()
    return first.lower() + "".join(word[:1].upper() + word[1:] for word in others)


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
