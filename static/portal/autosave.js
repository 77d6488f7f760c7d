/* A draft saves itself, field by field: a moment after the typing stops, and when a field is left. What is typed stays in
   the page until the portal has said that it has it. Without this file the buttons of the form do the same. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch) return;
  const words = form.dataset;
  const note = form.querySelector(".save-note");
  const PAUSE = 1000, PATIENCE = 20000, FIRST_WAIT = 2, LONGEST_WAIT = 30;
  const BAGGAGE = new Set(["csrfmiddlewaretoken", "version", "seen", "page", "turn"]);

  const unsaved = new Map(); // name of a field → how often it was changed
  const notes = new Map(); // name → what the portal says of a field that it could not save
  let seen = JSON.parse(form.elements.namedItem("seen").value || "{}");
  let busy = null, pause = 0, retry = 0, wait = 0, state = "", leaving = false, pressed = null;

  // Texts

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  const say = (kind, text, link) => {
    state = kind;
    note.dataset.state = ["saving", "saved", "unsaved"].includes(kind) ? kind : "failed";
    note.textContent = text;
    if (!link) return;
    const anchor = Object.assign(document.createElement("a"), { href: words.login, target: "_blank", rel: "noopener", textContent: words.loginWords });
    note.append(" ", anchor);
  };
  const named = () => [...notes.values()].map((each) => `${each.label} (${each.brief})`).join("; ");

  // Fields

  const box = (name) => document.getElementById(`div_id_${name}`);
  const controls = (name) => [...form.elements].filter((each) => each.name === name && each.type !== "hidden" && each.type !== "submit");
  const hidden = (name, value) => { form.elements.namedItem(name).value = value; };
  const remember = (name, what) => { seen[name] = what; hidden("seen", JSON.stringify(seen)); };

  const clear = (name) => {
    notes.delete(name);
    const place = box(name);
    if (!place) return;
    place.querySelectorAll(`[id="id_${name}_error"], .clash`).forEach((each) => each.remove());
    place.classList.remove("has-errors");
    for (const control of controls(name)) {
      control.classList.remove("is-invalid");
      control.removeAttribute("aria-invalid");
      const rest = (control.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== `id_${name}_error`);
      if (rest.length) control.setAttribute("aria-describedby", rest.join(" ")); else control.removeAttribute("aria-describedby");
    }
  };

  const annotate = (name, told) => {
    clear(name);
    notes.set(name, told);
    const place = box(name);
    if (!place) return;
    place.insertAdjacentHTML("beforeend", told.html);
    place.classList.add("has-errors");
    for (const control of controls(name)) {
      control.classList.add("is-invalid");
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") || ""} id_${name}_error`.trim());
    }
  };

  const put = (name, value) => {
    for (const control of controls(name)) {
      if (control.type === "checkbox") control.checked = Boolean(value);
      else if (control.type === "radio") control.checked = control.value === value;
      else control.value = value;
      control.dispatchEvent(new Event("portal:put", { bubbles: true }));
    }
  };

  // Sending

  const packed = (names) => {
    const body = new FormData();
    hidden("turn", Number(form.elements.namedItem("turn").value || 0) + 1);
    for (const [name, value] of new FormData(form)) if (BAGGAGE.has(name) || names.has(name)) body.append(name, value);
    for (const name of names.keys()) body.append("field", name);
    return body;
  };

  const ask = (address, options) =>
    fetch(address, { credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options });

  // Who logs in again gets another secret: it is taken from the page as it would be made now.
  const renew = async () => {
    const answer = await ask(location.pathname, { headers: { Accept: "text/html" } });
    if (answer.type === "opaqueredirect") return "gone";
    if (answer.status === 404) return "lost";
    if (!answer.ok) return "unwell";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const secret = page.querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
    if (!secret) return "lost";
    form.elements.namedItem("csrfmiddlewaretoken").value = secret.value;
    return "";
  };

  const post = async (sent, again) => {
    const answer = await ask(form.action, { method: "POST", body: packed(sent), headers: { Accept: "application/json" } });
    if (answer.type === "opaqueredirect") return "gone";
    if (answer.status === 403 && again) return (await renew()) || post(sent, false);
    if (answer.status === 404) return "lost";
    if (answer.status === 409) return { refused: (await answer.json()).refused };
    if (!answer.ok) return "unwell";
    return answer.json();
  };

  const take = (sent, answer) => {
    for (const [name, what] of Object.entries(answer.saved)) remember(name, what);
    for (const [name, count] of sent) {
      if (answer.notes[name]) { annotate(name, answer.notes[name]); continue; }
      clear(name);
      // What was typed while the answer was on its way is still to be sent.
      if (unsaved.get(name) === count) unsaved.delete(name);
    }
    const told = { time: answer.at, fields: named() };
    const kept = Object.keys(answer.saved).length > 0;
    if (waiting()) say("unsaved", words.unsaved);
    else say(notes.size ? "partly" : "saved", filled(notes.size ? (kept ? words.partly : words.nothing) : words.saved, told));
    if (kept) form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
  };

  const later = (kind) => {
    wait = wait ? Math.min(wait * 2, LONGEST_WAIT) : FIRST_WAIT;
    if (kind === "gone") say(kind, words.gone, true);
    else say(kind, filled(kind === "offline" ? words.offline : words.unwell, { n: wait }));
    clearTimeout(retry);
    retry = setTimeout(flush, wait * 1000);
  };

  const attempt = async () => {
    const sent = new Map([...unsaved].filter(([name]) => !notes.has(name)));
    if (!["offline", "unwell", "gone"].includes(state)) say("saving", words.saving);
    let answer;
    try {
      const refused = state === "gone" ? await renew() : "";
      answer = refused || (await post(sent, true));
    } catch {
      answer = "offline";
    }
    if (answer === "lost") { say("lost", words.lost); return; }
    if (typeof answer === "string") { later(answer); return; }
    if (answer.refused) { say("refused", answer.refused); return; }
    wait = 0;
    take(sent, answer);
  };

  // Fields with a note wait for the hand that mends them: they are sent again when they change, or with the whole form.
  const waiting = () => [...unsaved.keys()].some((name) => !notes.has(name));

  const flush = async () => {
    clearTimeout(pause);
    clearTimeout(retry);
    if (busy) { await busy; return; }
    if (!unsaved.size || !waiting()) return;
    busy = attempt();
    await busy;
    busy = null;
    if (waiting() && state === "unsaved") pause = setTimeout(flush, PAUSE);
    else if (pressed && !waiting()) leave();
  };

  // The whole form leaves when nothing is on its way any more. Without a network it waits here, and so does what was typed;
  // who goes on typing has thought better of leaving.
  const leave = () => {
    const button = pressed;
    pressed = null;
    leaving = true;
    form.requestSubmit(button);
  };

  const touch = (name) => {
    unsaved.set(name, (unsaved.get(name) || 0) + 1);
    if (notes.has(name) && !notes.get(name).seen) notes.delete(name);
    if (["", "saved", "partly"].includes(state)) say("unsaved", words.unsaved);
    pressed = null;
    clearTimeout(pause);
    pause = setTimeout(flush, PAUSE);
  };

  // What people do

  const mine = (target) => target.name && target.form === form && !BAGGAGE.has(target.name) && target.type !== "submit";
  form.addEventListener("input", (event) => { if (mine(event.target)) touch(event.target.name); });
  form.addEventListener("change", (event) => { if (mine(event.target)) { touch(event.target.name); flush(); } });
  form.addEventListener("focusout", (event) => { if (mine(event.target) && unsaved.has(event.target.name)) flush(); });
  const awake = () => { if (!document.hidden && ["offline", "unwell", "gone"].includes(state)) flush(); };
  window.addEventListener("online", awake);
  window.addEventListener("focus", awake);
  document.addEventListener("visibilitychange", awake);

  // A field that is left is saved at once, and what the portal says of it moves the page: the button must not slip away from
  // under the pointer that presses it.
  form.addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=keep], button[name=take]");
    const name = button && button.value.split(":")[0];
    const told = name && notes.get(name);
    if (!told || !told.seen) return; // made by the portal with the page: the form is sent
    event.preventDefault();
    remember(name, told.seen);
    clear(name);
    const field = controls(name)[0];
    if (field) field.focus();
    if (button.name === "take") { unsaved.delete(name); put(name, told.other); say("saved", ""); }
    else { touch(name); flush(); }
  });

  form.addEventListener("submit", async (event) => {
    if (leaving || (!busy && !waiting())) {
      leaving = true;
      hidden("turn", Number(form.elements.namedItem("turn").value || 0) + 1);
      return;
    }
    event.preventDefault();
    pressed = event.submitter;
    if (busy) await busy;
    await flush();
    if (pressed && !busy && !waiting()) leave();
    else note.scrollIntoView({ block: "center" });
  });
  window.addEventListener("beforeunload", (event) => { if (!leaving && (busy || unsaved.size)) event.preventDefault(); });
  window.addEventListener("pageshow", () => { leaving = false; });

  // A page that comes back with something in it that could not be saved keeps it as such.
  form.querySelectorAll(".has-errors").forEach((place) => {
    const name = place.id.replace(/^div_id_/, "");
    unsaved.set(name, 0);
    notes.set(name, { label: "", text: "" });
  });
})();
