"""Every step from a message to its reply can be seen, and is what the bot really did."""

from __future__ import annotations

import io
import logging
from dataclasses import replace

import pytest
from rich.console import Console

from bot.conversation.danger import DangerWatch
from bot.conversation.talk import Conversation
from bot.evaluation.explain import Explanation, explain, print_explanation
from bot.knowledge.records import Release
from bot.matching.matcher import Matcher
from tests.conversation.small import NOW, entry, violence
from tests.conversation.small import small_release as conversation_release
from tests.evaluation.small import conversation as told_conversation
from tests.matching.small import small_release


@pytest.fixture(scope="module")
def talk() -> Conversation:
    """The questions of the matching tests with some answers, fitted."""
    entries = [entry("asylum", "PE", "asylum"), entry("asylum", "EC", "asylum"), entry("pe-cpp", "PE")]
    release: Release = replace(
        small_release(),
        entries={e.id: e for e in entries},
        by_question={(e.question, e.country): e for e in entries},
        dangers={"violence": violence()},
        lines=conversation_release().lines,
    )
    matcher = Matcher.fit(release)
    return Conversation(release, matcher, DangerWatch(release, matcher.alarm))


def why(talk: Conversation, text: str, country: str | None = None) -> Explanation:
    return explain(talk, text, language=None, country=country, now=NOW)


def shown(explanation: Explanation) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    print_explanation(explanation, console)
    return console.export_text()


def test_every_step_of_a_message_is_told(talk: Conversation) -> None:
    found = why(talk, "Hola, q tal? KIERO pedir acilo en Peru, gracias")
    way = found.steps
    assert way.readable.startswith("hola, q tal")
    assert "que" in way.words
    assert "hola" in way.taken_off
    assert "gracias" in way.taken_off
    assert [(p.kind, p.countries, p.masked) for p in way.places] == [("country", ("PE",), True)]
    assert way.mention.asked == way.country == "PE"
    assert ("acilo", "asilo") in way.mended
    assert "peru" not in way.asked
    assert set(way.language_scores) == {"es", "en", "pt"}
    best = way.weighed[0]
    assert best.candidate.question == "asylum"
    assert best.letters is not None
    assert "pedir" in best.letters.text
    assert 0 < best.letters.near <= 1.0001
    assert best.score is not None
    assert found.happened.entry == "pe-asylum"


def test_candidates_are_those_of_the_matcher(talk: Conversation) -> None:
    text = "como renuevo el cpp"
    found = why(talk, text, "PE")
    understood = talk.matcher.understand(text, language=None, country="PE")
    assert tuple(w.candidate for w in found.steps.weighed) == understood.candidates
    scores = [w.score for w in found.steps.weighed if w.score is not None]
    assert max(scores) == scores[0] or len(scores) < 2


def test_a_long_message_shows_its_clauses(talk: Conversation) -> None:
    text = (
        "llegamos ayer con mi esposa y los niños despues de muchos dias de camino. ¿Cómo inscribo a mi hijo en la escuela? "
        "Y otra cosa, mi jefe no me paga el sueldo de dos meses."
    )
    assert len(why(talk, text).steps.clauses) > 1
    assert why(talk, "pedir asilo").steps.clauses == ()


def test_danger_names_the_rule_and_its_kind(talk: Conversation) -> None:
    found = why(talk, "mi esposo me pega en quito")
    assert [(r.kind, r.phrase, r.counts) for r in found.rules] == [("violence", "me pega", True)]
    assert found.happened.outcome == "danger"
    assert "rule of violence: “me pega”" in shown(found)
    assert [r.counts for r in why(talk, "me pega el sol").rules] == [False]


@pytest.mark.parametrize(
    "text", ["", "🙏🙏🙏", "\ud800", "a" * 5000, "[bold]x[/bold] pedir asilo", "\x1b[31mrojo", "hola"]
)
def test_any_text_can_be_explained(talk: Conversation, text: str) -> None:
    printed = shown(why(talk, text))
    assert "12. Reply" in printed
    assert "outcome:" in printed
    assert "\x1b" not in printed


def test_the_decision_gives_its_levels(talk: Conversation) -> None:
    printed = shown(why(talk, "quiero pedir refugio", "EC"))
    assert "answer from" in printed
    assert "choices from" in printed
    assert "ec-asylum" in printed


def test_nothing_is_logged(talk: Conversation, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        why(talk, "pedir asilo en peru")
    assert caplog.records == []


def test_only_a_fitted_matcher_can_be_explained() -> None:
    with pytest.raises(TypeError, match="fitted matcher"):
        explain(told_conversation(), "hola", language=None, country=None, now=NOW)
