/* Walking through the rows of a list: j or arrow down, k or arrow up, Enter opens. Only while the list has the focus,
   so that no key is taken from a field or from scrolling; with Tab alone every row is reached as well. */
"use strict";
(() => {
  const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const here = event.target;
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!here.closest("[data-rows]") || here.closest("textarea, select, [contenteditable], input:not([type='checkbox'])")) return;
    /* All lists of the page are one: from the last row of the first to the first of the next. */
    const links = [...document.querySelectorAll("[data-rows] :is(tbody tr, li) :is(.row-link, .worklist-title, .inbox-title)")];
    const row = here.closest("tr, li");
    const at = row ? links.findIndex((link) => row.contains(link)) : -1;
    const next = at < 0 ? (step > 0 ? links.find((link) => here.contains(link)) : null) : links[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });
})();
