/* Small helps on top of pages that work without. No personal data is kept here or in browser storage. */
"use strict";
(() => {
  const once = (node, key) => {
    if (node.dataset[key]) return false;
    node.dataset[key] = "1";
    return true;
  };

  /* The summary of errors gets the focus, so that it is read first. */
  const focusErrors = (root) => {
    const summary = root.querySelector("#error-summary");
    if (summary && once(summary, "focused")) summary.focus();
  };

  /* A link in the summary brings one into the field itself, also when it is a chip. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#error-summary a[href^='#']");
    if (!link) return;
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    (control || field).scrollIntoView({ block: "center" });
    (control || field).focus();
  });

  /* A second click on "save" while the first is under way does nothing. The server has its own guard. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[hx-post], [hx-get], [data-hx-post], [data-repeatable]") || event.defaultPrevented) return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "1";
    form.querySelectorAll("button[type='submit'], input[type='submit']").forEach((b) => b.setAttribute("aria-busy", "true"));
    /* A file that is downloaded leaves the page standing. */
    window.setTimeout(() => release(form), 8000);
  });
  const release = (form) => {
    delete form.dataset.sending;
    form.querySelectorAll("[aria-busy]").forEach((b) => b.removeAttribute("aria-busy"));
  };
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

  /* Messages get a cross. */
  const dismissible = (root) => {
    root.querySelectorAll("[data-message]").forEach((message) => {
      if (!once(message, "dismissible")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "alert-close";
      button.setAttribute("aria-label", "Melding sluiten");
      button.textContent = "×";
      button.addEventListener("click", () => message.remove());
      message.append(button);
    });
  };

  /* "/" goes to the search box; arrow keys walk through lists marked with data-arrows. */
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box = document.querySelector("[data-search]");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select?.();
      }
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (typing && typing.dataset.arrowsTo) {
      if (step < 0) return;
      const first = document.querySelector(`${typing.dataset.arrowsTo} a, ${typing.dataset.arrowsTo} button`);
      if (first) {
        event.preventDefault();
        first.focus();
      }
      return;
    }
    const list = event.target.closest("[data-arrows]");
    if (!list || typing) return;
    const stops = [...list.querySelectorAll(list.dataset.arrows || "a, button")];
    const here = stops.indexOf(event.target);
    if (here < 0) return;
    event.preventDefault();
    const next = stops[here + step];
    if (next) next.focus();
    else if (step < 0) document.querySelector(`[data-arrows-to="#${list.id}"]`)?.focus();
  });

  /* Quick values: <button type="button" data-fill="#id_minutes" data-value="30">. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    const field = document.querySelector(button.dataset.fill);
    if (!field) return;
    field.value = button.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });

  /* <button type="button" data-copy="#codes"> and <button type="button" data-print>. */
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const button = event.target.closest("[data-copy]");
    const source = button && document.querySelector(button.dataset.copy);
    if (!source || !navigator.clipboard) return;
    navigator.clipboard.writeText(source.innerText.trim()).then(() => {
      button.querySelector("[data-copied]")?.removeAttribute("hidden");
    });
  });

  /* A filter that sends itself: <form data-autosubmit>. Its button stays for who has no script. */
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) form.requestSubmit();
  });

  /* What was sent by htmx and didn't arrive is said; the counter has words of its own. */
  const notSaved = (event) => {
    const { xhr, requestConfig } = event.detail;
    const refused = xhr && xhr.status > 0 && xhr.status < 500;
    if (requestConfig?.verb === "get" || refused || document.querySelector(".counter")) return;
    const main = document.querySelector("#inhoud");
    if (!main) return;
    main.querySelector(":scope > [data-not-saved]")?.remove();
    const box = document.createElement("div");
    box.className = "alert alert-warning";
    box.dataset.notSaved = "";
    box.setAttribute("role", "alert");
    box.textContent = "Er is even geen verbinding. Dit is nog niet opgeslagen. Probeer het over een minuut nog een keer.";
    main.prepend(box);
    box.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:responseError", notSaved);
  document.addEventListener("htmx:sendError", notSaved);

  const prepare = (root) => {
    focusErrors(root);
    dismissible(root);
  };
  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentNode || event.detail.elt));
})();
