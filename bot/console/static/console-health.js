// The health page looks again every 30 seconds while it is seen, and leaves alone what somebody is in the middle of.
const EVERY = 30_000;
let last = Date.now();

function look() {
  if (document.hidden) return;
  last = Date.now();
  for (const id of ["health-now", "health-telegram"]) {
    const part = document.getElementById(id);
    if (part?.hasAttribute("hx-get") && !part.contains(document.activeElement)) htmx.trigger(part, "look");
  }
}
setInterval(look, EVERY);
document.addEventListener("visibilitychange", () => Date.now() - last >= EVERY && look());

// Screen readers hear the first line again only when it says something else.
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const said = (element) => element.textContent.trim();
  if (said(event.detail.target) === said(event.detail.fragment)) event.detail.shouldSwap = false;
});
