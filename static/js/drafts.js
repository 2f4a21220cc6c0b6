/* Half-typed forms are kept on the server while somebody types: <form data-draft="/concept/…/">.
   Nothing is kept in the browser. Inside the form, [data-draft-status] shows the time, [data-draft-problem] what to do.
   Around it, data-login and data-token name the addresses to sign in and to get a fresh token. */
"use strict";
(() => {
  const WAIT = 700; /* after the last key */
  const AGAIN = 5000; /* after a lost connection */
  const states = new WeakMap(); /* form -> { dirty, timer, sending } */

  const stateOf = (form) => {
    if (!states.has(form)) states.set(form, { dirty: false, timer: 0, sending: null });
    return states.get(form);
  };
  const setting = (name) => document.querySelector(`[data-${name}]`)?.dataset[name] || "";
  const token = () => document.querySelector("input[name='csrfmiddlewaretoken']")?.value || "";

  /* After signing in again in another tab the tokens in this page are old. */
  const renewToken = async () => {
    const answer = await fetch(setting("token"), { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return false;
    const fresh = (await answer.json()).token;
    document.querySelectorAll("input[name='csrfmiddlewaretoken']").forEach((input) => (input.value = fresh));
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": fresh }));
    return true;
  };

  const say = (form, text) => {
    const status = form.querySelector("[data-draft-status]");
    if (status && status.textContent !== text) status.textContent = text;
  };
  const warn = (form, text, signIn) => {
    const region = form.querySelector("[data-draft-problem]");
    if (!region || region.dataset.said === text) return;
    region.dataset.said = text;
    region.replaceChildren();
    if (!text) return;
    const box = document.createElement("div");
    box.className = "alert alert-warning";
    const body = document.createElement("div");
    body.className = "alert-body";
    const sentence = document.createElement("p");
    sentence.textContent = text;
    body.append(sentence);
    if (signIn) {
      const link = document.createElement("a");
      link.href = setting("login");
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = "Opnieuw inloggen (in een nieuw tabblad)";
      const line = document.createElement("p");
      line.append(link);
      body.append(line);
    }
    box.append(body);
    region.append(box);
  };

  const OFFLINE = "Geen verbinding. Uw tekst blijft hier staan; wij proberen het opnieuw.";
  const SIGNED_OUT = "U bent uitgelogd. Uw tekst blijft hier staan. Log opnieuw in en kom terug naar dit tabblad.";

  const body = (form) => {
    const typed = new FormData(form);
    typed.set("csrfmiddlewaretoken", token());
    return typed;
  };

  const send = async (form) => {
    const state = stateOf(form);
    window.clearTimeout(state.timer);
    if (!form.isConnected || !state.dirty) return;
    if (state.sending) return state.sending;
    state.dirty = false;
    const attempt = async () => {
      const post = () => fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(body(form)), redirect: "manual" });
      try {
        let answer = await post();
        if (answer.status === 403 && (await renewToken())) answer = await post();
        if (answer.type === "opaqueredirect" || answer.status === 403) {
          fail(form, SIGNED_OUT, true);
          window.ocoSession?.check(); /* locked: then this page goes */
        } else if (answer.status === 204) {
          say(form, "");
        } else if (answer.ok) {
          say(form, `Opgeslagen als concept ${(await answer.json()).saved}`);
          warn(form, "");
        } else if (answer.status >= 500) {
          fail(form, OFFLINE, false);
        }
      } catch {
        fail(form, OFFLINE, false);
      }
    };
    state.sending = attempt().finally(() => {
      state.sending = null;
      if (state.dirty && !state.timer) schedule(form, WAIT);
    });
    return state.sending;
  };
  const fail = (form, text, signIn) => {
    say(form, "");
    warn(form, text, signIn);
    stateOf(form).dirty = true;
    schedule(form, AGAIN);
  };
  const schedule = (form, wait) => {
    const state = stateOf(form);
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => {
      state.timer = 0;
      send(form);
    }, wait);
  };
  const touch = (form) => {
    stateOf(form).dirty = true;
    schedule(form, WAIT);
  };

  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.closest("form[data-draft]");
      if (form) touch(form);
    });
  }
  /* A form that the server drew anew after a change (one more question) holds what was typed. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const form = event.target.querySelector?.("form[data-draft]");
    if (form && event.target.id !== "gevonden") touch(form);
  });

  const forms = () => [...document.querySelectorAll("form[data-draft]")];
  /* When the page goes, what wasn't sent goes with it. */
  const sendLast = () => {
    for (const form of forms()) {
      const state = stateOf(form);
      if (!state.dirty || form.dataset.leaving) continue;
      state.dirty = false;
      navigator.sendBeacon(form.dataset.draft, body(form));
    }
  };
  window.addEventListener("pagehide", sendLast);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") sendLast();
    else forms().forEach((form) => send(form));
  });
  window.addEventListener("online", () => forms().forEach((form) => send(form)));

  /* For forms that lead away from the page: first keep what was typed. */
  document.addEventListener("submit", (event) => {
    const leaving = event.target.closest("form[data-flush-drafts]");
    if (!leaving || !unsent()) return;
    event.preventDefault();
    flush().finally(() => HTMLFormElement.prototype.submit.call(leaving));
  }, true);

  const isUnsent = (form) => stateOf(form).dirty || stateOf(form).sending;
  const unsent = () => forms().some(isUnsent);
  /* Also what is under way, and what was typed meanwhile; without a line it ends after a few attempts. */
  const flush = async () => {
    for (let attempt = 0; attempt < 3 && unsent(); attempt++) await Promise.all(forms().filter(isUnsent).map(send));
  };

  window.ocoDrafts = { renewToken, warn, unsent, OFFLINE, SIGNED_OUT };
})();
