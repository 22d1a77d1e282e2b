"""Trying a message on a matcher that was really fitted: the reasons are the matcher's own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.console_parts.understanding import Trying
from bot.conversation.danger import DangerWatch
from bot.conversation.talk import Conversation
from bot.evaluation.explain import explain
from bot.matching.matcher import Matcher
from tests.conversation.small import NOW
from tests.matching.small import small_release


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def talk() -> AsyncIterator[Conversation]:
    release = small_release()
    matcher = Matcher.fit(release)
    yield Conversation(release, matcher, DangerWatch(release, matcher.alarm))


@pytest.mark.asyncio(loop_scope="module")
async def test_the_outcome_and_its_reasons_are_those_of_rumbo_explain(talk: Conversation) -> None:
    question = next(q for q in talk.release.questions.values() if len(q.texts["es"].ask) > 1)
    text = question.texts["es"].ask[0]
    found = await Trying(lambda: talk, lambda: NOW).tried(text, language="es", country="PE")
    why = explain(talk, text, language="es", country="PE", now=NOW)
    assert (found.outcome, found.entry, found.confidence) == (
        why.happened.outcome,
        why.happened.entry,
        why.happened.confidence,
    )
    assert [x.question for x in found.likely] == [x.candidate.question for x in why.steps.weighed]
    for mine, theirs in zip(found.likely, why.steps.weighed, strict=True):
        assert (mine.letters is None) == (theirs.letters is None)
        if mine.letters and theirs.letters:
            assert mine.letters.near == pytest.approx(theirs.letters.near)
    assert found.reply.blocks


@pytest.mark.asyncio(loop_scope="module")
async def test_what_cannot_be_read_and_what_is_too_long_is_an_outcome_too(talk: Conversation) -> None:
    trying = Trying(lambda: talk, lambda: NOW)
    for text in ("🙂", "\u202e", "x" * 100_000, "hola " * 5_000):
        found = await trying.tried(text, language=None, country=None)
        assert len(found.text) <= 1000
        assert found.outcome
