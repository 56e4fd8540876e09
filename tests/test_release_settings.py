"""What an organisation may decide: stricter always, less strict with a reason, never below the floor."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.workspace import EXPORT_LIMITS, TEAM_LIMITS, Limits, Workspace


def _settings(tmp_path, text: str):
    return Workspace.create(tmp_path / "werkmap", text).settings()


def test_without_a_word_the_usual_limits_hold(tmp_path):
    settings = _settings(tmp_path, "")
    assert (settings.team_limits, settings.export_limits) == (TEAM_LIMITS, EXPORT_LIMITS)
    assert (TEAM_LIMITS.k, TEAM_LIMITS.m, EXPORT_LIMITS.k, EXPORT_LIMITS.m) == (5, 3, 10, 5)
    assert settings.blocks_of("Oost") is None


@pytest.mark.parametrize(
    ("written", "column"), [("wijk", "wijk"), ("leeftijd", "kenmerk_leeftijd"), ("kenmerk_x", "kenmerk_x")]
)
def test_blocks_are_a_wijk_or_a_kenmerk(tmp_path, written, column):
    settings = _settings(tmp_path, f'[vrijgave]\nblokken = "{written}"\nteams = ["Oost"]\n')
    assert (settings.blocks_of("Oost"), settings.blocks_of("West")) == (column, None)


@pytest.mark.parametrize(
    ("profile", "limits", "fits"),
    [
        ("team", "kleinste_groep = 5", True),
        ("team", "kleinste_groep = 4\nreden = 'klein team'", False),
        ("team", "kleinste_aantal = 2", False),
        ("team", "kleinste_aantal = 2\nreden = ' '", False),
        ("team", "kleinste_aantal = 2\nreden = 'klein team'", True),
        ("team", "kleinste_aantal = 1\nreden = 'klein team'", False),
        ("team", "kleinste_aantal = 4", True),
        ("team", "kleinste_groep = '5'", False),
        ("export", "kleinste_groep = 9", False),
        ("export", "kleinste_groep = 9\nreden = 'afgesproken'", True),
        ("export", "kleinste_aantal = 4", False),
        ("export", "kleinste_aantal = true", False),
        ("export", "kleinste_groep = 12", True),
    ],
)
def test_limits_below_the_usual_want_a_reason_and_stay_on_the_floor(tmp_path, profile, limits, fits):
    text = f"[vrijgave.{profile}]\n{limits}\n"
    if fits:
        assert isinstance(getattr(_settings(tmp_path, text), f"{profile}_limits"), Limits)
    else:
        with pytest.raises(UserError, match=f"workspace.toml: vrijgave: {profile}: "):
            _settings(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("vrijgave = 5", "vrijgave moet als"),
        ("[vrijgave]\nteam = 5", "vrijgave: team moet"),
        ("[vrijgave]\nblokken = 5", "vrijgave: blokken moet een tekst"),
        ("[vrijgave]\nkleur = 'rood'", "'kleur' is geen instelling"),
    ],
)
def test_a_mistake_in_the_settings_is_told(tmp_path, text, told):
    with pytest.raises(UserError, match=told):
        _settings(tmp_path, text)


def test_the_reason_is_kept(tmp_path):
    text = "[vrijgave.team]\nkleinste_aantal = 2\nreden = 'klein team, besproken met FG'\n"
    assert _settings(tmp_path, text).team_limits == Limits(5, 2, "klein team, besproken met FG")
