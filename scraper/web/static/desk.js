// Keys, focus, and what pages cannot do alone. Every act works without it.
"use strict";
{
  const one = (what, where = document) => where.querySelector(what);
  const every = (what, where = document) => [...where.querySelectorAll(what)];
  const byId = (id) => document.getElementById(id);
  const on = (name, act, capture) => document.addEventListener(name, act, capture);
  const rowOf = (node) => node?.closest?.(".row");
  const isOpen = (row) => !row.matches(".gone, .going");
  const fields = "input:not([type=checkbox]), select, textarea";
  const say = (words) => { one("#status").textContent = words; };

  // The row that keys act on has the focus, or had it last.
  let here = "";
  const current = () => rowOf(document.activeElement) || byId(here);
  function mark(row) {
    byId(here)?.classList.remove("current");
    row?.classList.add("current");
    here = row?.id || "";
  }
  const goTo = (row) => row && one("article", row)?.focus();
  function beside(row, by, wanted = () => true) {
    const rows = every(".row");
    let at = rows.indexOf(row) + by;
    while (rows[at] && !wanted(rows[at])) at += by;
    return rows[at];
  }
  on("focusin", ({ target }) => rowOf(target) && mark(rowOf(target)));

  // A decision is kept until the server answers, through lost connections and sign-ins.
  const unsent = () => JSON.parse(sessionStorage.unsent || "{}");
  const waits = () => Object.keys(unsent()).length;
  function keep(id, sent) {
    sessionStorage.unsent = JSON.stringify({ ...unsent(), [id]: sent });
  }
  function decision({ requestConfig: asked }) {
    if (asked?.verb !== "post" || !asked.path.startsWith("/decide")) return {};
    const values = {};
    for (const name of asked.formData.keys()) values[name] = asked.formData.getAll(name);
    const id = values.id?.length === 1 && !values.all ? `row-${parseInt(values.id[0])}` : "bulk";
    return { id, row: byId(id), sent: { path: asked.path, values } };
  }
  let again;
  function sendAgain() {
    clearTimeout(again);
    for (const [id, { path, values }] of Object.entries(unsent()))
      htmx.ajax("POST", path, { source: byId(id) || document.body, target: byId(id) || "body", swap: byId(id) ? "outerHTML" : "none", values });
  }
  on("htmx:beforeRequest", ({ detail }) => {
    const { id, row, sent } = decision(detail);
    if (!id) return;
    keep(id, sent);
    if (!rowOf(row)) return;
    const follow = row.id === here;
    row.classList.add("going");
    if (follow) goTo(beside(row, 1, isOpen) || beside(row, -1, isOpen) || row);
  });
  on("htmx:beforeSwap", ({ detail }) => {
    if (/^4/.test(detail.xhr.status)) detail.shouldSwap = true; // it says why
  });
  on("htmx:afterRequest", ({ detail }) => {
    const { id, row } = decision(detail), { status } = detail.xhr;
    if (/^[05]/.test(status) && (id || detail.requestConfig.triggeringEvent))
      say(`Not saved: ${status ? "a fault of ours" : "no connection"}. ${id && !status ? "It will be sent" : "Try"} again.`);
    if (!id || status === 401) return;
    if (status) keep(id);
    else again = setTimeout(sendAgain, 5000);
    if (status < 400) return;
    row?.classList.remove("going");
    if (row?.querySelector(".panel")?.dataset.shows) goTo(row);
  });
  addEventListener("online", sendAgain);

  // When all is answered: the undo asked for meanwhile, or the next rows.
  let undoing = false;
  on("htmx:afterSettle", ({ detail }) => {
    const { id } = detail.target;
    if (id === here || /^.undo/.test(detail.requestConfig?.path)) goTo(byId(id));
    if (waits()) return;
    const rows = one("#rows");
    if (undoing) one("#status [data-undo]")?.click();
    else if (rows && decision(detail).id && !one(".row:not(.gone)", rows)) {
      history.replaceState(null, "", `${rows.dataset.list}#rows`);
      location.reload();
    }
    undoing = false;
  });

  let wanted = ""; // the key of a panel: its field gets the focus
  on("htmx:load", ({ target }) => {
    if (!target.closest(".panel")) return;
    one(`[data-key="${wanted}"]`, target)?.focus();
    wanted = "";
  });
  function close(panel) {
    panel.textContent = panel.dataset.shows = "";
    for (const each of every("[data-panel]", rowOf(panel))) each.ariaExpanded = "false";
  }
  const stop = (event) => (event.preventDefault(), event.stopPropagation());
  on("click", (event) => {
    const control = event.target.closest("a, button");
    if (!control) return;
    acts[control.dataset.do]?.(control);
    if (control.matches("#status [data-undo]")) {
      const same = one(`.row [name=act][value="${control.form.act.value}"]`);
      undoing = waits(); // she means the act under way
      if (undoing || same) stop(event);
      if (!undoing) same?.form.requestSubmit();
    }
    const panel = control.dataset.panel && one(".panel", rowOf(control));
    if (!panel || event.ctrlKey || event.metaKey) return;
    const shown = panel.dataset.shows === control.dataset.panel;
    close(panel);
    if (shown) return stop(event);
    panel.dataset.shows = control.dataset.panel;
    control.ariaExpanded = "true";
  }, true);

  const picks = () => every(".row [name=id][type=checkbox]");
  let last;
  on("change", ({ target }) => {
    const bulk = one(".bulk");
    if (!bulk || target.form !== bulk) return;
    if (rowOf(target)) last = target;
    const count = every(".row [name=id]:checked").length;
    bulk.classList.toggle("on", count > 0);
    one("output", bulk).textContent = `${count} selected`;
  });
  const pick = (boxes) => boxes.forEach((each) => each.checked || each.click());

  const acts = {
    next: () => goTo(beside(current(), 1)),
    previous: () => goTo(beside(current(), -1)),
    selectAll: () => pick(picks()),
    selectTo() {
      const boxes = picks(), ends = [last, one("[name=id]", current())].map((each) => boxes.indexOf(each));
      pick(boxes.slice(Math.max(Math.min(...ends), 0), Math.max(...ends) + 1));
    },
    press: ({ value }) => one(`button[value=${value}]`, current())?.click(),
    keys: () => one("#keys").showModal(),
  };

  // The bar of the selected rows, then the row, then the page, the last first.
  function controlOf(name) {
    const is = JSON.stringify(name), row = current();
    const what = `[aria-keyshortcuts~=${is}], [data-chord=${is}], [data-key=${is}]`;
    return one(".bulk.on")?.querySelector(what) || (row && (one(`[data-key=${is}]`, row) || one(what, row)))
      || every(what).findLast((each) => !each.closest(".row, .bulk"));
  }
  function use(control, name) {
    if (control.matches(fields)) return control.closest("details")?.setAttribute("open", ""), control.focus();
    if (control.dataset.tab !== undefined) return open(control.href, "_blank", "noopener,noreferrer");
    if (control.dataset.panel) wanted = name;
    control.click();
  }
  const mode = document.body.dataset.keys;
  let first = "", firstAt = 0;
  on("keydown", (event) => {
    const { target, key, timeStamp } = event, row = rowOf(target), panel = row && one(".panel", row);
    if (key === "Escape" && panel?.dataset.shows) return close(panel), goTo(row);
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (mode === "off" || (mode === "list" && !row)) return;
    if (target.closest(`${fields}, [contenteditable], dialog`)) return;
    if (key.length > 1 && !target.matches(".row > article")) return; // Enter is for a row, not for a link in it
    const upper = key.toUpperCase(), letter = key.length === 1 && upper !== key.toLowerCase();
    let name = letter ? (event.shiftKey ? `Shift+${upper}` : key.toLowerCase()) : key;
    if (first && timeStamp - firstAt < 1500) name = `${first} ${name}`;
    first = "";
    const found = controlOf(name);
    if (found && (!event.repeat || found.dataset.do)) {
      event.preventDefault();
      use(found, name);
    } else if (one(`[data-chord^=${JSON.stringify(`${name} `)}]`)) [first, firstAt] = [name, timeStamp];
  });

  document.body.classList.add("scripted");
  for (const each of every("[data-scripted]")) each.hidden = false;
  (location.hash === "#rows" ? goTo : mark)(beside(null, 1, isOpen));
  addEventListener("load", sendAgain);
}
