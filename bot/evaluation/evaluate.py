"""One run over a file of messages: asked without and with their country, with noise, and of plain methods besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation.talk import Conversation
from bot.evaluation.baselines import METHODS, Baseline, Trial, measured, the_bot
from bot.evaluation.cases import Case, Needs, unknown_questions
from bot.evaluation.noise import KINDS, noisy
from bot.evaluation.outcomes import Heard, ask_all
from bot.matching.records import Thresholds

SEED = 7
Progress = Callable[[str, int], None]  # what is being done, steps done of it


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was heard, before it is counted."""

    file: str
    release: str
    now: datetime
    seed: int
    levels: Thresholds
    own_accuracy: float  # leave-one-out, on the knowledge's own phrasings
    asked: tuple[Heard, ...]  # without a country known before
    in_country: tuple[Heard, ...]  # the same messages, the labelled country known
    noisy: Mapping[str, tuple[Heard, ...]]  # kind of noise -> the covered and the danger messages
    baselines: tuple[Baseline, ...] = ()  # the first is the bot's own row
    notes: tuple[str, ...] = field(default=())

    def clean(self, kind: str) -> tuple[Heard, ...]:
        """The messages of `noisy[kind]` as they were before the noise."""
        names = {h.case.id for h in self.noisy[kind]}
        return tuple(h for h in self.asked if h.case.id in names)


def evaluate(
    conversation: Conversation,
    cases: tuple[Case, ...],
    needs: Needs,
    *,
    file: str,
    now: datetime,
    seed: int = SEED,
    baselines: bool = True,
    progress: Progress = lambda _what, _done: None,
) -> Evaluation:
    """Asks everything. Some ten milliseconds a message, and a minute or two for the baselines of a large knowledge base."""

    def ask(messages: Iterable[Case], what: str, *, in_country: bool = False) -> tuple[Heard, ...]:
        heard = []
        for one in ask_all(conversation, messages, needs, now, in_country=in_country):
            heard.append(one)
            progress(what, len(heard))
        return tuple(heard)

    asked = ask(cases, "asking")
    in_country = ask(cases, "asking, country known", in_country=True)
    shaken = [h.case for h in asked if h.group in {"covered", "danger"}]
    return Evaluation(
        file,
        conversation.release.id,
        now,
        seed,
        conversation.matcher.thresholds,
        conversation.matcher.loo_accuracy,
        asked,
        in_country,
        {kind: ask((noisy(case, kind, seed) for case in shaken), f"noise: {kind}") for kind in KINDS},
        _baselines(conversation, in_country, seed, progress) if baselines else (),
        tuple(_notes(conversation, cases, needs)),
    )


def _baselines(
    conversation: Conversation, heard: tuple[Heard, ...], seed: int, progress: Progress
) -> tuple[Baseline, ...]:
    if not any(h.group == "covered" for h in heard):
        return ()
    found = [the_bot(heard)]
    for done, baseline in enumerate(measured(Trial.of(heard, conversation.release), seed), 1):
        found.append(baseline)
        progress("baselines", done)
    return tuple(found)


def steps(cases: int) -> int:
    """About how many steps `progress` will count."""
    return (2 + len(KINDS)) * cases + len(METHODS)


def _notes(conversation: Conversation, cases: Iterable[Case], needs: Needs) -> Iterable[str]:
    """What a reader of the figures should know of the labels."""
    release = conversation.release
    if missing := unknown_questions(needs, release):
        some = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        yield f"{len(missing)} questions of the needs file are not in this knowledge: {some}"
    kinds = {case.urgent for case in cases if case.urgent} - release.dangers.keys()
    if kinds:
        yield f"Kinds of danger that this knowledge does not have: {', '.join(sorted(kinds))}"
