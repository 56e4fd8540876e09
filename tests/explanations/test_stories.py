"""Each explanation in its stories (benchmarks/told.py): it holds where it must, and never where it does not."""

from functools import cache

import pytest

from benchmarks.stories import MIRRORS, answer
from benchmarks.told import STORIES, SUPPORTS, Story
from monitorlib.explanations import explanations


def _named(story: Story) -> str:
    return f"{story.check}: {story.words}"


@cache
def _answer(story: Story, seed: int) -> str:
    return answer(story, seed)["answer"]


def test_every_explanation_has_a_story_of_each_kind():
    kinds = {(story.check, story.must) for story in STORIES}
    assert kinds == {
        (check, must) for check in explanations() for must in ("support", "contradict", "not know")
    }


@pytest.mark.parametrize("story", STORIES, ids=_named)
def test_it_holds_in_its_own_story_and_in_no_other(story):
    found = [_answer(story, seed) for seed in range(3 if story.must == SUPPORTS else 2)]
    assert found.count("supports") >= 2 if story.must == SUPPORTS else "supports" not in found


@pytest.mark.parametrize("story", STORIES, ids=_named)
def test_on_a_scale_on_which_lower_is_better_the_answer_is_the_same(story):
    assert answer(story, 0, MIRRORS[1])["answer"] == _answer(story, 0)
