"""Five people and the real bot: each gets an outcome, or a bed, that a legal-aid worker would sign.

With RUMBO_TRANSCRIPTS=FOLDER the five conversations are written there, as the people saw them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.conversation.walk.sayings import Sayings
from bot.knowledge.records import Release
from bot.wording import wording
from tests.end_to_end.conftest import StartRumbo
from tests.end_to_end.fake_bot_api import FakeBotApi
from tests.end_to_end.user import User
from tests.real import KNOWLEDGE, give_fitted, real_release

pytestmark = pytest.mark.end_to_end
MOST_STEPS = 10


@dataclass
class Person:
    """Somebody with a situation, who writes down what they sent and saw."""

    user: User
    name: str
    seen: list[str] = field(default_factory=list)
    read: int = 0  # messages already written down

    async def says(self, text: str) -> str:
        self.seen.append(f"**{text}**")
        await self.user.ask(text)
        return self._new()

    async def presses(self, label: str) -> str:
        self.seen.append(f"**[{label}]**")
        before = len(self.user.api.to(self.user.chat_id))
        await self.user.press(label)
        await self.user.api.until(lambda: len(self.user.api.to(self.user.chat_id)) > before, 15.0)
        return self._new()

    def _new(self) -> str:
        messages = self.user.api.to(self.user.chat_id)
        fresh = messages[self.read :]
        self.read = len(messages)
        for sent in fresh:
            rows = " ".join(f"[{b['text']}]" for b in sent.buttons)
            self.seen.append(f"{sent.text}\n{rows}".strip())
        return "\n".join(sent.text for sent in fresh)

    async def walks(self, release: Release, country: str, answers: dict[str, str]) -> str:
        """Answers every question of the walk from `answers` (attribute -> value), "I don't know" to others."""
        assert release.walk is not None
        language = "en" if self.user.language == "en" else "es"
        sayings = Sayings(release, release.options[country], release.walk, wording(language))  # type: ignore[arg-type]
        names = [*release.walk.attributes, *(q.id for q in release.options[country].questions)]
        shown = await self.says("/options" if language == "en" else "/opciones")
        if sayings.country_name not in shown:
            shown = await self.presses(sayings.country_name)
        for _ in range(MOST_STEPS):
            asked = next((n for n in names if sayings.ask(n) in shown), None)
            if asked is None:
                return shown
            value = answers.get(asked)
            shown = await self.presses(
                sayings.label(asked, value) if value else wording(language).say("walk_dont_know")
            )  # type: ignore[arg-type]
        raise AssertionError(shown)

    def keep(self) -> None:
        if folder := os.environ.get("RUMBO_TRANSCRIPTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            text = f"# {self.name}\n\n" + "\n\n".join(self.seen) + "\n"
            (Path(folder) / f"{self.user.id}.md").write_text(text, encoding="utf-8")


async def test_five_people_get_an_outcome_that_names_reasons_sources_and_legal_help(
    api: FakeBotApi, start_rumbo: StartRumbo, tmp_path: Path
) -> None:
    give_fitted(tmp_path / "data")
    await start_rumbo(RUMBO_KNOWLEDGE=str(KNOWLEDGE))
    await api.until(lambda: any(method == "getUpdates" for method, _ in api.calls), 120.0)
    release = real_release()
    await _venezuelan_in_lima(api, release)
    await _haitian_in_tapachula(api, release)
    await _colombian_in_quito(api, release)
    await _family_at_rumichaca(api)
    await _pregnant_in_boa_vista(api, release)


async def _venezuelan_in_lima(api: FakeBotApi, release: Release) -> None:
    person = Person(
        User(api, id=81), "A Venezuelan in Lima: by a trail in 2023, expired passport, Peruvian child"
    )
    await person.says("estoy en lima, soy venezolano")
    shown = await person.walks(
        release,
        "PE",
        {
            "nationality": "VE", "inside": "yes", "entry": "no control", "permit": "none", "papers": "expired passport",
            "family": "national child", "age": "adult", "fear": "no", "had-cpp-ptp": "no", "goal": "stay",
        },
    )  # fmt: skip
    assert "Familiar Residente" in shown
    assert "abogado gratuito" in shown
    assert "Fuente" in shown
    assert "no es una promesa" in shown
    assert "Refugio (asilo)" not in shown, "who is in no danger is not sent to asylum"
    await person.presses("Mi lista de papeles")
    person.keep()


async def _haitian_in_tapachula(api: FakeBotApi, release: Release) -> None:
    person = Person(User(api, id=82, language="en"), "A Haitian in Tapachula")
    await person.says("i am haitian, i am in tapachula mexico, what can i do")
    shown = await person.walks(
        release,
        "MX",
        {
            "nationality": "HT",
            "inside": "yes",
            "permit": "none",
            "fear": "yes",
            "family": "none",
            "victim": "no",
        },
    )
    assert "look at asylum first" in shown
    assert "COMAR" in shown
    assert "30 working days" in shown
    assert "Source" in shown
    person.keep()


async def _colombian_in_quito(api: FakeBotApi, release: Release) -> None:
    person = Person(User(api, id=83), "A Colombian in Quito, afraid to return")
    await person.says("soy colombiana, estoy en quito ecuador y no puedo volver")
    shown = await person.walks(
        release,
        "EC",
        {
            "nationality": "CO",
            "inside": "yes",
            "permit": "expired",
            "fear": "yes",
            "family": "none",
            "papers": "identity card",
            "victim": "no",
        },
    )
    assert "mira primero el refugio" in shown
    assert "Ayuda legal gratuita" in shown
    await person.presses("Por qué no las otras")
    person.keep()


async def _family_at_rumichaca(api: FakeBotApi) -> None:
    person = Person(User(api, id=84), "A family at Rumichaca tonight, looking for a bed")
    shown = await person.says("toy en rumichaca")
    shown = await person.presses("Rumichaca (Ecuador)")
    shown = await person.presses("Dónde dormir")
    assert "Ibarra" in shown
    assert "km" in shown
    assert "No pagues por un cupo" in shown
    await person.says("toy en rumichaca con mis hijos donde duermo hoy")
    shown = await person.presses("Albergue para familias")
    if "país" in shown:
        shown = await person.presses("Ecuador")
    assert "Fuente" in shown
    person.keep()


async def _pregnant_in_boa_vista(api: FakeBotApi, release: Release) -> None:
    person = Person(User(api, id=85), "A pregnant woman in Boa Vista")
    await person.says("estoy embarazada en boa vista brasil y no tengo papeles")
    shown = await person.walks(
        release,
        "BR",
        {
            "nationality": "VE", "inside": "yes", "permit": "none", "papers": "identity card", "family": "none",
            "fear": "no", "victim": "no", "age": "adult", "health": "pregnant", "goal": "stay", "br-expired-protocolo": "no",
        },
    )  # fmt: skip
    assert "Fuente" in shown
    assert "residencia" in shown.lower()
    person.keep()
