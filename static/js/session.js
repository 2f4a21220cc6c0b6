/* How long this session lasts, as the server says it: a warning a minute before, the locked screen at the end, and keys to
   lock (F8) and to let another person go on (F9). Nothing is kept in the browser. */
"use strict";
(() => {
  const page = document.body.dataset;
  if (!page.session) return;
  const WARN = 60; /* seconds left at which the page asks whether somebody is there */
  const TELL = 30_000; /* typing and clicking are told at most so often, in milliseconds */
  const TICK = 5_000;
  const SLEPT = 20_000; /* a tick that came so late: the computer or the tab slept */
  const dialog = document.querySelector("#bijna-om");
  const cover = document.querySelector("#afgedekt");
  let left = Number(page.left);
  let idle = true;
  let asked = Date.now();
  let told = Date.now();
  let ticked = Date.now();
  let closedAt = 0; /* the end that somebody has read about and can't put off */
  let leaving = false;

  const remaining = () => left - (Date.now() - asked) / 1000;
  const token = () => document.querySelector("input[name='csrfmiddlewaretoken']")?.value || "";
  const covered = (yes) => {
    cover.hidden = !yes;
    document.documentElement.classList.toggle("is-covered", yes);
  };

  const leave = (to) => {
    leaving = true;
    covered(true);
    window.location.replace(to);
  };
  const renew = (fresh) => {
    document.querySelectorAll("input[name='csrfmiddlewaretoken']").forEach((input) => (input.value = fresh));
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": fresh }));
  };

  /* The server's answer decides, not this clock. */
  const ask = async (method) => {
    if (leaving) return;
    let answer;
    try {
      const response = await fetch(page.session, {
        method,
        headers: { Accept: "application/json", "X-CSRFToken": token() },
        redirect: "manual",
        cache: "no-store",
      });
      if (method === "POST" && response.status === 403) return ask("GET"); /* signed in anew in another tab */
      if (!response.ok) throw new Error();
      answer = await response.json();
    } catch {
      /* No line: what stands on the page goes out of sight when its time is up, until the server says otherwise. */
      if (remaining() <= 0) covered(true);
      return;
    }
    if (answer.left <= 0) {
      /* Signed out without a lock, with words that could not be kept: they stay, and drafts.js says what to do. */
      if (!answer.locked && window.ocoDrafts?.unsent()) return covered(false);
      return leave(answer.to);
    }
    left = answer.left;
    idle = answer.idle;
    asked = Date.now();
    if (answer.token && answer.token !== token()) renew(answer.token);
    covered(false);
    if (left > WARN && dialog.open) dialog.close();
  };

  const announce = () => {
    const seconds = Math.max(0, Math.round(remaining() / 10) * 10);
    const region = dialog.querySelector("[data-countdown]");
    const text = seconds ? `Nog ${seconds} seconden.` : "";
    if (region.textContent !== text) region.textContent = text;
  };
  const warn = () => {
    if (dialog.open || closedAt) return announce();
    dialog.querySelector("[data-by-idleness]").hidden = !idle;
    dialog.querySelector("[data-by-length]").hidden = idle;
    dialog.querySelector("[data-go-on]").textContent = idle ? "Ga door" : "Sluiten";
    dialog.querySelector("h2").textContent = idle ? "Bent u er nog?" : "U logt zo opnieuw in";
    dialog.showModal();
  };

  const tick = async () => {
    const late = Date.now() - ticked;
    ticked = Date.now();
    if (leaving) return;
    if (late > SLEPT) {
      covered(true);
      await ask("GET");
    } else if (remaining() <= WARN) {
      /* Somebody may be busy in another tab. */
      await ask("GET");
    }
    if (!leaving && remaining() <= WARN) warn();
  };
  window.setInterval(tick, TICK);
  const back = () => {
    if (document.visibilityState === "visible") tick().then(() => ask("GET"));
  };
  document.addEventListener("visibilitychange", back);
  window.addEventListener("online", back);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      covered(true);
      ask("GET");
    }
  });

  /* What a person does, not what the page does by itself. */
  const active = (event) => {
    if (!event.isTrusted || dialog.open || Date.now() - told < TELL) return;
    told = Date.now();
    ask("POST");
  };
  for (const name of ["keydown", "pointerdown", "input"]) document.addEventListener(name, active, { capture: true, passive: true });

  const goOn = () => {
    if (idle) {
      told = Date.now();
      ask("POST");
    } else {
      closedAt = Date.now();
    }
    dialog.close();
  };
  dialog.querySelector("[data-go-on]").addEventListener("click", goOn);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    goOn();
  });

  /* --- locking ----------------------------------------------------------------------------------------------------- */
  const other = "BroadcastChannel" in window ? new BroadcastChannel("vergrendeld") : null;
  other?.addEventListener("message", () => ask("GET"));
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-lock], [data-switch]")) {
      covered(true);
      window.setTimeout(() => other?.postMessage(""), 500);
    }
  });
  const press = (selector) => document.querySelector(selector)?.requestSubmit();
  dialog.querySelector("[data-lock-now]").addEventListener("click", () => press("[data-lock]"));
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const selector = { F8: "[data-lock]", F9: "[data-switch]" }[event.key];
    if (!selector || !document.querySelector(selector)) return;
    event.preventDefault();
    press(selector);
  });

  window.ocoSession = { check: () => ask("GET") };
})();
