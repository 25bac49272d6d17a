// Keys, focus and what else the pages cannot do by themselves. Every act works without this file.
"use strict";
{
  const one = (what, where = document) => where.querySelector(what);
  const every = (what, where = document) => [...where.querySelectorAll(what)];
  const rowOf = (node) => node?.closest?.(".row");
  const isOpen = (row) => !row.matches(".gone, .going");
  const say = (words) => { one("#status").textContent = words; };
  let here = ""; // id of the row that keys act on

  const currentRow = () => rowOf(document.activeElement) || document.getElementById(here);

  function mark(row) {
    every(".row.current").forEach((each) => each.classList.remove("current"));
    row?.classList.add("current");
    here = row?.id || "";
  }

  function goTo(row) {
    if (!row) return;
    mark(row);
    one("article", row).focus();
  }

  function beside(row, by, wanted = () => true) {
    const rows = every(".row");
    let at = row ? rows.indexOf(row) + by : 0;
    while (rows[at] && !wanted(rows[at])) at += by;
    return rows[at];
  }

  // What a decision sends is kept until the server has answered, through lost connections and sign-ins.
  const KEPT = "gleaner-unsent";
  const unsent = () => JSON.parse(sessionStorage.getItem(KEPT) || "{}");
  function keep(id, sent) {
    const all = unsent();
    if (sent) all[id] = sent;
    else delete all[id];
    sessionStorage.setItem(KEPT, JSON.stringify(all));
  }
  const decisionOf = ({ requestConfig: asked }) =>
    asked?.verb === "post" && asked.path.startsWith("/decide") && asked.headers["X-Row"] !== undefined ? asked : null;

  let later = 0;
  function sendAgain() {
    clearTimeout(later);
    for (const [id, { path, values }] of Object.entries(unsent())) {
      const row = document.getElementById(id);
      const headers = { "X-Row": id };
      htmx.ajax("POST", path, row ? { source: row, target: row, swap: "outerHTML", values, headers } : { swap: "none", values, headers });
    }
  }

  document.addEventListener("htmx:configRequest", ({ target, detail }) => {
    const row = rowOf(target);
    if (row && detail.verb === "post") detail.headers["X-Row"] ??= row.id;
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const asked = decisionOf(detail);
    if (!asked) return;
    const id = asked.headers["X-Row"], row = document.getElementById(id);
    const values = {};
    for (const [name, value] of asked.formData) values[name] = name in values ? [values[name], value].flat() : value;
    keep(id, { path: asked.path, values });
    if (!row) return;
    const held = row.matches(".current") || row.contains(document.activeElement);
    row.classList.add("going");
    if (held) goTo(beside(row, 1, isOpen) || beside(row, -1, isOpen));
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { status } = detail.xhr;
    if (status >= 400 && status < 500 && status !== 401) detail.shouldSwap = true; // its words are for the page
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const asked = decisionOf(detail), status = detail.xhr.status;
    if (!asked) return;
    const id = asked.headers["X-Row"], row = document.getElementById(id);
    if (status && status !== 401) keep(id, null);
    if (status < 200 || status >= 400) row?.classList.remove("going");
    if (!status) {
      say("Not saved: no connection. Your decision will be sent again.");
      row?.classList.add("going");
      later = setTimeout(sendAgain, 5000);
    } else if (status >= 500) {
      say("Not saved: a fault of ours. Decide it again.");
      goTo(row);
    }
  });
  addEventListener("online", sendAgain);

  let undoing = false;
  document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
    if (Object.keys(unsent()).length) return;
    if (undoing) {
      undoing = false;
      one("#status [data-undo]")?.click();
      return;
    }
    const rows = every("#rows > .row");
    if (decisionOf(detail) && rows.length && rows.every((row) => row.matches(".gone"))) {
      location.assign(one("#rows").dataset.list + "#rows");
      if (location.hash) location.reload();
    }
  });
  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    if (detail.target.matches?.(".row") && decisionOf(detail) === null) goTo(document.getElementById(detail.target.id));
  });

  let wanted = ""; // the key that opened a panel: the field it is for gets the focus
  document.addEventListener("htmx:load", ({ target }) => {
    const panel = target.closest?.(".panel");
    if (panel && wanted) one(`[data-key="${wanted}"]`, panel)?.focus();
    wanted = "";
  });
  function close(panel) {
    panel.textContent = panel.dataset.shows = "";
    every("[data-panel]", rowOf(panel)).forEach((each) => each.setAttribute("aria-expanded", "false"));
  }

  document.addEventListener("click", (event) => {
    const control = event.target.closest("a, button, input");
    if (!control) return;
    if (control.dataset.do) acts[control.dataset.do](event);
    if (control.matches("[data-undo]") && Object.keys(unsent()).length) {
      undoing = true; // the act under way is the one she means
      event.preventDefault();
      event.stopPropagation();
    }
    const panel = control.dataset.panel && one(".panel", rowOf(control));
    if (!panel || event.ctrlKey || event.metaKey) return;
    const shown = panel.dataset.shows === control.dataset.panel;
    close(panel);
    if (shown) {
      event.preventDefault();
      event.stopPropagation();
    } else {
      panel.dataset.shows = control.dataset.panel;
      control.setAttribute("aria-expanded", "true");
    }
  }, true);
  document.addEventListener("focusin", ({ target }) => {
    if (rowOf(target)) mark(rowOf(target));
  });

  const picks = () => every(".row input[name=id]");
  let last = null;
  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".bulk [name=all], .row input[name=id]")) return;
    if (target.checked && rowOf(target)) last = target;
    const count = picks().filter((each) => each.checked).length;
    const bulk = one(".bulk");
    bulk.classList.toggle("on", count > 0 || one("[name=all]", bulk).checked);
    one("output", bulk).textContent = `${count} selected`;
  });
  function pick(boxes) {
    boxes.forEach((each) => { if (!each.checked) each.click(); });
  }

  const acts = {
    next: () => goTo(beside(currentRow(), 1)),
    previous: () => goTo(beside(currentRow(), -1)),
    selectAll: () => pick(picks()),
    selectTo() {
      const boxes = picks(), to = boxes.indexOf(one("input[name=id]", currentRow() || document)), from = last ? boxes.indexOf(last) : to;
      pick(boxes.slice(Math.min(from, to), Math.max(from, to) + 1));
    },
    press({ target }) {
      one(`button[value="${target.value}"]`, currentRow() || document)?.click();
    },
    keys() {
      const dialog = one("#keys") || document.body.appendChild(Object.assign(document.createElement("dialog"), { id: "keys" }));
      dialog.innerHTML = "<h2>Keys of this page</h2><dl class=facts></dl><form method=dialog><button>Close</button></form>";
      const told = new Set();
      for (const control of every("[aria-keyshortcuts], [data-chord], [data-key]")) {
        const { chord, key, words } = control.dataset;
        const name = chord || key || control.getAttribute("aria-keyshortcuts");
        if (!name || told.has(name)) continue;
        told.add(name);
        const said = words || control.getAttribute("aria-label") || control.textContent;
        one("dl", dialog).append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: said.trim() }));
      }
      dialog.showModal();
    },
  };

  const mode = document.body.dataset.keys;
  let first = "", firstAt = 0;
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || key.length > 1 && !/^(Enter|Escape|Arrow)/.test(key)) return;
    const row = rowOf(target), panel = row && one(".panel", row);
    if (key === "Escape" && panel?.dataset.shows) {
      close(panel);
      return goTo(row);
    }
    if (mode === "off" || mode === "list" && !row) return;
    if (target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable], dialog")) return;
    const upper = key.toUpperCase(), letter = key.length === 1 && upper !== key.toLowerCase();
    let name = letter ? (event.shiftKey ? `Shift+${upper}` : key.toLowerCase()) : key;
    if (first && event.timeStamp - firstAt < 1500) name = `${first} ${name}`;
    first = "";
    const found = controlOf(name);
    if (!found) {
      if (one(`[data-chord^="${CSS.escape(name)} "]`)) [first, firstAt] = [name, event.timeStamp];
      return;
    }
    if (key.length > 1 && !target.matches(".row article") || event.repeat && !found.dataset.do) return;
    event.preventDefault();
    use(found, name);
  });

  // In this order: the selected rows' bar, the row's own controls, those of the page.
  function controlOf(name) {
    const what = `[aria-keyshortcuts~="${CSS.escape(name)}"], [data-chord="${CSS.escape(name)}"]`;
    const row = currentRow();
    return one(".bulk.on")?.querySelector(what) || row && one(`[data-key="${CSS.escape(name)}"]`, row) || row && one(what, row)
      || every(what).find((each) => !rowOf(each) && !each.closest(".bulk"));
  }

  function use(control, name) {
    if (control.matches("input:not([type=checkbox]), select, textarea")) return control.focus();
    if (control.dataset.tab !== undefined) return window.open(control.href, "_blank", "noopener,noreferrer");
    if (control.dataset.panel === "acts") wanted = CSS.escape(name);
    control.click();
  }

  document.body.classList.add("scripted");
  every("[hidden][data-scripted]").forEach((each) => { each.hidden = false; });
  const begin = beside(null, 1, isOpen);
  if (location.hash === "#rows") goTo(begin);
  else mark(begin);
  addEventListener("load", sendAgain);
}
