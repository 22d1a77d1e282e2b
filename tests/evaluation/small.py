"""Twelve messages with labels, needs for them, and a conversation that was told what it understands of each."""

from __future__ import annotations

from pathlib import Path

from bot.conversation.danger import DangerWatch
from bot.conversation.talk import Conversation
from bot.evaluation.cases import Needs, read_cases
from bot.evaluation.evaluate import Evaluation, evaluate
from tests.conversation.small import NOW, ToldMatcher, small_release, understood

MESSAGES = """\
# Twelve messages
- {id: right, lang: es, text: pedir asilo en peru, country: PE, topic: asylum, need: apply for asylum, in_scope: true}
- {id: asked, lang: es, text: pedir asilo, topic: asylum, need: apply for asylum, in_scope: true, style: [no_accents]}
- {id: offered, lang: en, text: asylum or school, topic: asylum, need: apply for asylum, in_scope: true, style: [slang]}
- {id: wrong, lang: pt, text: quero asilo no peru, country: PE, topic: asylum, need: apply for asylum, in_scope: true}
- {id: other, lang: en, text: 'school | papers?', topic: education, need: school for a child, in_scope: true}
- {id: unknown, lang: es, text: colegio de mi hija, country: PE, topic: education, need: school for a child, in_scope: true}
- {id: papers, lang: mixed, text: papeles please, topic: documents, need: unspecified papers request, in_scope: true}
- {id: elsewhere, lang: es, text: asilo en chile, country: CL, topic: asylum, need: apply for asylum, in_scope: true}
- {id: thanks, lang: es, text: gracias, topic: smalltalk, need: thanks, in_scope: false}
- {id: weather, lang: en, text: <b>weather</b> tomorrow, topic: other, need: off-topic, in_scope: false}
- {id: beaten, lang: es, text: mi esposo me pega, topic: protection, need: violence help, in_scope: true, urgent: violence}
- {id: unheard, lang: en, text: i cannot go on, topic: protection, need: violence help, in_scope: true, urgent: self_harm}
"""
NEEDS = """\
needs:
  apply for asylum: [asylum]
  school for a child: [school, no-such-question]
  unspecified papers request: [pe-cpp]
  violence help: [violence]
  thanks: []
  off-topic: []
asked_back: [unspecified papers request]
"""
UNDERSTOOD = {
    "pedir asilo en peru": understood(("asylum", 0.95), asked="PE"),
    "pedir asilo": understood(("asylum", 0.9)),
    "asylum or school": understood(("school", 0.6), ("asylum", 0.55), language="en"),
    "quero asilo no peru": understood(("residence-cost", 0.9), ("asylum", 0.3), asked="PE", heard="pt"),
    "school | papers?": understood(("residence-cost", 0.5), language="en"),
    "colegio de mi hija": understood(("school", 0.2), asked="EC"),
    "papeles please": understood(("pe-cpp", 0.5), ("residence-cost", 0.45), language="en"),
    "asilo en chile": understood(("asylum", 0.9), asked="CL"),
    "gracias": understood(("thanks", 0.9)),
    "<b>weather</b> tomorrow": understood(("asylum", 0.85), language="es"),
}


def files(folder: Path, messages: str = MESSAGES, needs: str = NEEDS) -> tuple[Path, Path]:
    """The two files, written into `folder`."""
    cases, needed = folder / "messages.yaml", folder / "needs.yaml"
    cases.write_text(messages, encoding="utf-8")
    needed.write_text(needs, encoding="utf-8")
    return cases, needed


def conversation() -> Conversation:
    """Understands each message as UNDERSTOOD says."""
    release = small_release()
    return Conversation(release, ToldMatcher(UNDERSTOOD), DangerWatch(release))


def small_needs() -> Needs:
    """What NEEDS holds."""
    return Needs(
        {
            "apply for asylum": frozenset({"asylum"}),
            "school for a child": frozenset({"school", "no-such-question"}),
            "unspecified papers request": frozenset({"pe-cpp"}),
            "violence help": frozenset({"violence"}),
            "thanks": frozenset(),
            "off-topic": frozenset(),
        },
        frozenset({"unspecified papers request"}),
    )


def evaluated(folder: Path, *, baselines: bool = False) -> Evaluation:
    """The twelve messages, evaluated."""
    cases = read_cases(files(folder)[0])
    return evaluate(conversation(), cases, small_needs(), file="messages.yaml", now=NOW, baselines=baselines)
