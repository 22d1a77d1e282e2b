// The edit form: keeps what is typed, on the server after a pause and on this device until the server has it.
// Without this file the form's own buttons do all of it.

const form = document.getElementById("draft");
const PAUSE = 1500; // milliseconds after the last key
const SLOWEST = 20000;
const LONGEST_WAIT = 30000;
const KEPT_FOR = 7 * 86400000; // a text that was never sent is forgotten after a week
const PREFIX = "rumbo-draft:";
const ROW_ACTS = ["up", "down", "drop", "more"];

let draft = document.getElementById("kept").dataset.draft;
let typed = 0; // grows with every change
let sent = 0; // the change that the server has
let saving = null;
let timer = 0;
let wait = 2000;
let unsent = null; // what an earlier visit left on this device

document.documentElement.classList.add("scripted");

// ---- on this device ---------------------------------------------------------------------------------------

function whole() {
  const said = new URLSearchParams(new FormData(form));
  said.delete("version");
  return said.toString();
}

function keepHere() {
  try {
    localStorage.setItem(PREFIX + draft, JSON.stringify({ account: form.dataset.account, at: Date.now(), body: whole() }));
  } catch { /* full or forbidden: the server is asked all the same */ }
}

function forgetHere(name = draft) {
  try { localStorage.removeItem(PREFIX + name); } catch { /* nothing was kept */ }
}

function keptHere() {
  try {
    for (const key of Object.keys(localStorage).filter((x) => x.startsWith(PREFIX))) {
      const kept = JSON.parse(localStorage.getItem(key));
      if (!(Date.now() - kept.at < KEPT_FOR)) localStorage.removeItem(key);
    }
    const kept = JSON.parse(localStorage.getItem(PREFIX + draft));
    return kept && kept.account === form.dataset.account ? kept : null;
  } catch { return null; }
}

// ---- to the server ----------------------------------------------------------------------------------------

function say(text, link) {
  const line = document.querySelector("#kept .kept");
  if (line.dataset.says === text) return;
  line.dataset.says = text;
  line.textContent = text;
  if (!link) return;
  const way = document.createElement("a");
  way.href = link;
  way.target = "_blank";
  way.textContent = form.dataset.signIn;
  line.append(" ", way);
}

function post(body, more = {}) {
  const said = new URLSearchParams(body);
  said.set("version", form.elements.version.value);
  return fetch(form.getAttribute("action"), {
    method: "POST", body: said, redirect: "manual", headers: { "hx-request": "true" }, ...more,
  });
}

/** Sends what is typed, one request at a time; true once the server has everything. */
async function save() {
  clearTimeout(timer);
  while (saving) await saving;
  if (sent === typed) return true;
  const upto = typed;
  saving = send(upto).finally(() => { saving = null; });
  return (await saving) && (sent === typed || save());
}

async function send(upto) {
  say(form.dataset.keeping);
  let answer;
  try {
    answer = await post(whole(), { signal: AbortSignal.timeout(SLOWEST) });
    if (answer.status === 200 || answer.status === 422 || answer.status === 503) {
      const kept = partOf(await answer.text());
      if (answer.status === 200 && kept) return take(kept, upto);
      if (answer.status === 422 && kept) { show(kept); return false; }
    }
  } catch { answer = null; }
  return failed(answer ? answer.status : 0);
}

function partOf(text) {
  return new DOMParser().parseFromString(text, "text/html").getElementById("kept");
}

function take(kept, upto) {
  if (kept.dataset.draft !== draft) { // another draft stood in the way: from here on this is one of its own
    forgetHere();
    form.setAttribute("action", form.getAttribute("action").replace(draft, kept.dataset.draft));
    for (const one of document.querySelectorAll("[formaction]")) one.setAttribute("formaction", one.getAttribute("formaction").replace(draft, kept.dataset.draft));
    history.replaceState(null, "", location.pathname.replace(draft, kept.dataset.draft));
    draft = kept.dataset.draft;
  }
  form.elements.version.value = kept.dataset.version;
  sent = upto;
  wait = 2000;
  if (sent === typed && !unsent) forgetHere();
  else if (!unsent) keepHere();
  show(kept);
  document.body.dispatchEvent(new CustomEvent("kept"));
  return true;
}

function show(kept) {
  const folded = document.querySelector("#problems details:not([open])");
  document.getElementById("kept").replaceWith(document.adoptNode(kept));
  if (folded) document.querySelector("#problems details")?.removeAttribute("open");
  showProblems();
}

function failed(status) {
  if (status === 413 || status === 400) { say(form.dataset.large); return false; }
  if (status === 403 || status === 404) { say(form.dataset.gone); return false; }
  if (status === 401) say(form.dataset.ended, form.dataset.enter);
  else say(form.dataset.away);
  timer = setTimeout(save, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
  return false;
}

function changed(pause = PAUSE) {
  typed += 1;
  if (!unsent) keepHere();
  if (!saving && wait === 2000) say(form.dataset.typing);
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

form.addEventListener("input", (event) => { count(event.target); changed(); });
form.addEventListener("focusout", () => { if (sent !== typed && !saving) { clearTimeout(timer); timer = setTimeout(save, 100); } });
window.addEventListener("online", () => { if (sent !== typed) save(); });
window.addEventListener("pagehide", () => { if (sent !== typed && !saving && !unsent) post(whole(), { keepalive: true }).catch(() => {}); });

// Signing out erases this device's copy: the text goes to the server first, or the person says that it may go.
document.querySelector("form[action$='/leave']")?.addEventListener("submit", async (event) => {
  if (sent === typed && !unsent) return;
  const leave = event.target;
  event.preventDefault();
  if ((!unsent && await save()) || confirm(form.dataset.losing)) leave.submit();
});

// ---- buttons ----------------------------------------------------------------------------------------------

form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const deed = button?.name === "do" ? button.value : "";
  if (button?.hasAttribute("hx-post")) { event.preventDefault(); return; }
  if (form.dataset.through) return;
  event.preventDefault();
  if (ROW_ACTS.includes(deed.split(":")[0])) { moveRow(deed); return; }
  if (deed !== "take_out") typed += 1;
  if (!(await save())) return;
  if (deed === "submit") location.assign(form.getAttribute("action").replace(/\/save$/, ""));
  if (deed === "take_out") { form.dataset.through = "yes"; form.requestSubmit(button); }
});

function moveRow(deed) {
  const [act, rest] = deed.split(":");
  const name = act === "more" ? rest : rest.slice(0, rest.lastIndexOf("."));
  const list = document.querySelector(`[data-rows="${CSS.escape(name)}"]`);
  const rows = [...list.children];
  if (act === "more") { addRow(list, name); return; }
  const at = rows.findIndex((row) => row.querySelector(`button[value="${CSS.escape(deed)}"]`));
  const to = act === "up" ? at - 1 : at + 1;
  if (act === "drop") {
    for (let i = at; i + 1 < rows.length; i++) swap(rows[i], rows[i + 1]);
    for (const field of fieldsOf(rows[rows.length - 1])) field.value = "";
    fieldsOf(rows[at])[0].focus();
  } else if (rows[to]) {
    swap(rows[at], rows[to]);
    rows[to].querySelector(`button[value^="${act}:"]`).focus();
  } else return;
  changed(300);
}

function fieldsOf(row) { return [...row.querySelectorAll("input, textarea")]; }

function swap(one, other) {
  const others = fieldsOf(other);
  fieldsOf(one).forEach((field, i) => { [field.value, others[i].value] = [others[i].value, field.value]; });
  for (const said of [one, other]) said.querySelector(".picked")?.remove();
}

function addRow(list, name) {
  const last = list.lastElementChild;
  const old = `${name}.${fieldsOf(last)[0].name.slice(name.length + 3).split(".")[0]}`;
  const made = `${name}.${Number(old.slice(name.length + 1)) + 1}`;
  const row = last.cloneNode(true);
  for (const one of [row, ...row.querySelectorAll("*")]) {
    for (const { name: key, value } of [...one.attributes]) {
      if (["id", "name", "for", "aria-describedby", "data-slot"].includes(key) || (key === "value" && one.tagName === "BUTTON")) one.setAttribute(key, value.split(old).join(made));
      if (key === "aria-label") one.setAttribute(key, value.replace(/\d+$/, list.children.length + 1));
    }
    one.removeAttribute("autofocus");
  }
  for (const field of fieldsOf(row)) { field.value = ""; field.removeAttribute("value"); }
  for (const said of row.querySelectorAll(".wrong")) { said.textContent = ""; said.hidden = true; }
  row.querySelector(".picked")?.remove();
  list.append(row);
  fieldsOf(row)[0].focus();
}

// ---- what is said at the fields ---------------------------------------------------------------------------

function showProblems() {
  const said = new Map();
  for (const link of document.querySelectorAll("#problems a[data-for]")) {
    const slot = link.dataset.for;
    said.set(slot, [...(said.get(slot) || []), link.dataset.said]);
  }
  for (const place of document.querySelectorAll("#draft [data-slot]")) {
    const text = (said.get(place.dataset.slot) || []).join(" · ");
    place.textContent = text;
    place.hidden = !text;
    const field = document.getElementById("f-" + place.dataset.slot);
    if (!field || !field.matches("input, select, textarea")) continue;
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

function count(field) {
  const line = field.dataset?.most && document.querySelector(`[data-count="${CSS.escape(field.id)}"]`);
  if (!line) return;
  const length = [...field.value.replace(/\s+/g, " ").trim()].length;
  line.firstElementChild.textContent = length;
  line.classList.toggle("over", length > Number(field.dataset.most));
}

// A problem leads to its field; where a list has no such row, to the list.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#problems a[data-for]");
  if (!link) return;
  const slot = link.dataset.for;
  const field = document.getElementById("f-" + slot) || document.querySelector(`[id^="f-${CSS.escape(slot)}."]`) ||
    document.querySelector(`[data-slot="${CSS.escape(slot)}"]`)?.closest(".group")?.querySelector("input, select, textarea");
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.scrollIntoView({ block: "center" });
  (field.matches("input, select, textarea") ? field : field.querySelector("input"))?.focus({ preventScroll: true });
});

// ---- what an earlier visit could not send -----------------------------------------------------------------

const box = document.getElementById("unsent");
unsent = keptHere();
if (unsent && unsent.body === whole()) { forgetHere(); unsent = null; }
if (unsent) {
  box.querySelector("time").textContent = new Date(unsent.at).toLocaleString(document.documentElement.lang);
  box.hidden = false;
}
box.addEventListener("click", async (event) => {
  const act = event.target.dataset?.unsent;
  if (!act) return;
  if (act === "use") {
    const answer = await post(unsent.body).catch(() => null);
    if (!answer || answer.status !== 200) { failed(answer ? answer.status : 0); return; }
    const kept = partOf(await answer.text());
    forgetHere();
    typed = sent;
    location.replace(location.pathname.replace(draft, kept.dataset.draft));
    return;
  }
  unsent = null;
  forgetHere();
  box.hidden = true;
  if (sent !== typed) keepHere();
});
for (const field of form.querySelectorAll("[data-most]")) count(field);
