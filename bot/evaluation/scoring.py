"""Counts how messages went: in scope, out of scope, danger, language, country. Pure: values in, values out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.figures import Bin, Point, Share, calibration, curve, percentile
from bot.evaluation.outcomes import Heard

IN_SCOPE = ("right", "offered", "wrong", "other choices", "not known", "small talk", "alarm")
OUT_OF_SCOPE = ("answered", "choices", "refused", "alarm")
DANGER = ("right kind", "other kind", "quiet offer", "missed")
_LENGTHS = ((2, "1–2 words"), (5, "3–5 words"), (12, "6–12 words"), (30, "13–30 words"))
_LONGER = "over 30 words"


@dataclass(frozen=True, slots=True)
class Questions:
    """How questions in scope went."""

    verdicts: Mapping[str, Share]

    @property
    def of(self) -> int:
        """How many there were."""
        return self.verdicts["right"].of

    @property
    def right(self) -> Share:
        """Answered rightly at once."""
        return self.verdicts["right"]

    @property
    def within(self) -> Share:
        """Answered rightly, or offered among the choices."""
        return Share(self.right.count + self.verdicts["offered"].count, self.of)

    @property
    def wrong(self) -> Share:
        """Answered with another question."""
        return self.verdicts["wrong"]

    @property
    def answered(self) -> Share:
        """Answered at once, rightly or not: the coverage."""
        return Share(self.right.count + self.wrong.count, self.of)

    @property
    def precision(self) -> Share:
        """Of those answered at once, the right ones."""
        return Share(self.right.count, self.answered.count)


def questions(heard: Sequence[Heard]) -> Questions:
    """Of the messages whose question the knowledge covers."""
    return Questions(verdicts([h for h in heard if h.group == "covered"], IN_SCOPE))


def verdicts(heard: Sequence[Heard], names: Sequence[str]) -> dict[str, Share]:
    """The share of each verdict."""
    counts = Counter(h.verdict for h in heard)
    return {name: Share(counts[name], len(heard)) for name in names}


@dataclass(frozen=True, slots=True)
class Dangers:
    """How danger was heard."""

    recall: Share  # of the messages of danger, those that raised the alarm
    right_kind: Share  # and those whose kind was told rightly
    reached: Share  # and those that got the alarm or a quiet offer of help
    false_alarms: Share  # of all other messages
    false_offers: Share
    kinds: Mapping[str, Mapping[str, Share]]  # kind -> verdict -> share


def dangers(heard: Sequence[Heard]) -> Dangers:
    """Of all messages."""
    told = [h for h in heard if h.group == "danger"]
    others = [h for h in heard if h.group != "danger"]
    kinds = sorted({h.case.urgent or "" for h in told})
    return Dangers(
        Share.where(h.outcome == "danger" for h in told),
        Share.where(h.verdict == "right kind" for h in told),
        Share.where(h.verdict != "missed" for h in told),
        Share.where(h.outcome == "danger" for h in others),
        Share.where(h.hint is not None for h in others),
        {kind: verdicts([h for h in told if h.case.urgent == kind], DANGER) for kind in kinds},
    )


def language_right(heard: Heard) -> bool:
    """Portuguese is answered in Spanish; a message that mixes languages may be answered in either."""
    wanted = {"pt": "es"}.get(heard.case.language, heard.case.language)
    return wanted in {"mixed", heard.happened.language}


@dataclass(frozen=True, slots=True)
class Countries:
    """How the country was told from the text alone."""

    right: Share  # of the messages that tell it
    asked: Share  # asked which country
    silent: Share  # no country in the reply: choices, small talk, what holds everywhere
    wrong: Share
    invented: Share  # of the messages that do not tell it


def country_wrong(heard: Heard) -> bool:
    """Another country than the labelled one was taken."""
    told = heard.happened.country
    return heard.case.country is not None and told is not None and told != heard.case.country


def country_invented(heard: Heard) -> bool:
    """A country was taken that the message does not tell."""
    return heard.case.country is None and heard.happened.country is not None


def countries(heard: Sequence[Heard]) -> Countries:
    """Of all messages; the country must not have been known before."""
    told = [h for h in heard if h.case.country is not None]
    missing = [h for h in told if h.happened.country is None]
    asked = sum(h.outcome == "ask_country" for h in missing)
    return Countries(
        Share.where(h.happened.country == h.case.country for h in told),
        Share(asked, len(told)),
        Share(len(missing) - asked, len(told)),
        Share.where(country_wrong(h) for h in told),
        Share.where(country_invented(h) for h in heard if h.case.country is None),
    )


def breakdown(heard: Sequence[Heard], labels: Callable[[Heard], Sequence[str]]) -> dict[str, Questions]:
    """The covered questions by their labels, of which a message may have several; the largest group first."""
    groups: dict[str, list[Heard]] = {}
    for h in heard:
        for label in labels(h) if h.group == "covered" else ():
            groups.setdefault(label, []).append(h)
    order = sorted(groups, key=lambda label: (-len(groups[label]), label))
    return {label: questions(groups[label]) for label in order}


def by_length(heard: Sequence[Heard]) -> dict[str, Questions]:
    """The covered questions by how many words they have, short ones first."""
    found = breakdown(heard, lambda h: (length(h.case.text),))
    return {name: found[name] for name in (*(name for _, name in _LENGTHS), _LONGER) if name in found}


def length(text: str) -> str:
    """The band of lengths of a text."""
    words = len(text.split())
    return next((name for most, name in _LENGTHS if words <= most), _LONGER)


def confusions(heard: Sequence[Heard], verdict: str) -> list[tuple[str, str, int]]:
    """(need, question that came instead, how often), the most frequent first.

    Of wrong answers the question answered; of choices without the right one, the first choice.
    """
    pairs = Counter((h.case.need, instead(h)) for h in heard if h.verdict == verdict)
    return sorted(((need, got, n) for (need, got), n in pairs.items()), key=lambda x: (-x[2], x[0], x[1]))


def instead(heard: Heard) -> str:
    """What came: the question answered, the first choice, or the kind of reply."""
    if heard.given:
        return heard.given
    if heard.outcome == "choices" and heard.happened.choices:
        return heard.happened.choices[0].question
    return heard.outcome


def calibrated(heard: Sequence[Heard]) -> tuple[Bin, ...]:
    """What the likeliest question's probability was, and how often it was right. Danger and small talk are left out."""
    told = [h for h in heard if h.group != "danger" and h.best is not None and not h.best.small_talk]
    return calibration([(h.best.probability if h.best else 0.0, h.best_is_right) for h in told])


def answer_curve(heard: Sequence[Heard]) -> tuple[Point, ...]:
    """What would be answered rightly and wrongly at each level of probability, of the covered questions."""
    covered = [h for h in heard if h.group == "covered"]
    told = [(h.best.probability, h.best_is_right) for h in covered if h.best and not h.best.small_talk]
    return curve(told, len(covered))


def milliseconds(heard: Sequence[Heard]) -> tuple[float, float]:
    """The middle and the slowest hundredth of the time a message takes."""
    times = sorted(h.milliseconds for h in heard)
    return percentile(times, 0.5), percentile(times, 0.99)
