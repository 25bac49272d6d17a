// The entry's form: kept while she types, sentences put in by key, curly quotes. All works without it.
"use strict";
(() => {
  const form = document.getElementById("write");
  document.getElementById("problems")?.focus();
  if (!form) return;
  const place = "gleaner-entry-" + form.dataset.entry;
  const remember = (name, text) => { try { text ? localStorage.setItem(name, text) : localStorage.removeItem(name); } catch {  } };
  const recall = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const fields = () => `${new URLSearchParams(new FormData(form))}`;
  const say = (words) => { document.getElementById("kept").textContent = words; };
  let sent = fields(), timer = 0;
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(keep, wait); };

  async function keep() {
    const text = fields(), body = new URLSearchParams(`${text}&do=keep`);
    clearTimeout(timer);
    if (text === sent) return true;
    let why = "the desk cannot be reached";
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (answer.status === 401) why = "you are signed out, sign in in another tab";
      if (!answer.ok) throw new Error(why);
      document.getElementById("side").innerHTML = await answer.text();
      sent = text;
      remember(place, null);
      return true;
    } catch {
      say(`Not kept: ${why}. Your text is safe in this browser.`);
      later(15000);
      return false;
    }
  }

  // What the desk never got.
  const left = recall(place);
  if (left) {
    const was = new URLSearchParams(left);
    for (const name of new Set(was.keys())) {
      was.getAll(name).forEach((value, at) => {
        const field = form.querySelectorAll(`[name="${name}"]`)[at];
        if (field) field.value = value;
      });
    }
    say("This is the text that was not kept before.");
    later(1000);
  }

  form.addEventListener("input", () => {
    remember(place, fields() !== sent && fields());
    later(5000);
  });
  form.addEventListener("submit", async (event) => {
    if (fields() === sent) return;
    event.preventDefault();
    if (await keep()) form.requestSubmit(event.submitter);
  });
  document.addEventListener("click", (event) => {
    const text = event.target.closest("[data-insert]")?.dataset.insert, box = form.elements.summary;
    if (!text) return;
    event.preventDefault();
    box.focus();
    const gap = (at) => box.value[at]?.trim() ? " " : "";
    document.execCommand("insertText", false, gap(box.selectionStart - 1) + text + gap(box.selectionEnd));
  });
  document.addEventListener("keydown", (event) => {
    const control = event.ctrlKey || event.metaKey, save = "[value=save].shown";
    let button = null;
    if (control && event.key === "Enter") button = form.querySelector("[formaction$='/ready']") || form.querySelector(save);
    if (control && event.key === "s") button = form.querySelector(save);
    if (event.altKey && /^Digit[1-9]$/.test(event.code)) button = document.querySelectorAll("[data-insert]")[event.code[5] - 1];
    if (!button || event.isComposing) return;
    event.preventDefault();
    button.click();
  });

  const curly = document.getElementById("curly");
  curly.parentElement.hidden = false;
  curly.checked = recall("gleaner-curly") !== "off";
  curly.addEventListener("change", () => remember("gleaner-curly", curly.checked ? "on" : "off"));
  form.addEventListener("beforeinput", (event) => {
    const box = event.target, typed = event.data;
    if (!curly.checked || event.inputType !== "insertText" || !["'", '"', "."].includes(typed) || box.type === "url") return;
    const before = box.value.slice(0, box.selectionStart), opens = !/[^\s(\[‘“]$/.test(before);
    if (typed === "." && !before.endsWith("..")) return;
    event.preventDefault();
    if (typed === ".") box.setSelectionRange(box.selectionStart - 2, box.selectionEnd);
    document.execCommand("insertText", false, typed === "." ? "…" : typed === "'" ? (opens ? "‘" : "’") : opens ? "“" : "”");
  });
})();
