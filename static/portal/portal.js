/* Makes the pages pleasant; everything works without it. */
(() => {
  "use strict";

  // The error summary takes the focus, so that who cannot see the page hears what is wrong first.
  document.querySelector("[data-focus]")?.focus();

  // Time left, by the server's clock: the page brings the instant it was made, the browser only adds what has passed since.
  const started = performance.now();
  const italian = document.documentElement.lang.startsWith("it");
  const words = italian
    ? { d: ["giorno", "giorni"], h: ["ora", "ore"], m: ["minuto", "minuti"], s: ["secondo", "secondi"], one: "manca", many: "mancano", over: "termine scaduto" }
    : { d: ["day", "days"], h: ["hour", "hours"], m: ["minute", "minutes"], s: ["second", "seconds"], one: "", many: "", over: "deadline passed" };
  const phrase = (count, unit) => `${count === 1 ? words.one : words.many} ${count} ${words[unit][count === 1 ? 0 : 1]}${italian ? "" : " left"}`.trim();
  const left = (seconds) => {
    if (seconds <= 0) return words.over;
    if (seconds >= 86400) return phrase(Math.floor(seconds / 86400), "d");
    if (seconds >= 3600) return phrase(Math.floor(seconds / 3600), "h");
    if (seconds >= 60) return phrase(Math.floor(seconds / 60), "m");
    return phrase(Math.floor(seconds), "s");
  };
  const tick = () => {
    for (const mark of document.querySelectorAll("[data-until]")) {
      const now = Number(mark.dataset.now) + (performance.now() - started) / 1000;
      const text = `(${left(Number(mark.dataset.until) - now)})`;
      if (mark.textContent !== text) mark.textContent = text;
    }
  };
  if (document.querySelector("[data-until]")) setInterval(tick, 1000);

  // A form sent twice by a double click is sent once; the server holds for itself, this only spares a confusing answer.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("data-again") && !form.hasAttribute("hx-post")) form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

  // Long forms: leaving with something typed and not saved asks first.
  for (const form of document.querySelectorAll("form[data-guard]")) {
    let dirty = false;
    form.addEventListener("input", () => { dirty = true; });
    form.addEventListener("submit", () => { dirty = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print]");
    if (button) window.print();
  });
})();
