"""Why one message got its reply: every step from the text to the answer, printed for those who keep the knowledge.

Nothing is logged, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.conversation.danger import HINTS, SOUNDS, SOUNDS_WITH_RULE, Danger, Rule
from bot.conversation.records import Happened, Incoming, Memory
from bot.conversation.talk import Conversation
from bot.knowledge.records import Language
from bot.matching.alarm import Hearing
from bot.matching.decision import Decision, decide
from bot.matching.explaining import Nearest, Steps, Weighed, steps
from bot.matching.matcher import Matcher
from bot.matching.records import Mention, Thresholds

_WIDTH = 60  # characters of a phrasing that are shown


@dataclass(frozen=True, slots=True)
class Explanation:
    """All steps of one message and the reply it got."""

    text: str
    steps: Steps
    rules: tuple[Rule, ...]
    heard: Hearing | None  # None where the knowledge has too few examples for an alarm
    danger: Danger | None
    levels: Thresholds
    decision: Decision
    happened: Happened


def explain(
    conversation: Conversation, text: str, *, language: Language | None, country: str | None, now: datetime
) -> Explanation:
    """The way of a message through a fresh conversation. Raises TypeError where the matcher is not the real one."""
    matcher = conversation.matcher
    if not isinstance(matcher, Matcher):
        msg = "only a fitted matcher can be explained"
        raise TypeError(msg)
    memory = Memory(language=language, language_chosen=language is not None, country=country, greeted=True)
    happened = conversation.respond(Incoming(text=text), memory, now).happened
    way = steps(matcher, text, language=language, country=country)
    alarm = matcher.alarm
    return Explanation(
        text,
        way,
        conversation.watch.rules(text),
        alarm.hear(text) if alarm else None,
        conversation.watch.danger(text),
        matcher.thresholds,
        decide(way.understanding, matcher.thresholds),
        happened,
    )


def print_explanation(explanation: Explanation, console: Console) -> None:
    """Prints all steps in order."""
    for number, (title, lines) in enumerate(_sections(explanation), 1):
        console.print(Text(f"{number}. {title}", style="bold"))
        for line in lines:
            console.print(line if isinstance(line, Table) else Text(f"   {_printable(line)}"))


def _printable(text: str) -> str:
    """`text` without what a terminal would obey or cannot show."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _sections(explanation: Explanation) -> Iterator[tuple[str, list[str | Table]]]:
    way = explanation.steps
    yield "Read as", [way.readable.strip() or "nothing that can be read"]
    yield "Chat words written out", [" ".join(way.words) or "–"]
    yield "Greetings and thanks taken off", [" ".join(way.taken_off) or "none"]
    yield "Places", [*_places(way)]
    yield "Spelling mended", [f"{typed} → {read}" for typed, read in way.mended] or ["nothing"]
    yield "Looked for in the knowledge", [" ".join(way.asked) or "nothing is left"]
    yield "Language", _language(way)
    yield "Clauses of the long message", [*way.clauses] or ["the message is short: read as a whole"]
    yield "Danger", [*_danger(explanation)]
    yield "The likeliest questions", [_candidates(way.weighed)] if way.weighed else ["none"]
    yield "Decision", [*_decision(explanation)]
    yield "Reply", [*_reply(explanation.happened)]


def _places(way: Steps) -> Iterator[str]:
    for place in way.places:
        where = ", ".join(place.countries)
        masked = "; not looked at for the question" if place.masked else ""
        yield f"“{place.words}”: {place.kind} of {where}, as {place.role}{masked}"
    yield from _mention(way.mention)
    if not way.places:
        yield "none named"
    yield f"asked in: {way.country or 'no country known'}"


def _mention(mention: Mention) -> Iterator[str]:
    if mention.asked:
        yield f"asks about {mention.asked}{' (named only as where they go)' if mention.going else ''}"
    if mention.others:
        yield f"could be about {' or '.join(mention.others)}: they are asked which"
    if mention.shared:
        likely = f", most likely {mention.likely}" if mention.likely else ""
        yield f"names what {', '.join(mention.shared)} share{likely}"
    if mention.origin:
        yield f"comes from {mention.origin}"
    if mention.city:
        yield f"is in {mention.city.name}"


def _language(way: Steps) -> list[str | Table]:
    scores = ", ".join(f"{name} {score:.1f}" for name, score in way.language_scores.items())
    guess = way.language
    sure = "sure" if guess.sure else "not sure: the language of the conversation stays"
    wished = "; asks for this language" if guess.wished else ""
    return [f"heard {guess.heard} ({sure}), replies in {guess.reply_in}{wished}; log odds: {scores}"]


def _danger(explanation: Explanation) -> Iterator[str]:
    for rule in explanation.rules:
        yield f"rule of {rule.kind}: “{rule.phrase}”{'' if rule.counts else ' (inside a near miss: does not count)'}"
    if not explanation.rules:
        yield "no rule fits"
    if explanation.heard is not None:
        heard = explanation.heard
        yield (
            f"sounds like danger with {heard.probability:.2f} (likeliest kind: {heard.kind}); alarm from {SOUNDS} on, "
            f"with a rule from {SOUNDS_WITH_RULE} on, a quiet offer from {HINTS} on"
        )
    danger = explanation.danger
    if danger is None:
        yield "→ no danger"
    else:
        yield f"→ {'alarm' if danger.certain else 'quiet offer of help'}: {danger.kind}"


def _candidates(weighed: tuple[Weighed, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 1))
    for head in ("  ", "question", "probability", "score", "nearest in letters", "nearest in meaning"):
        table.add_column(head, overflow="fold")
    for place, one in enumerate(weighed, 1):
        name = one.candidate.question + (" (small talk)" if one.candidate.small_talk else "")
        score = "–" if one.score is None else f"{one.score:.3f}"
        nearest = (_nearest(one.letters), _nearest(one.meaning))
        cells = (f"  {place}", name, f"{one.candidate.probability:.3f}", score, *nearest)
        table.add_row(*(Text(_printable(cell)) for cell in cells))
    return table


def _nearest(nearest: Nearest | None) -> str:
    if nearest is None:
        return "–"
    text = nearest.text if len(nearest.text) <= _WIDTH else nearest.text[:_WIDTH] + "…"
    return f"{nearest.near:.2f} {text}"


def _decision(explanation: Explanation) -> Iterator[str]:
    levels, decision = explanation.levels, explanation.decision
    yield (
        f"answer from {levels.answer:.3f} on where the best leads by {levels.margin:.2f}; "
        f"choices from {levels.choices:.3f} on"
    )
    candidates = explanation.steps.understanding.candidates
    if candidates:
        best = candidates[0].probability
        second = candidates[1].probability if len(candidates) > 1 else 0.0
        yield f"the best has {best:.3f} and leads by {best - second:.3f}"
    chosen = ", ".join(c.question for c in decision.chosen)
    yield f"→ {decision.kind.replace('_', ' ')}{': ' + chosen if chosen else ''}"
    second_need = explanation.steps.understanding.second_need
    if second_need:
        yield f"a clause also asks: {second_need[0].question} ({second_need[0].probability:.3f})"
    if explanation.steps.understanding.follow_up:
        yield f"leans on what was said before: {explanation.steps.understanding.follow_up}"
    if explanation.danger and explanation.danger.certain:
        yield "danger goes first: what was asked is not answered now"


def _reply(happened: Happened) -> Iterator[str]:
    yield f"outcome: {happened.outcome}, in {happened.language}, country: {happened.country or 'none'}"
    if happened.danger:
        yield f"danger: {happened.danger}"
    if happened.entry or happened.question:
        yield f"question: {happened.question or '–'}, entry: {happened.entry or 'none'}"
    for choice in happened.choices:
        yield f"offered: {choice.question}{f' (entry {choice.entry})' if choice.entry else ''}"
