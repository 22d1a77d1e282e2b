"""A small release built from records, and a matcher that understands just what a test tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.conversation.danger import DangerWatch
from bot.conversation.records import Context, Incoming, Memory, Outcome
from bot.conversation.talk import Conversation
from bot.knowledge.records import (
    REGION,
    AgeLimits,
    AnswerText,
    City,
    Country,
    DangerKind,
    DangerTexts,
    Entry,
    FreshnessPolicy,
    HelpLine,
    Language,
    Origin,
    Phrasings,
    Place,
    PlaceText,
    Point,
    Question,
    Release,
    SmallTalk,
    SmallTalkText,
    Source,
    Vocabulary,
)
from bot.matching.alarm import Hearing
from bot.matching.records import Candidate, LanguageGuess, Mention, Thresholds, Understanding

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HERE = Origin("test.yaml", 1)
SOURCE = Source("Migraciones", "A page", "https://www.gob.pe/migraciones", "2026-06")
LIMA = City("Lima", (), Point(-12.05, -77.04, "city"))
QUITO = City("Quito", (), Point(-0.18, -78.47, "city"))


def question(name: str, topic: str = "documents", country: str | None = None) -> Question:
    texts = {
        "es": Phrasings(f"Título {name}", (f"frase {name}",)),
        "en": Phrasings(f"Title {name}", (f"phrase {name}",)),
    }
    return Question(name, topic, country, texts, HERE)  # type: ignore[arg-type]


def entry(name: str, country: str, topic: str = "documents", **more: object) -> Entry:
    own = name.startswith(country.lower() + "-")
    fields: dict[str, object] = {
        "id": name if own else f"{country.lower()}-{name}",
        "question": name,
        "country": country,
        "topic": topic,
        "status": "in force",
        "certainty": "sure",
        "volatile": False,
        "texts": {
            "es": AnswerText(f"Respuesta {name} de {country}.", cost="10 soles", confirm_at="Migraciones"),
            "en": AnswerText(f"Answer {name} of {country}.", cost="10 soles", confirm_at="Migraciones"),
        },
        "official": "https://www.gob.pe/migraciones",
        "lines": (),
        "places": (),
        "place_kinds": (),
        "see_also": (),
        "sources": (SOURCE,),
        "as_of": "2026-06",
        "confirmed": None,
        "research": (),
        "origin": HERE,
    }
    return Entry(**{**fields, **more})  # type: ignore[arg-type]


def country(code: str, name: str, *, covered: bool, emergency: str, cities: tuple[City, ...] = ()) -> Country:
    return Country(
        code=code,
        folder=name.lower() if covered else None,
        covered=covered,
        names={"es": name, "en": name},
        flag="🏳",
        aliases=(),
        demonyms=(),
        hints=(),
        cities=cities,
        time_zone="UTC",
        currency="",
        emergency=emergency,
        emergency_source=SOURCE,
        origin=HERE,
    )


def line(name: str, code: str, *purposes: str, phone: str) -> HelpLine:
    return HelpLine(
        name, code, purposes, phone, None, None, {"es": f"Línea {name}", "en": f"Line {name}"}, {}, True,
        "sure", (SOURCE,), "2025-10", HERE,
    )  # type: ignore[arg-type]  # fmt: skip


def place(name: str, city: str, point: Point, code: str = "PE", kind: str = "hospital") -> Place:
    nothing: dict[Language, PlaceText] = {"es": PlaceText(None, None), "en": PlaceText(None, None)}
    return Place(
        name, code, kind, f"Hospital {name}", city, None, "Calle 1" if point.exact != "city" else None, point, "123 456",
        None, None, None, {}, None, nothing, None, "sure", (SOURCE,), "2026-01", HERE,
    )  # type: ignore[arg-type]  # fmt: skip


def violence() -> DangerKind:
    texts = {
        "es": DangerTexts("Violencia", "Ponte a salvo.", ("me pega", "me golpe*"), ("me pega el sol",)),
        "en": DangerTexts("Violence", "Get to safety.", ("he hits me",), ()),
    }
    return DangerKind("violence", ("violence",), ("violence",), texts, HERE)


def small_release(**more: object) -> Release:
    """Peru and Ecuador covered, Chile not; asylum in both, school in Peru only, pe-cpp Peru's own, scams in the region."""
    questions = [
        question("asylum", "asylum"),
        question("school", "education"),
        question("residence-cost"),
        question("scam-check", "scams"),
        question("violence", "protection"),
        question("legal-help", "protection"),
        question("health-post", "health"),
        question("pe-cpp", "documents", "PE"),
        question("ec-virte", "documents", "EC"),
    ]
    entries = [
        entry("asylum", "PE", "asylum"),
        entry("asylum", "EC", "asylum"),
        entry("school", "PE", "education"),
        entry("residence-cost", "PE"),
        entry("residence-cost", "EC"),
        entry("scam-check", REGION, "scams"),
        entry("violence", "PE", "protection"),
        entry("legal-help", "PE", "protection"),
        entry("health-post", "PE", "health", place_kinds=("hospital",)),
        entry("pe-cpp", "PE"),
        entry("ec-virte", "EC"),
    ]
    lines = [
        line("pe-police", "PE", "police", "emergency", phone="105"),
        line("pe-violence", "PE", "violence", phone="100"),
        line("pe-ombudsman", "PE", "ombudsman", phone="0800-15170"),
        line("ec-emergency", "EC", "emergency", phone="911"),
    ]
    countries = [
        country("PE", "Perú", covered=True, emergency="105", cities=(LIMA,)),
        country("EC", "Ecuador", covered=True, emergency="911", cities=(QUITO,)),
        country("CL", "Chile", covered=False, emergency="133"),
    ]
    places = [
        place("exacto", "Lima", Point(-12.06, -77.03, "building")),
        place("ciudad", "Lima", Point(-12.05, -77.04, "city")),
        place("lejos", "Tacna", Point(-18.01, -70.25, "building")),
    ]
    talk = [
        SmallTalk(
            "thanks",
            "smalltalk",
            {
                "es": SmallTalkText(("gracias",), "¡De nada!"),
                "en": SmallTalkText(("thanks",), "You are welcome!"),
            },
            HERE,
        )
    ]
    limits = AgeLimits(6, 12, 60)
    fields: dict[str, object] = {
        "id": "0123456789ab",
        "countries": {c.code: c for c in countries},
        "questions": {q.id: q for q in questions},
        "entries": {e.id: e for e in entries},
        "places": {p.id: p for p in places},
        "lines": {x.id: x for x in lines},
        "dangers": {"violence": violence()},
        "small_talk": {t.id: t for t in talk},
        "vocabulary": Vocabulary({"m": "me"}, (), (), frozenset()),
        "freshness": FreshnessPolicy(AgeLimits(18, 30, None), limits, limits, AgeLimits(18, 30, None)),
        "tests": (),
        "by_question": {(e.question, e.country): e for e in entries},
    }
    return Release(**{**fields, **more})  # type: ignore[arg-type]


@dataclass
class ToldMatcher:
    """Understands a text as the test told it to; any other as nothing known."""

    told: dict[str, Understanding] = field(default_factory=dict)
    loo_accuracy: float = 1.0
    thresholds: Thresholds = field(default_factory=lambda: Thresholds(answer=0.8, choices=0.4, margin=0.1))

    def understand(
        self, text: str, *, language: Language | None, country: str | None, topic: str | None = None
    ) -> Understanding:
        return self.told.get(text, understood())


class ToldAlarm:
    """Hears in each text the danger that the test told it of; in any other text none."""

    def __init__(self, kind: str = "violence", **heard: float) -> None:
        """`heard`: how probable `kind` is in each text."""
        self._kind = kind
        self._heard = {key.replace("_", " "): value for key, value in heard.items()}

    def hear(self, text: str) -> Hearing:
        return Hearing(self._kind, self._heard.get(text, 0.0))


def understood(
    *candidates: tuple[str, float],
    language: Language = "es",
    heard: str | None = None,
    sure: bool = True,
    asked: str | None = None,
    others: tuple[str, ...] = (),
    city: City | None = None,
    follow_up: str | None = None,
    second: tuple[tuple[str, float], ...] = (),
    empty: bool = False,
) -> Understanding:
    return Understanding(
        language=LanguageGuess(language, heard or language, sure),
        mention=Mention(asked, others, None, city),
        candidates=tuple(Candidate(q, p, q == "thanks") for q, p in candidates),
        second_need=tuple(Candidate(q, p) for q, p in second),
        follow_up=follow_up,
        normal_text="algo que no sabemos",
        empty=empty,
    )


class Chat:
    """One person's chat: keeps the memory between messages as the desk does."""

    def __init__(
        self,
        release: Release | None = None,
        memory: Memory | None = None,
        alarm: ToldAlarm | None = None,
        **told: Understanding,
    ) -> None:
        release = release or small_release()
        self.matcher = ToldMatcher({key.replace("_", " "): value for key, value in told.items()})
        watch = DangerWatch(release, alarm)  # type: ignore[arg-type]
        self.talk = Conversation(release, self.matcher, watch)
        self.memory = memory or Memory(greeted=True)
        self.now = NOW

    def say(self, text: str, **more: object) -> Outcome:
        return self._turn(Incoming(text=text, **more))  # type: ignore[arg-type]

    def press(self, action: str) -> Outcome:
        return self._turn(Incoming(action=action))

    def share(self, latitude: float, longitude: float) -> Outcome:
        return self._turn(Incoming(location=(latitude, longitude)))

    def send(self, other: str) -> Outcome:
        return self._turn(Incoming(other=other))

    def _turn(self, incoming: Incoming) -> Outcome:
        outcome = self.talk.respond(incoming, self.memory, self.now)
        self.memory = outcome.memory
        return outcome

    def context(self) -> Context | None:
        return self.memory.context
