/* Files go up one by one, each in a row of its own with its progress, its answer, and another try when the line breaks.
   Without this the same forms are posted whole. */
(() => {
  "use strict";
  const words = document.getElementById("upload-words");
  const pattern = document.getElementById("upload-row");
  if (!words || !pattern) return;
  const say = words.dataset;
  // Seconds between the tries: soon at first, then with patience.
  const pauses = [1, 2, 4, 8, 15, 30];
  const STALLED = 60000;
  const queue = [];
  let current = null;

  const announce = (job, text) => { words.textContent = `${job.file.name}: ${text}`; };

  const show = (job, how, text) => {
    job.row.dataset.how = how;
    job.row.querySelector("[data-state]").textContent = text;
    job.row.querySelector("progress").hidden = !["waiting", "sending", "broken"].includes(how);
    job.row.querySelector("[data-retry]").hidden = !["broken", "expired"].includes(how);
    job.row.querySelector("[data-stop]").hidden = !["waiting", "sending", "broken", "expired"].includes(how);
    announce(job, text);
  };

  const rowOf = (form, file) => {
    const row = pattern.content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    for (const hidden of row.querySelectorAll("button span")) hidden.textContent = ` ${file.name}`;
    form.querySelector("[data-upload-rows]").append(row);
    return row;
  };

  const add = (form, file) => {
    const job = { form, file, row: rowOf(form, file), tries: 0 };
    job.row.querySelector("[data-retry]").addEventListener("click", () => again(job));
    job.row.querySelector("[data-stop]").addEventListener("click", () => stop(job));
    if (file.size > Number(form.dataset.limit)) { show(job, "refused", form.dataset.tooLarge); return; }
    show(job, "waiting", say.waiting);
    queue.push(job);
    next();
  };

  // What was said of the files before gives way: to a place for one file in any case, elsewhere when it was good.
  const clear = (form, single) => {
    for (const row of form.querySelectorAll(".upload-row")) {
      if (row.dataset.how === "taken" || row.dataset.how === "stopped" || (single && row.dataset.how === "refused")) row.remove();
    }
  };

  const give = (form, files) => {
    const given = [...files];
    const single = !form.querySelector("input[type=file]").multiple;
    clear(form, single);
    if (single && given.length > 1) { words.textContent = say.single; given.length = 0; alone(form); }
    for (const file of given) add(form, file);
  };

  const alone = (form) => {
    const note = document.createElement("li");
    note.className = "upload-row";
    note.dataset.how = "refused";
    note.append(Object.assign(document.createElement("span"), { textContent: say.single }));
    note.firstChild.dataset.state = "";
    form.querySelector("[data-upload-rows]").append(note);
  };

  const next = () => {
    if (current) return;
    current = queue.shift() || null;
    if (current) send(current);
  };

  const done = (job, how, text) => {
    show(job, how, text);
    if (current === job) current = null;
    if (how === "taken" && !queue.length) refresh();
    next();
  };

  const send = (job) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", job.form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append(job.form.querySelector("input[type=file]").name, job.file);
    // Last, as in the form itself: of a request that broke off on the way nothing is taken.
    body.append(job.form.dataset.send, "");
    const request = job.request = new XMLHttpRequest();
    const bar = job.row.querySelector("progress");
    const watch = () => { clearTimeout(job.watch); job.watch = setTimeout(() => request.abort(), STALLED); };
    request.upload.addEventListener("progress", (event) => {
      watch();
      if (event.lengthComputable) bar.value = Math.floor((event.loaded / event.total) * 100);
    });
    request.upload.addEventListener("load", () => { watch(); if (job.row.dataset.how === "sending") show(job, "sending", say.checking); });
    request.addEventListener("loadend", () => { clearTimeout(job.watch); heard(job, request); });
    request.open("POST", job.form.action);
    request.setRequestHeader("Accept", "application/json");
    bar.value = 0;
    show(job, "sending", say.sending);
    watch();
    request.send(body);
  };

  const heard = (job, request) => {
    if (job.stopped) return;
    let answer = null;
    try { answer = JSON.parse(request.responseText); } catch { /* not an answer of the portal */ }
    if (answer && request.status === 200) done(job, "taken", answer.text);
    else if (answer && [409, 422].includes(request.status)) done(job, "refused", answer.text);
    else if (request.status === 413) done(job, "refused", job.form.dataset.tooLarge);
    // A page instead of an answer: the log-in. It waits for the person, the others go on.
    else if (request.status === 200 || request.status === 403 || request.status === 404) done(job, "expired", say.expired);
    else broken(job);
  };

  const broken = (job) => {
    const seconds = pauses[Math.min(job.tries, pauses.length - 1)];
    job.tries += 1;
    show(job, "broken", say.broken.replace("{n}", seconds));
    job.timer = setTimeout(() => again(job), seconds * 1000);
  };

  const again = async (job) => {
    clearTimeout(job.timer);
    if (job.stopped || job.row.dataset.how === "sending") return;
    if (job.row.dataset.how === "expired") await renew();
    if (current === job) { send(job); return; }
    show(job, "waiting", say.waiting);
    queue.push(job);
    next();
  };

  const stop = (job) => {
    job.stopped = true;
    clearTimeout(job.timer);
    clearTimeout(job.watch);
    if (queue.includes(job)) queue.splice(queue.indexOf(job), 1);
    job.request?.abort();
    done(job, "stopped", say.stopped);
  };

  const page = async () => {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  // After a new log-in the forms of this page carry a key that is no longer good.
  const renew = async () => {
    try {
      const token = (await page()).querySelector("main [name=csrfmiddlewaretoken]")?.value;
      if (token) for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    } catch { /* the line is broken too: the try says so */ }
  };

  // What is there now, as the server draws it.
  const refresh = async () => {
    try {
      const fresh = await page();
      for (const part of document.querySelectorAll("[data-fresh]")) {
        const newer = fresh.getElementById(part.id);
        if (newer) part.replaceWith(document.importNode(newer, true));
      }
    } catch { /* the rows have said it already */ }
  };

  window.addEventListener("online", () => { if (current?.row.dataset.how === "broken") again(current); });
  window.addEventListener("beforeunload", (event) => { if (current || queue.length) event.preventDefault(); });

  for (const form of document.querySelectorAll("form[data-upload]")) {
    const input = form.querySelector("input[type=file]");
    const box = form.querySelector(".upload-box");
    form.querySelector("button[type=submit]").hidden = true;
    form.querySelector("[data-upload-invite]").hidden = false;
    input.addEventListener("change", () => { give(form, input.files); input.value = ""; });
    form.addEventListener("submit", (event) => { event.preventDefault(); });
    box.addEventListener("dragover", (event) => { event.preventDefault(); box.dataset.over = ""; });
    box.addEventListener("dragleave", () => { delete box.dataset.over; });
    box.addEventListener("drop", (event) => { event.preventDefault(); delete box.dataset.over; give(form, event.dataTransfer.files); });
  }
})();
