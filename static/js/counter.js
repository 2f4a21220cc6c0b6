/* The counter: keys, a second tap that doesn't count, time from the first key, and a line that may go away. */
"use strict";
(() => {
  const DOUBLE_TAP = 600; /* milliseconds within which a second tap on the same tile is a slip of the finger */
  const AGAIN = 4000;
  const drafts = window.ocoDrafts;
  const counter = document.querySelector(".counter");
  if (!counter) return;

  /* The browser skips autofocus when the same page is opened again. */
  window.addEventListener("pageshow", () => {
    if (document.activeElement === document.body) counter.querySelector("[autofocus]")?.focus();
  });

  /* --- time from first key or tap to saved; sent with the form, kept without a name ----------------------------- */
  let visitBegan = null;
  let tapBegan = null;
  const begin = (event) => {
    if (event.target.closest("#werk")) visitBegan ??= performance.now();
    else if (event.target.closest("#turf") || event.type === "keydown") tapBegan ??= performance.now();
  };
  document.addEventListener("keydown", begin, true);
  document.addEventListener("pointerdown", begin, true);
  const elapsed = (since) => (since === null ? "" : String(Math.max(1, Math.round(performance.now() - since))));
  document.addEventListener("htmx:configRequest", (event) => {
    const { path, parameters } = event.detail;
    if (path.endsWith("/balie/inloop/")) parameters.milliseconds = elapsed(visitBegan);
    if (path.endsWith("/balie/turf/")) parameters.milliseconds = elapsed(tapBegan);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const path = event.detail.pathInfo?.requestPath || "";
    if (path.endsWith("/balie/turf/")) tapBegan = null;
    if (/\/balie\/inloop\/(wissen\/)?$/.test(path) && !document.querySelector("#inloop")) visitBegan = null;
  });

  /* --- keys ------------------------------------------------------------------------------------------------------ */
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.metaKey) return;
    const form = event.target.closest("#inloop");
    if (event.key === "Enter" && event.ctrlKey && form) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey) return;
    const typing = event.target.closest("input:not([type='checkbox']), textarea, select");
    if (event.key === "Escape" && typing) {
      event.preventDefault();
      document.querySelector("#turven-kop")?.focus();
      return;
    }
    /* Only after Esc: a birth date typed beside the search box must not count eight questions. */
    if (typing || event.repeat || !event.target.closest("#turven") || !/^[1-9]$/.test(event.key)) return;
    const tile = document.querySelector(`[data-digit="${event.key}"]`);
    if (tile) {
      event.preventDefault();
      tile.focus();
      tile.click();
    }
  });

  /* Enter in the search box goes to the list: the first who was found, or "new client". */
  let toList = false;
  document.addEventListener("submit", (event) => {
    if (event.target.id === "zoek" && document.activeElement?.id === "zoekvak") toList = true;
  }, true);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "gevonden" || !toList) return;
    toList = false;
    (event.target.querySelector(".result") || document.querySelector("#nieuw"))?.focus();
  });

  /* --- a second tap on the same tile --------------------------------------------------------------------------------- */
  let last = { topic: "", at: -DOUBLE_TAP };
  document.addEventListener("click", (event) => {
    const tile = event.target.closest(".tile");
    if (!tile) return;
    const now = performance.now();
    if (tile.value === last.topic && now - last.at < DOUBLE_TAP) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    last = { topic: tile.value, at: now };
  }, true);

  /* --- when the answer doesn't come ------------------------------------------------------------------------------------ */
  const region = { querySelector: () => document.querySelector("#balie-melding") };
  const place = () => document.querySelector("#inloop") || region;
  let retry = 0;
  const saving = (event) => event.detail.elt?.id === "inloop";
  const again = () => {
    window.clearTimeout(retry);
    /* The form keeps its key, so a first attempt that did arrive isn't counted twice. */
    retry = window.setTimeout(() => document.querySelector("#inloop")?.requestSubmit(), AGAIN);
  };
  document.addEventListener("htmx:sendError", (event) => {
    const text = saving(event)
      ? "Geen verbinding. Uw tekst blijft hier staan; wij proberen opnieuw om op te slaan."
      : "Geen verbinding. Probeer het zo nog een keer.";
    drafts.warn(place(), text, false);
    if (saving(event)) again();
  });
  window.addEventListener("online", () => {
    if (retry) {
      window.clearTimeout(retry);
      document.querySelector("#inloop")?.requestSubmit();
    }
  });
  /* Somebody who goes on typing decides themselves when to save. */
  document.addEventListener("input", (event) => {
    if (event.target.closest("#inloop") && retry) {
      window.clearTimeout(retry);
      retry = 0;
    }
  });
  document.addEventListener("htmx:responseError", async (event) => {
    const { xhr, elt } = event.detail;
    if (xhr.status === 403 && !elt.dataset.renewed && (await drafts.renewToken())) {
      elt.dataset.renewed = "1";
      (elt.form || elt).isConnected && (elt.matches("form") ? elt.requestSubmit() : elt.click());
      return;
    }
    drafts.warn(place(), "Dit ging niet goed. Uw tekst blijft hier staan. Probeer het zo nog een keer.", false);
    if (xhr.status >= 500 && saving(event)) again();
  });
  /* A session that ended answers with the way to sign in: what was typed and couldn't be kept stays here. A locked one
     leads to the locked screen, for what was typed is kept. */
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const to = event.detail.xhr.getResponseHeader("HX-Redirect");
    if (!to || !to.startsWith(document.querySelector("[data-login]").dataset.login)) return;
    event.preventDefault();
    drafts.warn(place(), drafts.SIGNED_OUT, true);
  });
  document.addEventListener("htmx:beforeSwap", () => {
    window.clearTimeout(retry);
    retry = 0;
    const general = document.querySelector("#balie-melding");
    if (general) {
      general.replaceChildren();
      delete general.dataset.said;
    }
  });
  /* Back in this tab after signing in: the tokens in the page are renewed before the next click. */
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && document.querySelector("[data-said*='uitgelogd']")) drafts.renewToken().catch(() => {});
  });
})();
