"""The words of reports, in both languages. Names that have no label (ids, codes) stand for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.usage.small_numbers import OTHERS

Language = Literal["es", "en"]

_LABELS: dict[str, tuple[str, str]] = {  # English, Spanish
    "title": ("Use from {since} to {until}", "Uso del {since} al {until}"),
    "messages": ("Messages", "Mensajes"),
    "people-days": ("People, counted anew each day", "Personas, contadas de nuevo cada día"),
    "not known": ("Without answer", "Sin respuesta"),
    "feedback": ("Helped yes / no", "Sirvió sí / no"),
    "time": ("Time to answer, median / 95 %", "Tiempo de respuesta, mediana / 95 %"),
    "outcomes": ("What came of it", "Resultado"),
    "topics": ("Topics", "Temas"),
    "questions": ("Most asked", "Lo más preguntado"),
    "countries": ("Countries", "Países"),
    "languages": ("Languages", "Idiomas"),
    "months": ("Older months", "Meses anteriores"),
    "by day": ("Messages by day", "Mensajes por día"),
    "by week": ("Messages by week", "Mensajes por semana"),
    "by hour": ("Messages by hour (UTC)", "Mensajes por hora (UTC)"),
    "phrases": (
        "Without answer, written alike by {people} or more",
        "Sin respuesta, escrito igual por {people} o más",
    ),
    "danger": ("Danger", "Peligro"),
    "closed places": (
        "Places to check, people found them closed",
        "Lugares por revisar, los hallaron cerrados",
    ),
    "quarter": ("Q{number} {year}", "T{number} {year}"),
    "more": ("and {count} more", "y {count} más"),
    "small": (
        "Counts below {below} are not shown where they could point at somebody; ~ is rounded.",
        "Los números menores que {below} no se muestran donde podrían señalar a alguien; ~ es redondeado.",
    ),
    "nothing": ("nothing to show", "nada que mostrar"),
    OTHERS: ("(others together)", "(otros juntos)"),
    # outcomes
    "answer": ("answered", "respondidas"),
    "choices": ("offered choices", "con opciones"),
    "ask_country": ("asked which country", "preguntó el país"),
    "not_known": ("without answer", "sin respuesta"),
    "smalltalk": ("small talk", "saludos"),
    "command": ("commands", "comandos"),
    "menu": ("menu", "menú"),
    "location": ("places near", "lugares cerca"),
    "other": ("other", "otros"),
    # topics
    "documents": ("documents", "documentos"),
    "asylum": ("asylum", "refugio"),
    "health": ("health", "salud"),
    "lodging": ("lodging", "alojamiento"),
    "work": ("work", "trabajo"),
    "education": ("education", "educación"),
    "protection": ("protection", "protección"),
    "money": ("money", "dinero"),
    "family": ("family", "familia"),
    "consular": ("consular", "consular"),
    "emergency": ("emergency", "emergencia"),
    "scams": ("scams", "estafas"),
    "transit": ("transit", "tránsito"),
    "about": ("about the bot", "sobre el bot"),
    # languages
    "es": ("Spanish", "español"),
    "en": ("English", "inglés"),
    "?": ("not known", "no se sabe"),
}


def label(name: str, language: Language) -> str:
    """What to write for a name; the name itself where there is nothing better."""
    words = _LABELS.get(name)
    return name if words is None else words[language == "es"]


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one report: the words here, and for ids and codes the names that the caller knows."""

    language: Language = "en"
    names: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, name: str) -> str:
        return self.names.get(name) or label(name, self.language)
