"""The note guard: what points at a person is found, and what a team writes every week is left alone."""

import pytest

from monitorlib.instruments import read_instruments
from monitorlib.sessions import LONGEST_NOTE
from monitorlib.sessions.guard import looks_personal, why_not_kept

PERSONAL = {
    "een naam": [
        "Mevrouw Jansen wil verhuizen",
        "het gaat goed met mevrouw de Vries",
        "dhr. van der Berg",
        "Dhr Bakker belde",
        "mw. S. komt niet meer",
        "de heer El Amrani",
        "familie Yilmaz",
        "J.P. de Wit was er",
        "gesproken met K. Pietersen",
        "Fatima gaat elke week wandelen",
        "zoals bij Sjaan",
        "Nour el Amrani doet mee",
        "hij heet Storm",
        "oma Bep",
        "cliënt Willemsen",
    ],
    "een datum": [
        "opname op 3-4-2025",
        "03/04/25 gesprek",
        "2025-04-03",
        "op 3 april 2025 verhuisd",
        "geboren in 1950",
        "geb. 12",
    ],
    "de leeftijd van één persoon": ["een 81-jarige man", "de enige vrouw van 81", "a man of 81"],
    "een e-mailadres": ["mail naar piet@voorbeeld.nl"],
    "een telefoonnummer": ["bel 06-12345678", "06 12 34 56 78", "+31 6 12345678", "020-1234567"],
    "een rekeningnummer": ["NL91 ABNA 0417 1643 00"],
    "een nummer van een persoon of dossier": [
        "123456782",
        "bsn 1234.56.782",
        "dossier 4512",
        "nummer 1234567",
    ],
    "een postcode": ["woont op 1234 AB", "3512jk", "1012AB 12"],
    "een adres": ["Kerkstraat 12", "aan de dorpsstraat 3b", "Parkweg 7", "Prins Hendrikkade 100"],
}
ORDINARY = [
    "Maandag beginnen we met het spreekuur.",
    "Wmo en Jeugdwet werken elkaar tegen.",
    "We zien minder schulden bij Financiën dan vorig jaar.",
    "Team Oost en Wijkteam Noord doen dit samen.",
    "De ZRM is van 2017; in 2025 en 2026 meten we opnieuw.",
    "Van 60 inwoners gingen er 26 vooruit (43%).",
    "Vanaf 1 april elke dinsdag inloop.",
    "Als plan A. Daarna plan B. Daarna kijken we verder.",
    "Jongeren van 18 jaar vallen tussen wal en schip.",
    "Een mevrouw die al lang in zorg is, herkende dit.",
    "De heer des huizes is vaak niet thuis.",
    "In Den Haag en Utrecht werkt dit zo, zegt Movisie.",
    "De GGD en het Leger des Heils helpen mee.",
    "Universiteit van Amsterdam; Raad van State; Gemeente de Bilt.",
    "Budget: 100000 euro, of € 250000 per jaar.",
    "Onderweg 2 keer gebeld, in het park 3 groepen.",
    "Mei en juni waren druk. Augustus niet.",
    "D.w.z. z.s.m. i.o.m. de teamleider.",
    "Herkennen we dit? Deels. Meer groepswerk, minder één op één.",
    "Inloop van 10.00 tot 12.30 uur, 3 a 4 keer, score 2-3 naar 4-5.",
    "Zelfredzaamheid-Matrix 2017 en Mijn ZRM naast elkaar.",
    "De huisarts, de POH en Buurtzorg verwijzen vaker.",
    "",
]


@pytest.mark.parametrize(
    ("kind", "note"), [(kind, note) for kind, notes in PERSONAL.items() for note in notes]
)
def test_what_points_at_a_person_is_found(kind, note):
    assert any(found.nl.startswith(f"{kind} (") for found in looks_personal(note))


@pytest.mark.parametrize("note", ORDINARY)
def test_what_a_team_writes_is_left_alone(note):
    assert looks_personal(note) == []


def test_no_word_of_an_instrument_looks_like_a_person():
    instruments = read_instruments().values()
    labels = [area.label for each in instruments for area in each.leefgebieden]
    assert labels
    assert [label for label in labels for text in (label.nl, label.en) if looks_personal(text)] == []


def test_all_that_was_found_is_told_at_once_with_the_piece_that_it_is_about():
    found = looks_personal("Mevrouw Jansen,\nKerkstraat 12, 06-12345678")
    assert [piece.en for piece in found] == [
        "a name (“Mevrouw Jansen”)",
        "a phone number (“06-12345678”)",
        "an address (“Kerkstraat 12”)",
    ]


def test_however_much_was_found_what_to_do_is_said_once():
    found = looks_personal("Mevrouw Jansen, 3 mei 2024, jansen@voorbeeld.nl, 06-12345678")
    assert len(found) == 4
    told = why_not_kept(found)
    assert told.nl.count("Schrijf het zonder") == told.en.count("Write it without") == 1
    for piece in found:
        assert piece.nl in told.nl and piece.en in told.en


@pytest.mark.parametrize(
    "piece", ["a", "A", "1", "a@", "straat", "A.", "mevrouw ", "a. B c' van de 0 0-1.2 "]
)
def test_a_note_of_the_longest_length_is_judged_whatever_it_holds(piece):
    """Every form has a longest length, so that none looks back over the whole text."""
    note = (piece * LONGEST_NOTE)[: LONGEST_NOTE - 20] + " mevrouw Jansen"
    assert any("een naam" in found.nl for found in looks_personal(note))
