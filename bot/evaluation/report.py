"""The report of an evaluation as data: sections of plain words, tables and named plots.

report_markdown and report_html give it its form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation import scoring
from bot.evaluation.baselines import WRONG_BUDGET, Baseline
from bot.evaluation.evaluate import Evaluation
from bot.evaluation.figures import Share, calibration_error
from bot.evaluation.outcomes import Heard

DEFINITIONS = (
    ("In scope", "the need is in the knowledge, and the labelled country, if any, is covered; danger apart."),
    ("Right at once", "answered, or asked only for the country, with a question that serves the need. Where no need can be "
     "told (“I need papers”), a question back is right."),
    ("Within choices", "right at once, or one of the choices offered serves the need."),
    ("Wrong answer", "answered, or asked for the country, with a question that does not serve the need."),
    ("Coverage", "answered at once, rightly or not; precision: the right ones of these."),
    ("Out of scope", "answered: given as if it were known; choices: asked back; refused: “I don't know”, or small talk."),
    ("Danger recall", "messages of danger that raised the alarm. A quiet offer of help under another reply is counted "
     "apart. False alarms: over all messages that are not urgent."),
    ("Language", "the reply's language is the message's; Portuguese is answered in Spanish, a mixed message in either."),
    ("Country", "the country of the reply, of messages that tell it. Invented: one is taken that is not told."),
    ("Intervals", "95 %, by Wilson."),
)  # fmt: skip
MEANINGS, BY_ID = "What the words mean", "Message by message"
ONLY_IN_FILES = {MEANINGS, BY_ID}  # too long for a terminal; and texts are for the reader's own files
_SHOWN_PAIRS = 40
_SHOWN_TEXT = 300  # characters of a message
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, the heads of the columns, the rows."""

    caption: str
    heads: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A title, what to know before reading, the tables, and the name of the plot that stands beside them."""

    title: str
    says: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    plot: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All sections in order."""

    title: str
    sections: tuple[Section, ...]


def report(evaluation: Evaluation) -> Report:
    """The whole report, texts of the messages included: the file is the reader's own."""
    asked = evaluation.asked
    sections = [
        main_section(evaluation),
        _definitions(),
        _danger(asked),
        _language_and_country(asked),
        _probabilities(evaluation),
        _baselines(evaluation.baselines),
        _noise(evaluation),
        *_breakdowns(asked),
        _confusions(asked),
        _by_id(evaluation),
    ]
    return Report(f"How {evaluation.file} was understood", tuple(s for s in sections if s.tables or s.says))


def main_section(evaluation: Evaluation) -> Section:
    """What was asked and the figures that count, without and with the country known."""
    asked, known = evaluation.asked, evaluation.in_country
    groups = {
        name: sum(h.group == name for h in asked) for name in ("covered", "outside", "danger", "uncovered")
    }
    p50, p99 = scoring.milliseconds(asked)
    levels = evaluation.levels
    says = (
        f"{len(asked)} messages: {groups['covered']} in scope, {groups['outside']} out of scope, {groups['danger']} of "
        f"danger, {groups['uncovered']} of needs or countries that the knowledge does not cover.",
        f"Knowledge {evaluation.release}; its own phrasings, each left out in turn, are found again in "
        f"{100 * evaluation.own_accuracy:.1f} %. Answers from a probability of {levels.answer:.2f} on, choices from "
        f"{levels.choices:.2f}. A message takes {p50:.1f} ms (p99 {p99:.1f} ms). {evaluation.now:%Y-%m-%d}, seed "
        f"{evaluation.seed}.",
        *evaluation.notes,
    )
    columns = [_main_column(asked), _main_column(known)]
    rows = tuple((name, columns[0][name], columns[1][name]) for name in columns[0])
    heads = ("", "country not known before", "labelled country known")
    return Section("The figures", says, (Table("What came back", heads, rows),), "outcomes")


def _main_column(heard: Sequence[Heard]) -> dict[str, str]:
    inside, danger = scoring.questions(heard), scoring.dangers(heard)
    outside = scoring.verdicts([h for h in heard if h.group == "outside"], scoring.OUT_OF_SCOPE)
    elsewhere = scoring.verdicts([h for h in heard if h.group == "uncovered"], scoring.OUT_OF_SCOPE)
    column = {
        "In scope: right at once (accuracy)": str(inside.right),
        "In scope: right within choices": str(inside.within),
        "In scope: wrong answer": str(inside.wrong),
        "In scope: choices without the right one": str(inside.verdicts["other choices"]),
        "In scope: not known": str(inside.verdicts["not known"]),
        "In scope: taken for small talk": str(inside.verdicts["small talk"]),
        "In scope: taken for danger": str(inside.verdicts["alarm"]),
        "In scope: answered at once (coverage)": str(inside.answered),
        "In scope: precision of these answers": str(inside.precision),
        "Out of scope: answered": str(outside["answered"]),
        "Out of scope: choices": str(outside["choices"]),
        "Out of scope: refused": str(outside["refused"]),
        "Danger: recall": str(danger.recall),
        "Danger: recall with the right kind": str(danger.right_kind),
        "Danger: false alarms": str(danger.false_alarms),
        "Reply in the right language": str(Share.where(scoring.language_right(h) for h in heard)),
    }
    if elsewhere["answered"].of:
        column["Not covered: answered"] = str(elsewhere["answered"])
    return column


def _definitions() -> Section:
    return Section(MEANINGS, tables=(Table("Definitions", ("", ""), DEFINITIONS),))


def _danger(heard: Sequence[Heard]) -> Section:
    told = scoring.dangers(heard)
    overall = Table(
        "All kinds",
        ("", "", ""),
        (
            ("Alarm raised (recall)", str(told.recall), told.recall.counted),
            ("… with the right kind", str(told.right_kind), told.right_kind.counted),
            ("Alarm or a quiet offer of help", str(told.reached), told.reached.counted),
            ("False alarms, of all other messages", str(told.false_alarms), told.false_alarms.counted),
            ("Quiet offers to all others", str(told.false_offers), told.false_offers.counted),
        ),
    )
    rows = tuple(
        (
            kind,
            str(shares["missed"].of),
            str(Share(shares["right kind"].count + shares["other kind"].count, shares["missed"].of)),
            *(str(shares[name].count) for name in ("right kind", "quiet offer", "missed")),
        )
        for kind, shares in told.kinds.items()
    )
    kinds = Table("By kind", ("kind", "messages", "recall", "right kind", "quiet offer", "missed"), rows)
    return Section("Danger", tables=(overall, kinds) if rows else (overall,), plot="danger" if rows else None)


def _language_and_country(heard: Sequence[Heard]) -> Section:
    groups: dict[str, list[Heard]] = {}
    for h in heard:
        groups.setdefault(h.case.language, []).append(h)
    languages = tuple(
        (name, str(len(some)), str(Share.where(scoring.language_right(h) for h in some)))
        for name, some in sorted(groups.items(), key=lambda x: -len(x[1]))
    )
    told = scoring.countries(heard)
    country = (
        ("told, and taken", str(told.right)),
        ("told, and asked for", str(told.asked)),
        ("told, and none in the reply", str(told.silent)),
        ("told, and another taken", str(told.wrong)),
        ("not told, and one taken (invented)", str(told.invented)),
    )
    return Section(
        "Language and country",
        ("The country is told from the text alone; none was known before.",),
        (
            Table("Reply in the right language", ("message", "messages", "right"), languages),
            Table("Country", ("", "share"), country),
        ),
    )


def _probabilities(evaluation: Evaluation) -> Section:
    bins = scoring.calibrated(evaluation.asked)
    rows = tuple((f"{b.low:.1f}–{b.high:.1f}", str(b.right.of), f"{b.mean:.2f}", str(b.right)) for b in bins)
    says = (
        "Of the answers given at a probability p, about p should be right. Messages out of scope count as wrong. "
        f"On average the two differ by {100 * calibration_error(bins):.1f} points.",
    )
    return Section(
        "What probabilities are worth",
        says,
        (Table("The likeliest question", ("probability", "messages", "mean", "right"), rows),),
        "calibration",
    )


def _baselines(baselines: Sequence[Baseline]) -> Section:
    if not baselines:
        return Section("Beside plain methods")
    says = (
        "On the same messages in the same run, each method choosing among what can be asked in the labelled country. The "
        f"level of “right at {100 * WRONG_BUDGET:.0f} % wrong” is chosen on these very messages: it compares rankings and "
        "promises nothing. The bot's own row ranks its candidates in the same way, before it decides.",
    )
    heads = (
        "method",
        "first",
        "among three",
        f"right at {100 * WRONG_BUDGET:.0f} % wrong",
        "out of scope answered there",
        "s",
    )
    rows = tuple(_baseline_row(b) for b in baselines)
    return Section("Beside plain methods", says, (Table("Accuracy", heads, rows),), "levels")


def _baseline_row(baseline: Baseline) -> Row:
    if baseline.missing or baseline.level is None:
        return (baseline.name, baseline.missing or "–", "", "", "", "")
    right = f"{100 * baseline.level.right:.1f} %"
    seconds = f"{baseline.seconds:.0f}" if baseline.seconds else ""
    return (
        baseline.name,
        str(baseline.first),
        str(baseline.first_three),
        right,
        baseline.outside.short,
        seconds,
    )


def _noise(evaluation: Evaluation) -> Section:
    rows = []
    for kind, heard in evaluation.noisy.items():
        clean, now = scoring.questions(evaluation.clean(kind)), scoring.questions(heard)
        before, after = scoring.dangers(evaluation.clean(kind)).recall, scoring.dangers(heard).recall
        rows.append(
            (
                kind,
                now.right.short,
                _points(clean.right, now.right),
                now.within.short,
                _points(clean.within, now.within),
                now.wrong.short,
                _points(before, after) if after.of else "–",
            )
        )
    heads = ("noise", "right at once", "points", "within choices", "points", "wrong", "danger recall, points")
    says = (
        "The same messages as somebody in a hurry might type them, by a seeded program of ours: people's own slips may cost "
        "more. “all” holds every kind, each more lightly.",
    )
    return Section("Noise", says, (Table("What noise costs", heads, tuple(rows)),), "noise")


def _points(before: Share, after: Share) -> str:
    return f"{100 * (after.value - before.value):+.1f}"


def _breakdowns(heard: Sequence[Heard]) -> Iterable[Section]:
    views: tuple[tuple[str, Callable[[Heard], Sequence[str]], str | None], ...] = (
        ("language", lambda h: (h.case.language,), None),
        ("topic", lambda h: (h.case.topic,), "topics"),
        ("country", lambda h: (h.case.country or "none told",), None),
        ("style", lambda h: h.case.style or ("plain",), None),
    )
    for name, labels, plot in views:
        yield _breakdown(name, scoring.breakdown(heard, labels), plot)
    yield _breakdown("length", scoring.by_length(heard), None)


def _breakdown(name: str, groups: Mapping[str, scoring.Questions], plot: str | None) -> Section:
    heads = (name, "messages", "right at once", "within choices", "wrong", "not known")
    rows = tuple(
        (label, str(q.of), str(q.right), str(q.within), str(q.wrong), q.verdicts["not known"].short)
        for label, q in groups.items()
    )
    return Section(f"By {name}", tables=(Table("In scope", heads, rows),) if rows else (), plot=plot)


def _confusions(heard: Sequence[Heard]) -> Section:
    outside = [(f"({h.case.need})", h) for h in heard if h.group == "outside" and h.verdict == "answered"]
    tables = [
        Table(caption, ("should be", "came", "times"), tuple((need, got, str(n)) for need, got, n in pairs))
        for caption, pairs in (
            ("Wrong answers", scoring.confusions(heard, "wrong")[:_SHOWN_PAIRS]),
            (
                "Choices without the right one: the first offered",
                scoring.confusions(heard, "other choices")[:_SHOWN_PAIRS],
            ),
            (
                "Out of scope, answered",
                scoring.confusions([h for _, h in outside], "answered")[:_SHOWN_PAIRS],
            ),
        )
        if pairs
    ]
    return Section("What was confused", tables=tuple(tables))


def _by_id(evaluation: Evaluation) -> Section:
    """Every message that went badly, for those who mend the knowledge."""
    heard = evaluation.asked
    views: tuple[tuple[str, Callable[[Heard], bool], Callable[[Heard], str]], ...] = (
        ("Missed dangers", lambda h: h.verdict in {"missed", "quiet offer"}, lambda h: h.case.urgent or ""),
        ("False alarms", lambda h: h.group != "danger" and h.outcome == "danger", lambda h: h.case.need),
        ("Wrong answers", lambda h: h.verdict == "wrong", lambda h: h.case.need),
        ("Out of scope, answered", lambda h: h.group == "outside" and h.verdict == "answered", lambda h: h.case.need),
        ("Not known, though in scope", lambda h: h.verdict in {"not known", "small talk"}, lambda h: h.case.need),
        ("Choices without the right one", lambda h: h.verdict == "other choices", lambda h: h.case.need),
        ("Wrong language", lambda h: not scoring.language_right(h), lambda h: h.case.language),
        ("Wrong or invented country", lambda h: scoring.country_wrong(h) or scoring.country_invented(h),
         lambda h: h.case.country or "none told"),
    )  # fmt: skip
    tables = []
    for caption, belongs, should in views:
        rows = tuple((h.case.id, _cut(h.case.text), should(h), _came(h)) for h in heard if belongs(h))
        if rows:
            tables.append(Table(f"{caption} ({len(rows)})", ("id", "message", "should be", "came"), rows))
    return Section(BY_ID, tables=tuple(tables))


def _came(heard: Heard) -> str:
    """What came back, in short."""
    happened = heard.happened
    said = [f"danger: {happened.danger}" if heard.outcome == "danger" else heard.outcome]
    if heard.given:
        said.append(heard.given)
    elif happened.choices and heard.outcome == "choices":
        said.append(" | ".join(choice.question for choice in happened.choices))
    said += [x for x in (happened.country, happened.language) if x]
    if heard.hint:
        said.append(f"quiet offer: {heard.hint}")
    if heard.best:
        said.append(f"p {heard.best.probability:.2f}")
    return " · ".join(said)


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN_TEXT else plain[:_SHOWN_TEXT] + "…"
