// Confirmations pass through a queue in this browser, so that none is lost without network: kept, sent, told, once.
// A confirmation is {url, title, by, day, seen, problem, link}; the queue of each account stands apart.
(() => {
  const box = document.querySelector("[data-queue]");
  if (!box) return;
  const account = box.dataset.queue, scope = box.dataset.scope, words = box.dataset;
  const KEY = "rumbo-confirm:" + account, BY = "rumbo-confirm-by:" + account, CACHE = "rumbo-confirm-1";
  const RETRY = 30000;
  const offline = box.querySelector("[data-offline]"), panel = box.querySelector("[data-waiting]");
  const form = document.getElementById("check");
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
  let session = true, sending = false, timer = 0;

  // ---- what is kept ---------------------------------------------------------------------------------------
  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(kept) ? kept.filter((x) => typeof x?.url === "string" && x.url.startsWith(scope + "/")) : [];
    } catch { return []; }
  }
  function write(kept) {
    try {
      if (kept.length) localStorage.setItem(KEY, JSON.stringify(kept));
      else localStorage.removeItem(KEY);
      return true;
    } catch { return false; }
  }
  const change = (url, how) => write(read().map((x) => (x.url === url ? how(x) : x)).filter(Boolean));

  // ---- what is shown --------------------------------------------------------------------------------------
  const day = (iso) => new Date(iso + "T12:00:00").toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short", year: "numeric" });

  function show() {
    const kept = read();
    panel.hidden = !kept.length;
    const bad = kept.filter((x) => x.problem).length, good = kept.length - bad;
    const title = [good && say(words.sayWaiting, { count: good }), bad && say(words.sayRefused, { count: bad })];
    const text = title.filter(Boolean).join(" · ");
    const head = panel.querySelector("[data-count]");
    if (head.textContent !== text) head.textContent = text;
    panel.querySelector("[data-items]").replaceChildren(...kept.map(row));
    for (const card of document.querySelectorAll("[data-due]")) mark(card, kept.find((x) => x.url === card.dataset.due));
    const away = !navigator.onLine;
    const made = box.dataset.made ? new Date(box.dataset.made).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }) : "";
    offline.hidden = !away && session;
    offline.replaceChildren(away ? words.sayOffline + (made ? " " + say(words.sayMade, { when: made }) : "") : words.saySession + " ");
    if (!away && !session) offline.append(make("a", words.sayEnter, { href: words.enter }));
  }

  function row(kept) {
    const line = make("li", "");
    const name = make("strong", kept.title, { dir: "auto" });
    line.append(name, make("span", " " + say(words.sayOn, { day: day(kept.day), by: kept.by }), { className: "small" }));
    if (!kept.problem) return line;
    line.append(make("p", kept.problem, { className: "wrong" }));
    const look = make("a", words.sayLook, { href: kept.link || kept.url, className: "button" });
    const forget = make("button", words.sayForget, { type: "button" });
    for (const act of [look, forget]) act.setAttribute("aria-label", act.textContent + ": " + kept.title);
    forget.addEventListener("click", () => { change(kept.url, () => null); show(); panel.hidden || panel.querySelector("button").focus(); });
    const acts = make("div", "", { className: "acts" });
    acts.append(look, forget);
    line.append(acts);
    return line;
  }

  function mark(card, kept) {
    if (card.dataset.done) return;
    const state = card.querySelector("[data-state]"), acts = card.querySelector("[data-acts]");
    if (!state || !acts) return;
    const text = kept ? kept.problem || (sending && navigator.onLine ? words.saySending : words.sayKept) : "";
    state.hidden = !kept;
    if (state.textContent !== text) state.textContent = text;
    acts.hidden = Boolean(kept && !kept.problem);
    card.classList.toggle("is-kept", Boolean(kept));
  }

  function done({ url, title }, text) {
    const card = document.querySelector(`[data-due="${CSS.escape(url)}"]`), line = box.querySelector("[data-done]");
    if (!card) {
      line.hidden = false;
      line.textContent = `✓ ${title}: ${text}`;
      return;
    }
    card.dataset.done = "yes";
    card.classList.add("is-done");
    const state = card.querySelector("[data-state]");
    state.hidden = false;
    state.textContent = "✓ " + text;
    card.querySelector("[data-acts]").hidden = true;
  }

  // ---- sending --------------------------------------------------------------------------------------------
  // Gives whether to go on with the next one.
  async function send(kept) {
    const body = new URLSearchParams({ by: kept.by, day: kept.day, seen: kept.seen || "" });
    const answer = await fetch(kept.url, { method: "POST", body, headers: { "rumbo-queue": "1" }, redirect: "error" });
    if (answer.status === 401) { session = false; return false; }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return false;
    session = true;
    const json = (answer.headers.get("content-type") || "").includes("json");
    const told = json ? await answer.json() : { text: words.sayAgain };
    if (answer.ok && json) { change(kept.url, () => null); done(kept, told.text); }
    else change(kept.url, (x) => ({ ...x, problem: told.text, link: told.link || "" }));
    return true;
  }

  async function flush() {
    clearTimeout(timer);
    const left = () => read().find((x) => !x.problem && !tried.has(x.url));
    const tried = new Set();
    let sent = false;
    sending = true;
    show();
    try {
      for (let next = left(); next && navigator.onLine; next = left()) {
        tried.add(next.url);
        if (!(await send(next))) break;
        sent = true;
        show();
      }
    } catch { /* no network, or it went away: what is left is sent later */ } finally {
      sending = false;
      show();
      if (sent) document.getElementById("ready")?.dispatchEvent(new Event("confirmed"));
      if (session && read().some((x) => !x.problem)) timer = setTimeout(start, RETRY);
    }
  }
  const start = () => (navigator.locks ? navigator.locks.request(KEY, flush) : flush()); // one window sends at a time

  // ---- the buttons ----------------------------------------------------------------------------------------
  function remembered() {
    if (!form) return;
    const by = form.elements.by, when = form.elements.day;
    if (!by.value) by.value = localStorage.getItem(BY) || "";
    const now = new Date(), today = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    if (today <= when.max && !form.querySelector("[aria-invalid]") && !location.search.includes("day=")) when.value = today;
    const told = () => {
      for (const span of document.querySelectorAll("[data-with]"))
        span.textContent = by.value.trim() && when.value ? say(span.dataset.say, { by: by.value.trim(), day: day(when.value) }) : "";
    };
    form.addEventListener("input", () => { localStorage.setItem(BY, by.value.trim()); told(); });
    told();
  }

  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    const pressed = event.submitter, unheard = pressed?.name === "publish" && !navigator.onLine;
    const button = unheard ? form.querySelector(".still") : pressed; // publishing waits; the confirmation is kept
    localStorage.setItem(BY, form.elements.by.value.trim());
    if (!button?.dataset.title) {
      if (button?.classList.contains("for-default")) event.preventDefault(); // Enter in a field confirms nothing
      return;
    }
    const address = new URL(button.formAction);
    const seen = address.searchParams.get("seen") || form.elements.seen?.value || "";
    const kept = { url: address.pathname, title: button.dataset.title, by: form.elements.by.value.trim(), day: form.elements.day.value, seen };
    if (!kept.by) return;
    const others = read().filter((x) => x.url !== kept.url);
    if (!write([...others, kept])) { if (!navigator.onLine) { event.preventDefault(); offline.hidden = false; offline.textContent = words.sayFull; } return; }
    event.preventDefault();
    if (form.hasAttribute("data-one")) location.assign(scope); // the list tells what became of it
    else start();
  }, true);

  panel.querySelector("[data-send]").addEventListener("click", () => { session = true; start(); });
  window.addEventListener("online", start);
  window.addEventListener("offline", show);
  window.addEventListener("pageshow", (event) => { if (event.persisted) start(); });
  window.addEventListener("storage", (event) => { if (event.key === KEY) show(); });

  // ---- the pages without network --------------------------------------------------------------------------
  async function keepPages() {
    if (!("serviceWorker" in navigator) || !("caches" in window)) return;
    const known = localStorage.getItem("rumbo-confirm-account");
    if (known !== account) await caches.delete(CACHE); // what somebody else saw in this browser is not shown
    localStorage.setItem("rumbo-confirm-account", account);
    if (!location.pathname.startsWith(scope)) return;
    await navigator.serviceWorker.register(box.dataset.worker, { scope });
    const worker = (await navigator.serviceWorker.ready).active;
    if (!navigator.onLine || (await caches.match(location.href))) return; // the first visit: the worker saw nothing of it
    const files = [...document.querySelectorAll("link[href], script[src], img[src]")].map((x) => x.href || x.src);
    worker.postMessage({ page: location.href, files });
  }

  remembered();
  start();
  keepPages().catch(() => {});
})();
