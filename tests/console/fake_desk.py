"""A desk with scripted replies: one of every kind that a page must be able to show."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass, field

from bot.conversation.desk import Answered
from bot.conversation.records import (
    Button,
    Contact,
    Fact,
    Happened,
    Heading,
    Incoming,
    Items,
    Link,
    Memory,
    Note,
    Outcome,
    Paragraph,
    Reply,
    Venue,
)

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>\u202e {{7*7}} javascript:alert(3)'
FEEDBACK = (Button("👍 Sí", "f:y:pe-passport"), Button("👎 No", "f:n:pe-passport"))


def png(width: int = 2, height: int = 2) -> bytes:
    """A small green picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    rows = (b"\0" + b"\x0b\x6b\x63" * width) * height
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


GREETING = Reply(
    blocks=(
        Paragraph(
            "Hola, soy Rumbo. Te digo qué opciones tienes: papeles, salud, dónde dormir, trabajo, escuela y "
            "protección. Escríbeme lo que necesitas con tus palabras, o elige un tema."
        ),
        Note("Soy un programa, no una persona. Guardo tu idioma y tu país (los borras con /borrar)."),
    ),
    buttons=(
        (Button("📄 Papeles", "g:papers"), Button("🏥 Salud", "g:health")),
        (Button("🛏 Dónde dormir", "g:lodging"), Button("💼 Trabajo y escuela", "g:work_school")),
        (Button("📍 Cerca de mí", "p"),),
    ),
)
PASSPORT = Reply(
    blocks=(
        Heading("🇵🇪 Perú · Se me venció el pasaporte"),
        Paragraph("Puedes hacer tus trámites con el pasaporte vencido. Migraciones lo acepta."),
        Items("Lo que piden:", ("Tu pasaporte, aunque esté vencido", "Una foto de frente")),
        Items(
            "Pasos:", ("Entra a la Agencia Digital.", "Llena el formulario.", "Ve a tu cita."), numbered=True
        ),
        Fact("Costo", "S/ 20.20 (septiembre de 2025)"),
        Fact("Cuánto tarda", "30 días hábiles"),
        Contact(
            "Defensoría del Pueblo", "0800 15 170 · WhatsApp +51 945 084 133", "gratis, lun-vie 08:00-17:00"
        ),
        Contact("Policía", "105"),
        Link("Página oficial", "https://www.gob.pe/migraciones"),
        Note("Fuente: Migraciones, septiembre de 2025."),
        Note("Puede haber cambiado. Antes de actuar, confirma en: Migraciones.", warning=True),
    ),
    buttons=((Button("🌎 Otro país", "cc:passport"),), FEEDBACK),
)
CHOICES = Reply(
    blocks=(Paragraph("¿En qué país necesitas esto?"),),
    buttons=((Button("🇵🇪 Perú", "c:PE:passport"), Button("🇪🇨 Ecuador", "c:EC:passport")),),
)
NEAREST = Reply(
    blocks=(
        Paragraph("Lo más cercano que conozco:"),
        Contact("Casa del Migrante", "Av. Grau 123, Tumbes (a unos 1.2 km)", "+51 72 523 456 · gratis"),
        Note("Usé tu ubicación solo para esto y ya la olvidé."),
    ),
    venues=(
        Venue(
            "Casa del Migrante",
            "Av. Grau 123, Tumbes",
            -3.56691,
            -80.45152,
            (
                Contact(
                    "Casa del Migrante", "Av. Grau 123, Tumbes (a unos 1.2 km)", "+51 72 523 456 · gratis"
                ),
            ),
        ),
    ),
)


def _scripted(incoming: Incoming) -> Reply:
    if incoming.location:
        return NEAREST
    if incoming.other:
        return Reply(blocks=(Paragraph(f"No abro esto: {incoming.other}."),))
    return _to_action(incoming.action) if incoming.action else _to_text(incoming.text or "")


def _to_action(action: str) -> Reply:
    if action.startswith("f:"):
        return Reply(toast="¡Gracias por decirlo!", replaces_buttons=True)
    if action.startswith("c:"):
        return PASSPORT
    if action == "p":
        return Reply(blocks=(Paragraph("Comparte tu ubicación con el botón de abajo."),), ask_location=True)
    if action == "l:en":
        return Reply(blocks=(Paragraph("Done: I answer in English."),))
    return Reply(blocks=(Paragraph(f"Acción: {action}"),))


def _to_text(text: str) -> Reply:
    replies = {
        "/start": GREETING,
        "/pais": CHOICES,
        "silencio": Reply(silent=True),
        "imagen": Reply(blocks=(Paragraph("Una imagen."),), image=png()),
        "largo": Reply(blocks=tuple(Paragraph(f"Párrafo {n}. " + "palabra " * 40) for n in range(20))),
        "palabra larga": Reply(blocks=(Paragraph("x" * 400),), buttons=((Button("y" * 90, "m"),),)),
        "hostil": Reply(
            blocks=(
                Heading(HOSTILE),
                Paragraph(HOSTILE),
                Items(HOSTILE, (HOSTILE,)),
                Fact(HOSTILE, HOSTILE),
                Contact(HOSTILE, HOSTILE, HOSTILE),
                Link(HOSTILE, "javascript:alert(4)"),
                Note(HOSTILE, warning=True),
            ),
            venues=(Venue(HOSTILE, HOSTILE, 1.0, 2.0),),
            buttons=((Button(HOSTILE, "m"),),),
            toast=HOSTILE,
        ),
    }
    if text in replies:
        return replies[text]
    if "pasaporte" in text:
        return PASSPORT if "Perú" in text else CHOICES
    return Reply(blocks=(Paragraph("No tengo una respuesta para eso, y prefiero no inventar."),))


@dataclass
class FakeDesk:
    """Answers from the script and notes everything it was asked to do."""

    asked: list[tuple[str, Incoming]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # the persons of delivered replies
    left: list[str] = field(default_factory=list)  # the persons who are gone
    gate: asyncio.Event | None = None  # answers wait for it, where there is one
    fault: Exception | None = None  # what the next answers fail with

    async def answer(self, person: str, incoming: Incoming) -> Answered:
        self.asked.append((person, incoming))
        if self.gate is not None:
            await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        country = "PE" if incoming.action and incoming.action.startswith("c:PE") else None
        language = "en" if incoming.action == "l:en" else "es"
        outcome = Outcome(_scripted(incoming), Memory(country=country), Happened("answer", language))
        return Answered(person, outcome, 1.0)

    async def delivered(self, answered: Answered) -> None:
        self.kept.append(answered.person)

    async def gone(self, person: str) -> None:
        self.left.append(person)
