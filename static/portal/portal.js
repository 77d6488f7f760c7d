/* Makes the pages pleasant; everything works without it. */
(() => {
  "use strict";

  // The error summary takes the focus, so that who cannot see the page hears what is wrong first.
  document.querySelector("[data-focus]")?.focus();

  // Who follows a link to a field can type at once.
  const aim = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (aim && aim.matches("input, select, textarea, fieldset[tabindex]")) aim.focus();

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

  // Long forms: leaving with something typed and not saved asks first; not on the way to another page of the portal when the
  // words are kept, see below.
  let within = false;
  document.addEventListener("click", (event) => { if (event.target.closest("a[href],[type=submit]")) within = true; });
  for (const form of document.querySelectorAll("form[data-guard]")) {
    let dirty = false;
    form.addEventListener("input", () => { dirty = true; within = false; });
    for (const each of ["submit", "portal:dropped"]) form.addEventListener(each, () => { dirty = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty && !(within && form.dataset.keep)) event.preventDefault(); });
  }

  // What is half typed in a form with `data-keep` stays in this tab until the portal has said that it has it, or its writer logs
  // out: a page that is left or loaded again, and a session that has ended meanwhile, take no word of it.
  const KEPT = "portal:kept:", SENT = "portal:sent", SKIPPED = ["hidden", "file", "submit", "password"];
  const shelf = (() => { try { sessionStorage.getItem(SENT); return sessionStorage; } catch { return null; } })();
  const ticked = (each) => ["checkbox", "radio"].includes(each.type);
  const own = (form) => [...form.elements].filter((each) => each.name && (each.name === "version" || !SKIPPED.includes(each.type)));
  const typed = (form) => own(form).map((each) => (ticked(each) ? each.checked : each.value));
  const put = (form, values) => own(form).forEach((each, place) => { each[ticked(each) ? "checked" : "value"] = values[place]; });
  const keyOf = (form) => `${KEPT}${form.getAttribute("action") || location.pathname}#${own(form).map((each) => each.name)}`;

  const restore = (form, kept) => {
    const before = typed(form);
    put(form, kept);
    // Whatever is worked out from the fields is worked out anew.
    window.addEventListener("load", () => own(form).at(-1).dispatchEvent(new Event("change", { bubbles: true })));
    const told = Object.assign(document.createElement("p"), { className: "kept-note", textContent: `${form.dataset.keep} ` });
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-outline-primary", textContent: form.dataset.keepDrop });
    told.setAttribute("role", "status");
    told.append(drop);
    form.prepend(told);
    drop.addEventListener("click", () => {
      shelf.removeItem(keyOf(form));
      put(form, before);
      told.remove();
      own(form).find((each) => each.type !== "hidden").focus();
      form.dispatchEvent(new Event("portal:dropped"));
    });
  };

  if (shelf) {
    const sent = shelf.getItem(SENT);
    shelf.removeItem(SENT);
    // Taken: the portal has answered by sending the browser on, not to the log-in, and complains of nothing.
    const sentOn = performance.getEntriesByType("navigation")[0]?.redirectCount > 0 && !location.pathname.startsWith("/account/");
    if (sent && sentOn && !document.querySelector("#messages :is(.alert-danger, .alert-warning)")) shelf.removeItem(sent);
    for (const form of document.querySelectorAll("form[data-keep]")) {
      const kept = shelf.getItem(keyOf(form)), before = JSON.stringify(typed(form));
      if (kept && kept !== before && !("typed" in form.dataset)) restore(form, JSON.parse(kept));
      const keep = () => {
        const words = JSON.stringify(typed(form));
        if (words === before && !("typed" in form.dataset)) shelf.removeItem(keyOf(form)); else shelf.setItem(keyOf(form), words);
      };
      form.addEventListener("input", keep);
      form.addEventListener("submit", () => { keep(); shelf.setItem(SENT, keyOf(form)); });
    }
    // Who logs out leaves nothing behind for who sits down next.
    document.addEventListener("submit", (event) => {
      if (!event.target.getAttribute("action")?.endsWith("/logout/")) return;
      for (const key of Object.keys(shelf)) if (key.startsWith(KEPT)) shelf.removeItem(key);
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print]");
    if (button) window.print();
  });
})();
