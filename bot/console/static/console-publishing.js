// The look ahead: where it lands, what is said when it does not come, and that ticks which changed are looked at again.

const ahead = document.getElementById("ahead");
const failed = document.getElementById("look-failed");
const again = document.getElementById("look-again");

const looking = document.getElementById("looking");
const LONG = 15_000; // milliseconds after which it is said that the look goes on
let patience;

function hide(line, hidden) {
  if (line) line.hidden = hidden;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target !== ahead) return;
  hide(failed, true);
  hide(again, true);
  const said = looking?.querySelector("[data-long]");
  if (!said) return;
  said.dataset.short ??= said.textContent;
  said.textContent = said.dataset.short;
  clearTimeout(patience);
  patience = setTimeout(() => (said.textContent = said.dataset.long), LONG);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.target === ahead) clearTimeout(patience);
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === ahead) ahead.querySelector("#ahead-title")?.focus();
});
for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(kind, (event) => {
    if (event.detail.target !== ahead) return;
    ahead.replaceChildren();
    hide(failed, false);
  });
}

// What was looked at is what is published: other ticks need another look.
document.getElementById("ticks")?.addEventListener("change", () => {
  if (!ahead.hasChildNodes()) return;
  ahead.replaceChildren();
  hide(again, false);
});

// Putting in place takes a moment: the button says so, and console.js sends the form once.
document.addEventListener("submit", (event) => {
  const busy = event.target.dataset.busy;
  const button = event.target.querySelector("button");
  if (!busy || !button) return;
  button.dataset.says ??= button.textContent;
  button.textContent = busy;
  button.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[data-says]")) {
    button.textContent = button.dataset.says;
    button.removeAttribute("aria-busy");
  }
});
