// A file that is too large is refused before it is sent over a slow line; while one is read, the page says so.
for (const form of document.querySelectorAll(".sheet-send")) {
  const input = form.querySelector('input[type="file"]');
  const wrong = form.querySelector("[data-too-big]");
  const tooBig = () => (input.files[0]?.size ?? 0) > Number(form.dataset.most) - 4096;
  input.addEventListener("change", () => { wrong.textContent = tooBig() ? wrong.dataset.tooBig : ""; });
  form.addEventListener("submit", (event) => {
    if (tooBig()) {
      event.preventDefault();
      wrong.textContent = wrong.dataset.tooBig;
      input.focus();
    } else {
      const status = form.querySelector("[data-reading]");
      status.textContent = status.dataset.reading;
    }
  });
}
