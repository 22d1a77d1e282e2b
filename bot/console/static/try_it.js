// The try-it chat: sends what a person writes, presses or shares, one after the other, and shows what comes back.
// Plain JavaScript that browsers of 2018 understand; nothing is kept, nothing comes from another address.

import { drawBlocks, drawButtons, drawVenue, element } from "./blocks.js";

const TEXTS = JSON.parse(byId("texts").textContent);
const PATIENCE = 30000; // milliseconds until a silent server counts as away
const SHOW_AS = { photo: "📷 ", voice: "🎤 ", sticker: "🧭" };

let language = document.documentElement.lang;
let turn = Promise.resolve(); // messages wait for each other here
let generation = 0; // rises at each reset: replies to the time before are dropped

function byId(id) {
  return document.getElementById(id);
}

function say(key) {
  return TEXTS[language][key];
}

// ---- talking to the server ------------------------------------------------------------------------------

/** Queues a message. `pressed` is the message element whose button was pressed, if one was. */
function send(message, pressed) {
  const born = generation;
  turn = turn.then(() => (born === generation ? exchange(message, pressed || null, born) : null));
  return turn;
}

async function exchange(message, pressed, born) {
  showTyping(true);
  try {
    const reply = await post(Object.assign({ language: navigator.language || language }, message));
    if (born === generation) showReply(reply, pressed);
  } catch (error) {
    if (born === generation) showTrouble(error.status, message, pressed);
  } finally {
    showTyping(false);
    if (pressed) pressed.classList.remove("waiting");
  }
}

/** The reply to a message. Throws an error with a `status`: 0 where the server was not reached in time. */
async function post(message) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), PATIENCE);
  let response = null;
  let reply = null;
  try {
    response = await fetch("/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
      signal: limit.signal,
    });
    reply = response.ok ? await response.json() : null;
  } catch (error) {
    response = null;
  } finally {
    clearTimeout(timer);
  }
  if (!reply) throw Object.assign(new Error("no reply"), { status: response ? response.status : 0 });
  return reply;
}

// ---- showing --------------------------------------------------------------------------------------------

function showReply(reply, pressed) {
  if (reply.toast) showToast(reply.toast);
  if (pressed && reply.replaces_buttons) removeButtons(pressed);
  byId("country-code").textContent = reply.country || "";
  if (reply.silent) return;
  const parts = [];
  if (reply.image || reply.blocks.length) parts.push(bubble([...drawImage(reply.image), ...drawBlocks(reply.blocks)]));
  for (const venue of reply.venues) parts.push(bubble([drawVenue(venue, reply.blocks, say)]));
  if (reply.buttons.length) parts.push(drawButtons(reply.buttons));
  byId("ask-location").hidden = !reply.ask_location;
  if (parts.length) addMessage("bot", "Rumbo", reply.language, parts);
}

/** What the person sent. Shown at once; the reply follows when it comes. */
function showOwn(...content) {
  byId("ask-location").hidden = true;
  return addMessage("own", say("you"), null, [bubble(content)]);
}

function addMessage(side, who, spoken, parts) {
  const message = element("li", "message " + side, element("span", "for-readers", who + ":"), ...parts);
  if (spoken) message.lang = spoken;
  byId("messages").append(message);
  bringIntoView(message);
  return message;
}

function bubble(content) {
  const now = new Date();
  const time = element("time", "", now.toTimeString().slice(0, 5));
  time.dateTime = now.toISOString();
  return element("div", "bubble", ...content, time);
}

function drawImage(address) {
  if (!address) return [];
  const image = element("img", "");
  image.src = address;
  image.alt = say("image");
  return [image];
}

/** A long reply is read from its beginning, under the question where that fits; a short one stands at the end. */
function bringIntoView(message) {
  const log = byId("log");
  const before = message.previousElementSibling;
  const asked = before && before.classList.contains("own") && before.offsetHeight < 120 ? before : message;
  const tall = message.offsetTop + message.offsetHeight - asked.offsetTop > log.clientHeight - 24;
  log.scrollTop = tall ? asked.offsetTop - 12 : log.scrollHeight;
}

function showTyping(on) {
  byId("typing").hidden = !on;
  const state = byId("state");
  state.dataset.text = on ? "typing" : "subtitle";
  state.textContent = say(state.dataset.text);
  if (on) byId("log").scrollTop = byId("log").scrollHeight;
}

let toastTimer = 0;

function showToast(text) {
  const toast = byId("toast");
  toast.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.textContent = ""), 4000);
}

function removeButtons(message) {
  const buttons = message.querySelector(".buttons");
  if (!buttons) return;
  if (buttons.contains(document.activeElement)) byId("text").focus();
  buttons.remove();
}

function showTrouble(status, message, pressed) {
  const kind = status === 0 ? "away" : status === 429 ? "busy" : status < 500 ? "refused" : "fault";
  const again = translated("button", "try_again");
  again.type = "button";
  const line = element("li", "trouble", translated("span", "trouble_" + kind), " ", again);
  again.addEventListener("click", () => {
    line.remove();
    byId("text").focus();
    send(message, pressed);
  });
  byId("messages").append(line);
  bringIntoView(line);
}

function translated(name, key) {
  const made = element(name, "", say(key));
  made.dataset.text = key;
  return made;
}

// ---- the page's own language ----------------------------------------------------------------------------

function speak(code) {
  language = code;
  document.documentElement.lang = code;
  for (const e of document.querySelectorAll("[data-text]")) e.textContent = say(e.dataset.text);
  for (const e of document.querySelectorAll("[data-label]")) {
    e.setAttribute("aria-label", say(e.dataset.label));
    if (e.title) e.title = say(e.dataset.label);
  }
  for (const e of document.querySelectorAll("[data-placeholder]")) e.placeholder = say(e.dataset.placeholder);
  for (const e of document.querySelectorAll("[data-language]")) {
    e.setAttribute("aria-pressed", String(e.dataset.language === code));
  }
}

// ---- what the person does -------------------------------------------------------------------------------

function write(text) {
  showOwn(element("p", "", text));
  send({ text });
}

function press(button) {
  const message = button.closest(".message");
  const chosen = /^l:(es|en)$/.exec(button.dataset.action);
  if (chosen) speak(chosen[1]);
  message.classList.add("waiting");
  send({ action: button.dataset.action }, message);
}

function sendOther(kind) {
  const words = kind === "sticker" ? [] : [translated("span", "send_" + kind)];
  showOwn(element("p", kind === "sticker" ? "sticker" : "", SHOW_AS[kind], ...words));
  send({ other: kind });
}

function sendLocation(latitude, longitude) {
  showOwn(element("p", "", "📍 ", translated("span", "location")),
    element("p", "where", latitude + ", " + longitude));
  send({ location: { latitude, longitude } });
}

function startOver() {
  generation += 1;
  byId("messages").textContent = "";
  byId("ask-location").hidden = true;
  showToast(say("reset_done"));
  send({ reset: true });
  byId("text").focus();
}

// ---- wiring ---------------------------------------------------------------------------------------------

const text = byId("text");

function grow() {
  text.style.height = "auto";
  text.style.height = Math.min(text.scrollHeight, 140) + "px";
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const written = text.value.trim();
  if (!written) return;
  text.value = "";
  grow();
  write(written);
  text.focus();
});
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId("composer").querySelector(".send").click();
});

byId("messages").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.command) write(button.dataset.command);
  if (button.dataset.action && !button.closest(".waiting")) press(button);
});
for (const example of document.querySelectorAll(".example")) {
  example.addEventListener("click", () => write(example.textContent));
}
for (const choice of document.querySelectorAll("[data-language]")) {
  choice.addEventListener("click", () => {
    speak(choice.dataset.language);
    send({ action: "l:" + choice.dataset.language });
  });
}
byId("country").addEventListener("click", () => write("/pais"));
byId("reset").addEventListener("click", startOver);

// The menu of other kinds.
const more = byId("more");

function openKinds(open) {
  byId("kinds").hidden = !open;
  more.setAttribute("aria-expanded", String(open));
  if (open) byId("kinds").querySelector("button").focus();
}

more.addEventListener("click", () => openKinds(byId("kinds").hidden));
document.addEventListener("click", (event) => {
  if (!event.target.closest(".others")) openKinds(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || byId("kinds").hidden) return;
  openKinds(false);
  more.focus();
});
byId("kinds").addEventListener("click", (event) => {
  const kind = event.target.closest("button").dataset.kind;
  openKinds(false);
  if (kind === "location") openLocation();
  else sendOther(kind);
});

// The dialog for a location. Browsers without dialogs show it as part of the page.
const dialog = byId("location");

function openLocation() {
  byId("coordinates-wrong").textContent = "";
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
}

function closeLocation() {
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
  text.focus();
}

function shareFrom(written) {
  const found = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(written);
  if (!found) {
    byId("coordinates-wrong").textContent = say("coordinates_wrong");
    byId("coordinates").focus();
    return;
  }
  closeLocation();
  sendLocation(Number(found[1]), Number(found[2]));
}

byId("ask-location").addEventListener("click", openLocation);
byId("cancel-location").addEventListener("click", closeLocation);
byId("location-form").addEventListener("submit", (event) => {
  event.preventDefault();
  shareFrom(byId("coordinates").value);
});
for (const point of document.querySelectorAll("[data-point]")) {
  point.addEventListener("click", () => shareFrom(point.dataset.point));
}

speak(language);
if (window.matchMedia("(pointer: fine)").matches) text.focus();
send({ text: "/start" });
