"""The words of the figures, in both languages. Ids and codes are called what the caller calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.usage.labels import Language, label

_WORDS: dict[str, tuple[str, str]] = {  # English, Spanish
    "answered": ("answered", "respondidas"),
    "asked_back": ("asked back", "con una pregunta de vuelta"),
    "else": ("menus, greetings, votes", "menús, saludos, votos"),
    "feedback_outcome": ("votes", "votos"),
    "day": ("Day", "Día"),
    "week": ("Week from", "Semana desde"),
    "questions by day": ("Questions by day", "Preguntas por día"),
    "questions by week": ("Questions by week", "Preguntas por semana"),
    "questions": ("Questions", "Preguntas"),
    "people": ("People", "Personas"),
    "people by day": ("People by day", "Personas por día"),
    "spread": ("of which the day is estimated", "de ellas, con día estimado"),
    "name": ("Name", "Nombre"),
    "messages": ("Messages", "Mensajes"),
    "before": ("Period before", "Período anterior"),
    "change": ("Change", "Cambio"),
    "groups": ("What came of questions", "Resultado de las preguntas"),
    "outcomes": ("What came of messages", "Resultado de los mensajes"),
    "countries": ("Countries", "Países"),
    "topics": ("Topics", "Temas"),
    "languages": ("Languages", "Idiomas"),
    "votes": ("Did it help?", "¿Sirvió?"),
    "yes": ("yes", "sí"),
    "no": ("no", "no"),
    "hours": ("Hours of the week (UTC)", "Horas de la semana (UTC)"),
    "hour": ("Hour", "Hora"),
    "times": ("Time to answer", "Tiempo de respuesta"),
    "median": ("half within", "la mitad en"),
    "p90": ("90 % within", "90 % en"),
    "p99": ("99 % within", "99 % en"),
    "milliseconds": ("ms", "ms"),
    "most asked": ("Most asked", "Lo más preguntado"),
    "rising": ("Asked more than before", "Se pregunta más que antes"),
    "worst": ("Worst served", "Peor atendidos"),
    "question": ("Question", "Pregunta"),
    "topic": ("Topic", "Tema"),
    "country": ("Country", "País"),
    "least": ("without answer, at least", "sin respuesta, al menos"),
    "most": ("at most", "como mucho"),
    "busiest": (
        "most people on one day (at least so many in all)",
        "máximo de personas en un día (al menos tantas en total)",
    ),
    "person_days": ("people, counted anew each day", "personas, contadas de nuevo cada día"),
    "again": ("wrote in two hours of their day or more", "escribieron en dos horas del día o más"),
    "once": ("wrote in one hour only", "escribieron en una sola hora"),
    "untold": ("(not told apart)", "(sin distinguir)"),
    "nothing": ("Nothing to show: fewer than eleven people.", "Nada que mostrar: menos de once personas."),
    "first figures": (
        "No figures yet: they are published each Monday. The first ones come on {day} at {hour} UTC.",
        "Aún no hay cifras: se publican cada lunes. Las primeras llegan el {day} a las {hour} UTC.",
    ),
    "rule": (
        "Every number is of eleven people or more. Fewer are put together or left out, and cannot be worked out.",
        "Cada número es de once personas o más. Menos se juntan o se omiten, y no se pueden deducir.",
    ),
    "people rule": (
        "Each day's people are counted anew: who wrote on an earlier day cannot be known.",
        "Las personas de cada día se cuentan de nuevo: no se puede saber quién escribió otro día.",
    ),
    "estimated": (
        "Of few people the day is not told: their messages are spread evenly over the days they may have come on.",
        "De pocas personas no se dice el día: sus mensajes se reparten entre los días en que pudieron llegar.",
    ),
    "unplaced": (
        "Up to {count} more messages may belong here: there are too few people to tell.",
        "Hasta {count} mensajes más pueden ser de aquí: son muy pocas personas para decirlo.",
    ),
    "missing weeks": ("Not published yet: {weeks}", "Aún sin publicar: {weeks}"),
    "small weeks": ("Fewer than eleven people a day: {weeks}", "Menos de once personas por día: {weeks}"),
    "when": ("When (UTC)", "Cuándo (UTC)"),
    "outcome": ("Outcome", "Resultado"),
    "language": ("Language", "Idioma"),
    "and": ("and", "y"),
}
_WEEKDAYS = (
    ("Mon", "lun"),
    ("Tue", "mar"),
    ("Wed", "mié"),
    ("Thu", "jue"),
    ("Fri", "vie"),
    ("Sat", "sáb"),
    ("Sun", "dom"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. `names`: what ids and codes are called, as the caller knows them.

    `titles`: of questions; apart from `names`, as a question may have the id of its topic.
    """

    language: Language = "en"
    names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, name: str, **values: object) -> str:
        """The word for a label of these pages, with its values put in."""
        known = _WORDS.get(name)
        return known[self.language == "es"].format(**values) if known else label(name, self.language)

    def number(self, value: float) -> str:
        """ "27 851" in Spanish, "27,851" in English."""
        return f"{value:,.0f}".replace(",", self.thousands)

    @property
    def thousands(self) -> str:
        """What stands between the thousands."""
        return "\u202f" if self.language == "es" else ","

    def named(self, name: str) -> str:
        """What a country, topic, question, outcome or language is called."""
        if name in self.names:
            return self.names[name]
        return self(name) if name in _WORDS else label(name, self.language)

    def asked(self, question: str) -> str:
        """The title of a question."""
        return self.titles.get(question) or self.named(question)

    def weekday(self, day: int) -> str:
        """The short name of a weekday, 0 for Monday."""
        return _WEEKDAYS[day][self.language == "es"]
