// The little that the console's pages do by script. Without it everything still works: links are pasted, forms are sent.

// A sign-in link carries its code behind the #, which no server sees; it goes into the field and out of the address.
const tokenForm = document.querySelector("form[data-token]");
function takeToken() {
  if (!tokenForm || location.hash.length < 20) return;
  tokenForm.elements.token.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  tokenForm.querySelector("button").focus();
}
takeToken();
window.addEventListener("hashchange", takeToken); // the link was opened in a tab that shows this page already

// Nobody is signed in where this page shows: pages kept for a time without network go.
if (tokenForm && "caches" in window) caches.keys().then((names) => names.forEach((name) => caches.delete(name)));

// "Copy" buttons: data-copy names the field, data-copied is said afterwards.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.copied;
  });
}

// Signing out erases what this browser keeps: confirmations that were not sent yet are asked about first.
document.querySelector("form[data-leave]")?.addEventListener("submit", (event) => {
  const form = event.target;
  if (localStorage.getItem(form.dataset.leave) && !confirm(form.dataset.sure)) event.preventDefault();
});

// A form is sent once, however often its button is pressed; a page that comes back from the browser's memory may send anew.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.matches("[hx-post]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
