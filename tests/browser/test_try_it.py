"""The try-it chat in a real browser: it works like a phone's chat, for everybody, and asks nobody else for anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import PATIENCE, Seen, Served, watched

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def chat(context: BrowserContext, served: Served) -> Iterator[Page]:
    """The chat, greeted."""
    page = context.new_page()
    seen = watched(page)
    page.goto(served.url)
    expect(messages(page).last).to_contain_text("Hola, soy Rumbo")
    yield page
    assert seen.faults == []
    assert seen.dialogs == []


def messages(page: Page) -> Locator:
    return page.locator(".message.bot")


def ask(page: Page, text: str) -> Locator:
    """Writes a message, and gives the reply to it."""
    already = messages(page).count()
    page.get_by_label(re.compile("^(Escribe un mensaje|Write a message)$")).fill(text)
    page.keyboard.press("Enter")
    reply = messages(page).nth(already)
    expect(reply).to_be_visible()
    return reply


def no_sideways_scroll(page: Page) -> bool:
    return bool(
        page.evaluate(
            """() => [document.documentElement, document.body, document.getElementById('log')]
            .every((e) => e.scrollWidth <= e.clientWidth)"""
        )
    )


def test_the_page_loads_without_a_word_in_the_console_or_a_request_to_anybody_else(
    context: BrowserContext, served: Served
) -> None:
    page = context.new_page()
    seen = watched(page)
    page.goto(served.url)
    expect(messages(page)).to_have_count(1)
    ask(page, "hostil")
    ask(page, "imagen")
    page.wait_for_load_state("networkidle")
    ours = (f"{served.url}/", "data:image/png;base64,")
    assert [url for url in seen.requests if not url.startswith(ours)] == []
    assert seen == Seen(requests=seen.requests)


def test_the_bot_greets_by_itself_and_a_question_shows_its_answer(chat: Page) -> None:
    reply = ask(chat, "se me venció el pasaporte en Perú")
    expect(reply.get_by_role("heading")).to_have_text("🇵🇪 Perú · Se me venció el pasaporte")
    expect(reply.locator("ol li")).to_have_text(
        ["Entra a la Agencia Digital.", "Llena el formulario.", "Ve a tu cita."]
    )
    expect(reply.locator(".fact").first).to_have_text("Costo: S/ 20.20 (septiembre de 2025)")
    expect(reply.locator(".warning")).to_contain_text("confirma en: Migraciones")
    expect(chat.locator(".message.own")).to_contain_text("se me venció el pasaporte en Perú")
    expect(reply.locator("time")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    expect(chat.locator("#typing")).to_be_hidden()


def test_a_choice_is_answered_and_its_buttons_stay_as_in_telegram(chat: Page) -> None:
    reply = ask(chat, "se me venció el pasaporte")
    reply.get_by_role("button", name="🇵🇪 Perú").click()
    expect(messages(chat).last.get_by_role("heading")).to_contain_text("Perú")
    expect(reply.get_by_role("button")).to_have_count(2)
    expect(chat.locator("#country-code")).to_have_text("PE")


def test_feedback_thanks_over_the_chat_and_takes_the_buttons_away(chat: Page) -> None:
    reply = ask(chat, "se me venció el pasaporte en Perú")
    before = messages(chat).count()
    reply.get_by_role("button", name="👍 Sí").click()
    expect(chat.get_by_role("status")).to_have_text("¡Gracias por decirlo!")
    expect(reply.locator(".buttons")).to_have_count(0)
    assert messages(chat).count() == before
    expect(chat.get_by_label("Escribe un mensaje")).to_be_focused()


def test_a_silent_reply_shows_nothing(chat: Page) -> None:
    chat.get_by_label("Escribe un mensaje").fill("silencio")
    chat.keyboard.press("Enter")
    expect(chat.locator(".message.own")).to_have_count(1)
    expect(chat.locator("#typing")).to_be_hidden()
    expect(messages(chat)).to_have_count(1)


def test_numbers_pages_and_commands_can_be_tapped(chat: Page) -> None:
    reply = ask(chat, "se me venció el pasaporte en Perú")
    numbers = reply.locator("a[href^='tel:']")
    assert [n.get_attribute("href") for n in numbers.all()] == ["tel:080015170", "tel:105"]
    expect(reply.locator("a[href='https://wa.me/51945084133']")).to_have_text("+51 945 084 133")
    page = reply.get_by_role("link", name="Página oficial")
    assert (page.get_attribute("href"), page.get_attribute("rel")) == (
        "https://www.gob.pe/migraciones",
        "noopener noreferrer",
    )
    expect(reply.locator(".page")).to_contain_text("www.gob.pe")
    chat.get_by_role("button", name="/borrar").click()
    expect(chat.locator(".message.own").last).to_contain_text("/borrar")


LINKED = [
    ("08:00-17:00", []),
    ("del 2023-11-10 al 2025", []),
    ("Av. Grau 1234", []),
    ("a unos 1.2 km", []),
    ("S/ 40.60", []),
    ("Jr. Ucayali 394-398, Lima 1", []),
    ("0800-15170 · quejas del 2024", ["tel:080015170"]),
    ("si no contestan llama al 116 o al 105", ["tel:116", "tel:105"]),
    ("dial 911 now", ["tel:911"]),
    ("(02) 246 0330 ext 12", ["tel:022460330"]),
    ("911", ["tel:911"]),
    ("171 o 911", ["tel:171", "tel:911"]),
    ("*123", ["tel:*123"]),
    ("(01) 411 5000", ["tel:014115000"]),
    ("0800-16800", ["tel:080016800"]),
    ("+593 2 246-0330 · ayuda@acnur.org", ["tel:+59322460330", "mailto:ayuda@acnur.org"]),
    ("WhatsApp +51 945 084 133", ["https://wa.me/51945084133"]),
    ("mira https://help.unhcr.org/peru.", ["https://help.unhcr.org/peru"]),
    ("javascript:alert(1) http://x.example", []),
]


def test_only_what_is_a_number_or_a_page_becomes_a_link(chat: Page) -> None:
    found = chat.evaluate(
        """async (texts) => {
            const { linkedContact } = await import('/static/links.js');
            return texts.map((text) => {
                const made = document.createElement('p');
                made.append(linkedContact(text));
                return [made.textContent, [...made.querySelectorAll('a')].map((a) => a.getAttribute('href'))];
            });
        }""",
        [text for text, _ in LINKED],
    )
    assert found == [[text, addresses] for text, addresses in LINKED]


def test_the_language_switch_changes_the_page_and_asks_the_bot(chat: Page) -> None:
    chat.get_by_role("button", name="English").click()
    expect(messages(chat).last).to_contain_text("Done: I answer in English.")
    expect(messages(chat).last).to_have_attribute("lang", "en")
    expect(chat.locator("html")).to_have_attribute("lang", "en")
    expect(chat.get_by_placeholder("Write a message")).to_be_visible()
    expect(chat.get_by_role("button", name="Start over as somebody new")).to_be_visible()
    expect(chat.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")
    expect(chat).to_have_title("Rumbo · try-it chat")


def test_the_page_speaks_the_browsers_language_from_the_start(browser: Browser, served: Served) -> None:
    english = browser.new_context(locale="en-GB")
    page = english.new_page()
    page.goto(served.url)
    expect(page.get_by_placeholder("Write a message")).to_be_visible()
    english.close()


def test_the_country_control_asks_for_the_country(chat: Page) -> None:
    chat.get_by_role("button", name="Cambiar de país").click()
    expect(chat.locator(".message.own").last).to_contain_text("/pais")
    expect(messages(chat).last).to_contain_text("¿En qué país necesitas esto?")


def test_a_named_point_is_shared_from_the_dialog_and_places_come_as_cards(chat: Page) -> None:
    messages(chat).last.get_by_role("button", name="Cerca de mí").click()
    chat.get_by_role("button", name="Enviar mi ubicación").click()
    expect(chat.get_by_role("dialog", name="¿Desde dónde escribes?")).to_be_visible()
    chat.get_by_role("button", name="Tumbes").click()
    expect(chat.get_by_role("dialog")).to_have_count(0)
    expect(chat.locator(".message.own").last).to_contain_text("-3.5669, -80.4515")
    card = messages(chat).last.locator(".venue")
    expect(card).to_contain_text("Casa del Migrante")
    expect(card).to_contain_text("Av. Grau 123, Tumbes")
    expect(card).to_contain_text("-3.56691, -80.45152")
    map_link = card.get_by_role("link", name="Ver en el mapa")
    assert (map_link.get_attribute("href") or "").startswith("https://www.openstreetmap.org/?mlat=-3.56691")
    assert map_link.get_attribute("rel") == "noopener noreferrer"
    expect(chat.locator("#ask-location")).to_be_hidden()


def test_own_coordinates_are_shared_and_unreadable_ones_are_explained(chat: Page) -> None:
    chat.get_by_role("button", name="Enviar otra cosa").click()
    chat.get_by_role("button", name="Ubicación").click()
    field = chat.get_by_label("Latitud, longitud")
    field.fill("aquí")
    field.press("Enter")
    expect(chat.get_by_role("alert")).to_have_text("Escribe dos números, por ejemplo: -12.05, -77.04")
    field.fill("-0.18, -78.47")
    field.press("Enter")
    expect(chat.locator(".message.own").last).to_contain_text("-0.18, -78.47")
    expect(messages(chat).last.locator(".venue")).to_be_visible()


@pytest.mark.parametrize(
    ("label", "kind"), [("Foto", "photo"), ("Mensaje de voz", "voice"), ("Sticker", "sticker")]
)
def test_other_kinds_can_be_sent_to_see_what_happens(chat: Page, label: str, kind: str) -> None:
    chat.get_by_role("button", name="Enviar otra cosa").click()
    chat.get_by_role("button", name=label).click()
    expect(messages(chat).last).to_contain_text(f"No abro esto: {kind}.")


def test_starting_over_empties_the_chat_and_greets_somebody_new(chat: Page, context: BrowserContext) -> None:
    ask(chat, "se me venció el pasaporte en Perú")
    before = context.cookies()[0]["value"]
    chat.get_by_role("button", name="Empezar de nuevo como otra persona").click()
    expect(messages(chat)).to_have_count(1)
    expect(messages(chat).last).to_contain_text("Hola, soy Rumbo")
    expect(chat.locator(".message.own")).to_have_count(0)
    cookie = context.cookies()[0]
    assert cookie["value"] != before
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert chat.evaluate("document.cookie") == ""
    assert chat.evaluate("localStorage.length + sessionStorage.length") == 0


def test_hostile_text_is_shown_as_text(chat: Page) -> None:
    chat.evaluate("() => { window.alert = () => { window.attacked = true; }; }")
    reply = ask(chat, "hostil")
    expect(reply.get_by_role("heading")).to_contain_text(
        '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    )
    ask(chat, "<b onclick=alert(5)>hola</b>")
    expect(chat.locator(".message.own").last).to_contain_text("<b onclick=alert(5)>hola</b>")
    assert reply.locator("img, script, [onclick], [onerror], a[href^='javascript']").count() == 0
    assert chat.evaluate("window.attacked") is None


@pytest.mark.parametrize("width", [320, 360, 600, 1280])
def test_nothing_scrolls_sideways_at_any_width(chat: Page, width: int) -> None:
    chat.set_viewport_size({"width": width, "height": 700})
    for text in ("palabra larga", "largo", "hostil", "se me venció el pasaporte en Perú", "z" * 300):
        ask(chat, text)
        assert no_sideways_scroll(chat), text
    chat.get_by_role("button", name="Enviar otra cosa").click()
    assert no_sideways_scroll(chat)


def test_a_long_answer_is_shown_from_its_beginning_and_a_short_one_to_its_end(chat: Page) -> None:
    long = ask(chat, "largo")
    expect(long.locator("p").first).to_be_in_viewport()
    short = ask(chat, "otra cosa")
    expect(short).to_be_in_viewport(ratio=1)


def test_everything_can_be_done_with_the_keyboard_alone(chat: Page) -> None:
    field = chat.get_by_label("Escribe un mensaje")
    field.focus()
    chat.keyboard.type("primera línea")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("segunda")
    expect(field).to_have_value("primera línea\nsegunda")
    chat.keyboard.press("Enter")
    expect(chat.locator(".message.own")).to_contain_text("primera línea\nsegunda")
    expect(field).to_be_focused()

    chat.keyboard.press("Shift+Tab")
    expect(chat.get_by_role("button", name="Enviar otra cosa")).to_be_focused()
    chat.keyboard.press("Enter")
    expect(chat.get_by_role("button", name="Ubicación")).to_be_focused()
    chat.keyboard.press("Escape")
    expect(chat.locator("#kinds")).to_be_hidden()
    expect(chat.get_by_role("button", name="Enviar otra cosa")).to_be_focused()

    chat.keyboard.press("Enter")
    chat.keyboard.press("Enter")
    expect(chat.get_by_role("dialog")).to_be_visible()
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("dialog")).to_have_count(0)


def test_each_control_is_reached_by_tab_and_shows_that_it_has_the_focus(chat: Page) -> None:
    chat.evaluate("document.activeElement.blur()")
    reached = []
    for _ in range(20):
        chat.keyboard.press("Tab")
        name, outline = chat.evaluate(
            """() => { const e = document.activeElement;
            return [e.getAttribute('aria-label') || e.textContent.trim(), getComputedStyle(e).outlineStyle]; }"""
        )
        if name in reached or chat.evaluate("document.activeElement === document.body"):
            break
        reached.append(name)
        assert outline == "solid", name
    wanted = {
        "Español",
        "English",
        "Cambiar de país",
        "Conversación con Rumbo",
        "📄 Papeles",
        "Enviar otra cosa",
        "Enviar",
    }
    assert wanted <= set(reached)


def test_new_messages_are_read_out_and_every_control_has_a_name(chat: Page) -> None:
    expect(chat.get_by_role("log", name="Conversación con Rumbo")).to_have_attribute("aria-live", "polite")
    expect(messages(chat).first.locator(".for-readers")).to_have_text("Rumbo:")
    nameless = chat.evaluate(
        """() => [...document.querySelectorAll('button, input, textarea, a, [role=group]')].filter((e) =>
            !(e.getAttribute('aria-label') || e.textContent.trim() || (e.labels || []).length)).length"""
    )
    assert nameless == 0


def test_when_the_server_is_away_the_text_is_not_lost_and_can_be_sent_again(
    chat: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    chat.get_by_label("Escribe un mensaje").fill("se me venció el pasaporte en Perú")
    chat.keyboard.press("Enter")
    trouble = chat.locator(".trouble")
    expect(trouble).to_contain_text("No pude conectar con Rumbo. Tu mensaje sigue aquí.")
    expect(chat.locator(".message.own")).to_contain_text("se me venció el pasaporte en Perú")
    context.set_offline(False)
    trouble.get_by_role("button", name="Intentar de nuevo").click()
    expect(messages(chat).last.get_by_role("heading")).to_contain_text("Perú")
    expect(trouble).to_have_count(0)
    expect(chat.locator(".message.own")).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (500, "Algo falló en Rumbo. Tu mensaje sigue aquí."),
        (429, "Rumbo todavía contesta lo anterior."),
        (400, "Rumbo no pudo leer este mensaje."),
    ],
)
def test_a_refusal_is_a_gentle_line(chat: Page, status: int, line: str) -> None:
    chat.route("**/chat", lambda route: route.fulfill(status=status, body="{}"))
    chat.get_by_label("Escribe un mensaje").fill("hola")
    chat.keyboard.press("Enter")
    expect(chat.locator(".trouble")).to_contain_text(line)
    chat.get_by_role("button", name="English").click()
    expect(chat.locator(".trouble").first.get_by_role("button")).to_have_text("Try again")


READABLE = """
() => {
  const channel = (v) => (v /= 255, v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = (c) => {
    const [r, g, b, a] = c.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a === undefined ? 1 : a];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const ground = (e) => {
    if (!e) return [255, 255, 255, 1];
    const own = parse(getComputedStyle(e).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(e.parentElement));
  };
  const hard = [];
  for (const e of document.querySelectorAll('body *')) {
    const said = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent.trim()).join('');
    if (!said || !e.getClientRects().length || e.closest('.for-readers, noscript')) continue;
    const back = ground(e);
    const ink = over(parse(getComputedStyle(e).color), back);
    const [a, b] = [light(ink), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) hard.push(said.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return hard;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(chat: Page, scheme: str) -> None:
    chat.set_viewport_size({"width": 1280, "height": 800})
    chat.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    ask(chat, "se me venció el pasaporte en Perú")
    chat.route("**/chat", lambda route: route.abort())
    chat.get_by_label("Escribe un mensaje").fill("hola")
    chat.keyboard.press("Enter")
    expect(chat.locator(".trouble")).to_be_visible()
    chat.get_by_role("button", name="Enviar otra cosa").click()
    assert chat.evaluate(READABLE) == []
    chat.get_by_role("button", name="Ubicación").click()
    chat.get_by_label("Latitud, longitud").press("Enter")
    assert chat.evaluate(READABLE) == []


def test_what_is_pressed_is_large_enough_for_a_thumb(chat: Page) -> None:
    ask(chat, "se me venció el pasaporte en Perú")
    small = chat.evaluate(
        """() => [...document.querySelectorAll('.phone button:not(.command)')].map((e) => [e, e.getBoundingClientRect()])
            .filter(([e, box]) => box.width && (box.height < 32 || box.width < 32)).map(([e]) => e.outerHTML)"""
    )
    assert small == []
