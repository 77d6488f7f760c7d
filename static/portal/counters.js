/* How many characters are left: seen at every stroke, said when the typing pauses. The limit itself stands in the help text. */
(() => {
  "use strict";
  const number = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always" });
  for (const field of document.querySelectorAll("[data-limit]")) {
    const words = field.form.dataset, limit = Number(field.dataset.limit);
    if (!words.left) continue;
    const shown = Object.assign(document.createElement("p"), { className: "counter" });
    const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    shown.setAttribute("aria-hidden", "true");
    said.setAttribute("role", "status");
    (field.closest(".form-field") || field).after(shown, said);
    const phrase = (left) => {
      const [one, many] = left < 0 ? [words.overOne, words.over] : [words.leftOne, words.left];
      return Math.abs(left) === 1 ? one : many.replace("{n}", number.format(Math.abs(left)));
    };
    let pause = 0;
    // A character is what the portal counts: one sign, and one for each new line.
    const count = () => {
      const left = limit - [...field.value].length;
      shown.textContent = phrase(left);
      shown.classList.toggle("counter-over", left < 0);
      return left;
    };
    const tell = () => {
      const left = count();
      clearTimeout(pause);
      pause = setTimeout(() => { said.textContent = phrase(left); }, 1000);
    };
    field.addEventListener("input", tell);
    field.addEventListener("portal:put", count);
    count();
  }
})();
