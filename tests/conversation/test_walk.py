"""The options walk as a person meets it: buttons, typed answers, changes of mind, old buttons, nothing kept at the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.danger import DangerWatch
from bot.conversation.memory import memory_bytes, read_memory
from bot.conversation.plain import plain_text
from bot.conversation.records import Button, Incoming, Memory, Outcome, Reply
from bot.conversation.talk import Conversation
from bot.knowledge.records import Release
from tests.conversation.small import ToldMatcher
from tests.options.people import small_release

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def _conversation(release: Release) -> Conversation:
    return Conversation(release, ToldMatcher(), DangerWatch(release, None))  # type: ignore[arg-type]


class Chat:
    """A person with a phone: presses buttons by their label, types, and comes back after a restart."""

    def __init__(
        self, language: str = "es", country: str | None = "PE", release: Release | None = None
    ) -> None:
        self.now = NOW
        self.memory = Memory(language=language, language_chosen=True, country=country, greeted=True)  # type: ignore[arg-type]
        self.talk: Conversation = _conversation(release or small_release())
        self.last: Outcome | None = None

    def send(self, **what: str) -> Reply:
        self.last = self.talk.respond(Incoming(**what), self.memory, self.now)  # type: ignore[arg-type]
        self.memory = read_memory(memory_bytes(self.last.memory, self.now), self.now)
        return self.last.reply

    def press(self, label: str) -> Reply:
        assert self.last is not None
        return self.send(action=button(self.last.reply, label).action)

    @property
    def text(self) -> str:
        assert self.last is not None
        return plain_text(self.last.reply)


def button(reply: Reply, label: str) -> Button:
    found = [b for row in reply.buttons for b in row if label in b.label]
    assert found, f"no button '{label}' among {[b.label for row in reply.buttons for b in row]}"
    return found[0]


def answered(chat: Chat, **answers: str) -> Chat:
    """Walks to the end, pressing the given answers and "I don't know" to all others."""
    chat.send(text="/opciones")
    for _ in range(7):
        if "Pregunta " not in chat.text and "Question " not in chat.text:
            return chat
        waiting = (chat.memory.context.walk or "") if chat.memory.context else ""
        chat.press(answers.get(waiting.split(":")[-1].replace("-", "_"), "🤷"))
    raise AssertionError(chat.text)


def test_the_walk_is_the_first_button_of_the_menu() -> None:
    chat = Chat()
    reply = chat.send(text="/menu")
    assert reply.buttons[0][0].label == "🧭 Mis opciones"
    chat.press("🧭")
    assert "como mucho 6 preguntas" in chat.text


@pytest.mark.parametrize(("command", "language"), [("/opciones", "es"), ("/options", "en")])
def test_both_commands_begin_it(command: str, language: str) -> None:
    chat = Chat(language)
    chat.send(text=command)
    assert button(chat.last.reply, "🤷")  # type: ignore[union-attr]


def test_without_a_country_it_asks_for_one_first() -> None:
    chat = Chat(country=None)
    chat.send(text="/opciones")
    assert "¿En qué país" in chat.text
    chat.press("Perú")
    assert "como mucho 6 preguntas" in chat.text


def test_it_is_offered_below_answers_about_papers() -> None:
    chat = Chat()
    reply = chat.send(action="q:asylum:PE")
    assert button(reply, "🧭").action == "o:PE"


def test_the_outcome_says_what_applies_why_where_who_says_so_and_that_it_is_no_promise() -> None:
    chat = answered(Chat(), inside="yes", family="national child", fear="no")
    assert "✅ Cumples lo que se pide: family (es)" in chat.text
    assert "Por qué: inside is yes; family is national child." in chat.text
    assert "Fuente: Migraciones" in chat.text
    assert "Esto no es una promesa" in chat.text
    assert "Ayuda legal gratuita" in chat.text


def test_fear_of_return_leads_with_asylum() -> None:
    chat = answered(Chat(), inside="yes", family="national child", fear="yes")
    assert chat.text.index("asylum (es)") < chat.text.index("family (es)")
    assert "mira primero el refugio" in chat.text


def test_not_knowing_anything_is_no_dead_end() -> None:
    chat = answered(Chat())
    assert "ninguna opción queda descartada" in chat.text
    assert "🔶" in chat.text


def test_an_answer_can_be_changed_without_starting_again() -> None:
    chat = answered(Chat(), inside="yes", family="none", fear="no")
    assert "✅ Cumples lo que se pide: family" not in chat.text
    chat.press("Cambiar una respuesta")
    chat.press("Family is none")
    chat.press("national child")
    assert "tus opciones" in chat.text
    assert "family is national child" in chat.text
    assert "fear is no" in chat.text


def test_it_can_be_left_at_any_moment() -> None:
    chat = Chat()
    chat.send(text="/opciones")
    chat.press("✖ Salir")
    assert "No guardé ninguna" in chat.text
    assert chat.memory.context is None


def test_nothing_of_the_person_is_remembered_when_it_ends() -> None:
    chat = answered(Chat(), inside="yes", family="national child", fear="yes", nationality="VE")
    kept = memory_bytes(chat.memory, NOW).decode()
    assert "walk" not in kept
    for word in ("national", "fear", "VE", "asylum"):
        assert word not in kept


def test_what_is_remembered_in_the_middle_dies_after_half_an_hour() -> None:
    chat = Chat()
    chat.send(text="/opciones")
    assert "walk" in memory_bytes(chat.memory, NOW).decode()
    assert "walk" not in memory_bytes(chat.memory, NOW + timedelta(minutes=31)).decode()


def test_a_restart_in_the_middle_loses_nothing() -> None:
    chat = Chat()
    chat.send(text="/opciones")
    again = Chat()  # another process, with the memory from the database
    again.memory, again.last = chat.memory, chat.last
    again.press("yes")
    assert "Pregunta 2" in again.text


def test_answers_can_be_typed() -> None:
    chat = Chat()
    chat.send(action="o:PE::n")
    chat.send(text="soy de ecuador")
    assert walked(chat).startswith("PE:nZZ:")
    chat.send(text="no sé")
    assert walked(chat).split(":")[1].endswith("-")


def walked(chat: Chat) -> str:
    assert chat.memory.context is not None
    return chat.memory.context.walk or ""


@pytest.mark.parametrize(
    "typed",
    ["peru o chile", "donde duermo", "pasa", "me robaron todo", "hola", "con", "cuanto cuesta el pasaporte"],
)
def test_what_is_no_answer_is_never_taken_for_one(typed: str) -> None:
    chat = Chat()
    chat.send(action="o:PE:i0:c")
    chat.send(text=typed)
    assert "c" not in walked(chat)[3:] or walked(chat).endswith(":papers")


@pytest.mark.parametrize(
    ("typed", "code"), [("expired pasport", "c1"), ("expired", "c1"), ("identity card", "c2")]
)
def test_a_button_s_words_may_be_typed_with_mistakes(typed: str, code: str) -> None:
    chat = Chat()
    chat.send(action="o:PE:i0:c")
    chat.send(text=typed)
    assert code in walked(chat) or "tus opciones" in chat.text


@pytest.mark.parametrize(
    ("typed", "code"),
    [("mayo 2023", "2023-05-15"), ("10/05/2023", "2023-05-10"), ("en el 2019", "2019-07-01")],
)
def test_a_day_of_entry_can_be_typed_as_people_say_it(typed: str, code: str) -> None:
    chat = Chat()
    chat.send(action="o:PE:i0nVE:d")
    chat.send(text=typed)
    month = code[:7]
    chat.send(action=button(chat.last.reply, "Cambiar").action)  # type: ignore[union-attr]
    assert {"2023-05": "mayo de 2023", "2019-07": "julio de 2019"}[month] in chat.text


def test_a_day_in_the_future_is_said_to_be_one_and_asked_again() -> None:
    chat = Chat()
    chat.send(action="o:PE:i0nVE:d")
    chat.send(text="mayo 2031")
    assert "todavía no llega" in chat.text
    assert button(chat.last.reply, "🤷")  # type: ignore[union-attr]


def test_the_own_nationality_needs_no_option() -> None:
    chat = Chat()
    chat.send(action="o:PE::n")
    chat.send(text="peru")
    assert "no necesitas permiso" in chat.text


def test_another_question_in_the_middle_is_answered_as_one() -> None:
    chat = Chat()
    chat.send(text="/opciones")
    chat.send(text="donde hay un hospital cerca de la plaza de armas que atienda a niños hoy")
    assert "Pregunta" not in chat.text


def test_danger_in_the_middle_goes_first() -> None:
    chat = Chat()
    chat.send(text="/opciones")
    chat.send(text="mi esposo me pega")
    assert chat.last.happened.outcome == "danger"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "action",
    [
        "o:ZZ",
        "o:PE:Q9",
        "o:PE:i9",
        "o:PE:i0:zz",
        "oc:PE:%%",
        "ov:PE:i0:PE",
        "ov:PE:i0:CL",
        "op",
        "o:pe",
        "on:CL:i0",
    ],
)
def test_a_button_that_no_release_made_gets_the_menu(action: str) -> None:
    chat = Chat()
    reply = chat.send(action=action)
    assert reply.buttons
    assert chat.last.happened.outcome in {"menu", "command"}  # type: ignore[union-attr]


def test_a_button_of_last_month_counts_the_days_until_today() -> None:
    chat = Chat()
    chat.send(action="o:PE:i0nVEd6t9")  # entered on a day, not "so many days ago"
    assert chat.last.happened.outcome == "command"  # type: ignore[union-attr]


def test_the_papers_are_a_list_to_tick() -> None:
    release = small_release()
    answer = release.entries["pe-family"]
    texts = {k: replace(t, requirements=("DNI del hijo", "Foto")) for k, t in answer.texts.items()}
    release = replace(release, entries={**release.entries, "pe-family": replace(answer, texts=texts)})
    chat = answered(Chat(release=release), inside="yes", family="national child", fear="no")
    chat.press("📋")
    assert "☐ DNI del hijo" in chat.text
    chat.press("Volver al resultado")
    assert "tus opciones" in chat.text


def test_why_not_names_what_is_asked() -> None:
    chat = answered(Chat(), inside="yes", family="none", fear="no")
    chat.press("Por qué no")
    assert "family (es): se pide que family is national child o family is national partner." in chat.text


def test_what_would_change_the_outcome_is_said() -> None:
    chat = Chat()
    chat.send(action="o:PE:i0r1f5c4w1g0")  # six answers: no papers, a place to study
    assert "Qué cambiaría el resultado:\n• Si papers is passport: study (es)" in chat.text


def test_two_countries_stand_side_by_side() -> None:
    release = small_release()
    ecuador = replace(release.options["PE"], country="EC")
    release = replace(release, options={**release.options, "EC": ecuador})
    chat = answered(Chat(release=release), inside="yes", family="national child", fear="no")
    chat.press("Comparar")
    chat.press("Ecuador")
    assert chat.text.count("Entrar: enter line") == 2
    assert "Para tu situación" in chat.text


@pytest.mark.parametrize(
    "typed", ["¿Perú o Ecuador?", "que me conviene mas peru o ecuador", "comparar Perú y Ecuador"]
)
def test_a_comparison_can_be_asked_for_in_words(typed: str) -> None:
    release = small_release()
    release = replace(
        release, options={**release.options, "EC": replace(release.options["PE"], country="EC")}
    )
    chat = Chat(release=release)
    chat.send(text=typed)
    assert "⚖" in chat.text
    assert chat.text.count("Entrar: enter line") == 2


@pytest.mark.parametrize("typed", ["voy de peru a ecuador", "peru", "puedo pasar de peru a ecuador o no"])
def test_naming_two_countries_is_not_yet_a_comparison(typed: str) -> None:
    release = small_release()
    release = replace(
        release, options={**release.options, "EC": replace(release.options["PE"], country="EC")}
    )
    chat = Chat(release=release)
    chat.send(text=typed)
    assert "⚖" not in chat.text


def test_the_log_learns_only_that_a_button_was_pressed() -> None:
    chat = answered(Chat(), inside="yes", family="national child", fear="yes")
    happened = chat.last.happened  # type: ignore[union-attr]
    assert (happened.outcome, happened.question, happened.unanswered_words) == ("command", None, None)
