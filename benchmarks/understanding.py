"""How fast and how well messages are understood, beside plain fuzzy matching, measured on the knowledge itself.

    python -m benchmarks.understanding [KNOWLEDGE_FOLDER]

Accuracy is by leaving one phrasing out: every phrasing of a sample is asked as if a person had typed it, by a matcher that
did not see it. Times are processor time of one thread, of the real questions that stand beside the answers (tests.yaml),
each asked once in an order drawn by a seed, and of long stories. Set OPENBLAS_NUM_THREADS=1 to measure on one core.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil
from rapidfuzz import fuzz, process

from bot.conversation.danger import DangerWatch
from bot.conversation.records import Incoming, Memory
from bot.conversation.talk import Conversation
from bot.knowledge.load import read_release
from bot.knowledge.records import REGION, Release
from bot.matching.fitting import phrasings
from bot.matching.matcher import Matcher
from bot.matching.ngrams import Floats
from bot.matching.normalise import Wording, normalise
from bot.matching.packed import PackedRows, PackedUnits

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
SAMPLE = 7  # every so many phrasings is asked of the baseline
THINNED = 3  # and compared with every so many: fuzzy matching of all takes minutes
TWO = ("PE", "EC")
ROUNDS = 3
SEED = 7
STORY = 200
MOST_STORIES = 1000
WARM = 100  # messages
TRIES = 51
PRODUCTS: tuple[tuple[type[PackedRows | PackedUnits], int, int, int], ...] = (  # rows, their size, vectors
    (PackedUnits, 11_700, 192, 3),  # nearness to the phrasings
    (PackedRows, 158, 11_700, 3),  # what they weigh
    (PackedRows, 512, 1280, 5),  # a layer of the encoder
)
M = TypeVar("M")
STORIES = (
    "hola buenas tardes, llegue hace dos meses con mis hijos y no tenemos donde dormir, tambien quiero saber como inscribo "
    "a mi hija en la escuela porque ya empiezan las clases y no tengo papeles",
    "good morning, i come from far with my wife and my two kids, my boss dont pay me since three months and he say he call "
    "police if i complain, what i can do, also my visa finish next week",
    "",
    "🙏🙏🙏",
    "a s i l o",
    "xq no me atienden en el ospital",
)


def megabytes() -> float:
    """Resident memory now."""
    return psutil.Process().memory_info().rss / 1e6


def peak_megabytes() -> float:
    """The most resident memory so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def milliseconds(call: Callable[[M], object], texts: Sequence[M]) -> list[float]:
    """Processor time of each call, sorted."""
    times = []
    for text in texts:
        start = time.thread_time()
        call(text)
        times.append((time.thread_time() - start) * 1e3)
    return sorted(times)


def shown(times: Sequence[float]) -> str:
    """The middle and the slowest hundredth."""
    return f"p50 {times[len(times) // 2]:.2f} ms, p99 {times[int(0.99 * len(times))]:.2f} ms, max {times[-1]:.2f} ms"


def baseline(release: Release) -> None:
    """Nearest phrasing by rapidfuzz, each phrasing asked of all the others."""
    wording = Wording.of(release.vocabulary)
    asked = [(x.question, normalise(x.text, wording)) for x in phrasings(release)][::THINNED]
    texts = [text for _, text in asked]
    for scorer in (fuzz.WRatio, fuzz.token_set_ratio):
        right, times = 0, []
        for i in range(0, len(asked), SAMPLE):
            start = time.thread_time()
            best = process.extract(texts[i], texts, scorer=scorer, limit=2)
            times.append((time.thread_time() - start) * 1e3)
            nearest = next(hit[2] for hit in [*best, best[0]] if hit[2] != i or len(best) == 1)
            right += asked[nearest][0] == asked[i][0]
        print(
            f"rapidfuzz {scorer.__name__:16s} leave-one-out {right / len(times):.3f}   {shown(sorted(times))}"
        )


def main(folder: Path) -> None:
    """Prints the figures for one knowledge folder."""
    release, problems = read_release(folder, datetime.now(UTC).date())
    if release is None:
        raise SystemExit("\n".join(map(str, problems)))
    print("--- products of a few vectors with many rows ---")
    time_products()
    print("--- two countries: the shared questions with Peru and Ecuador alone ---")
    measure(two_countries(release))
    print("--- the whole knowledge base ---")
    matcher = measure(release)
    print(f"kernel ridge              leave-one-out {matcher.loo_accuracy:.3f}")
    baseline(release)


def two_countries(release: Release) -> Release:
    """The release with the answers of two countries alone: what the first version knew."""
    kept = {*TWO, REGION, None}
    return replace(
        release,
        countries={c.code: replace(c, covered=c.code in TWO) for c in release.countries.values()},
        questions={k: q for k, q in release.questions.items() if q.country in kept},
        entries={k: e for k, e in release.entries.items() if e.country in kept},
        by_question={k: e for k, e in release.by_question.items() if e.country in kept},
        tests=tuple(t for t in release.tests if t.country in kept),
    )


def measure(release: Release) -> Matcher:
    """Fits, saves, loads and times one release."""
    before = megabytes()
    start, busy = time.perf_counter(), time.process_time()
    matcher = Matcher.fit(release)
    took, busy = time.perf_counter() - start, time.process_time() - busy
    print(f"release {release.id}: {len(release.questions)} questions, {len(phrasings(release))} phrasings")
    print(
        f"fit {took:.2f} s; memory {before:.0f} -> {megabytes():.0f} MB resident, peak {peak_megabytes():.0f} MB"
    )
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "one.fit"
        matcher.save(file)
        start = time.perf_counter()
        loaded = Matcher.load(file, release)
        took = time.perf_counter() - start
        print(f"load {took:.3f} s from a file of {file.stat().st_size / 1e6:.0f} MB")
    time_messages(release, loaded or matcher)
    levels = matcher.thresholds
    print(f"levels: answer {levels.answer:.3f}, choices {levels.choices:.3f}, margin {levels.margin:.2f}")
    return matcher


def time_products() -> None:
    """The products that a message costs: the packed rows beside numpy's float32, both on rows that lie in no near cache."""
    some = np.random.default_rng(SEED)
    elsewhere = some.standard_normal((2000, 1000)).astype(np.float32)
    for kind, many, size, few in PRODUCTS:
        rows = some.standard_normal((many, size)).astype(np.float32)
        vectors = some.standard_normal((few, size)).astype(np.float32)
        packed = kind(rows)
        ways: tuple[Callable[[Floats], object], ...] = (packed.products, lambda x, rows=rows: x @ rows.T)
        times: tuple[list[float], ...] = ([], [])
        for _ in range(TRIES):
            for way, taken in zip(ways, times, strict=True):
                elsewhere.sum()
                taken.extend(milliseconds(way, [vectors]))
        ours, numpys = (sorted(x)[TRIES // 2] for x in times)
        print(
            f"{few} x {size} by {many} rows: {kind.__name__} {ours:.3f} ms, baseline numpy float32 {numpys:.3f} ms, "
            f"ratio {ours / numpys:.2f}"
        )


def time_messages(release: Release, matcher: Matcher) -> None:
    """Times real questions, then stories; understood alone, and answered whole: danger, places, the reply."""
    asked = [(test.ask, test.country) for test in release.tests]
    random.Random(SEED).shuffle(asked)
    stories = [(example.text, None) for example in release.danger_examples if len(example.text) > STORY]
    random.Random(SEED).shuffle(stories)
    talk = Conversation(release, matcher, DangerWatch(release, matcher.alarm))
    now = datetime.now(UTC)

    def understand(message: tuple[str, str | None]) -> object:
        return matcher.understand(message[0], language=None, country=message[1])

    def answer(message: tuple[str, str | None]) -> object:
        return talk.respond(Incoming(text=message[0]), Memory(greeted=True, country=message[1]), now)

    for name, messages in (
        ("real questions", asked),
        (f"stories over {STORY} letters", stories[:MOST_STORIES]),
    ):
        parts = len(messages) // 2
        milliseconds(understand, messages[:WARM])
        print(f"understand, {parts} {name}: {shown(milliseconds(understand, messages[:parts]))}")
        print(
            f"answer whole, {len(messages) - parts} {name}: {shown(milliseconds(answer, messages[parts:]))}"
        )
    odd = [(text, None) for text in STORIES]
    print(f"understand, {len(odd)} odd messages: {shown(milliseconds(understand, odd * ROUNDS))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else KNOWLEDGE)
