/* Forms that are kept by the address that they go to: every form of a page in which somebody types, and that has no draft
   of its own (data-draft). What was typed comes back in the form, with a line that says so. Nothing is kept in the browser:
   the server has it, of its author alone. Goes with drafts.js, which sends. */
"use strict";
(() => {
  const setting = document.querySelector("[data-keep]")?.dataset;
  if (!setting) return;
  const TYPED = "textarea, input[type='text'], input[type='tel'], input[type='email'], input[type='date'], input:not([type])";
  const OF_THE_PAGE = new Set(["csrfmiddlewaretoken", "draft_page"]);

  const line = (text) => {
    const made = document.createElement("p");
    made.className = "kept";
    made.textContent = text;
    return made;
  };
  const post = (address, path) => {
    const body = new URLSearchParams({ draft_page: path });
    body.set("csrfmiddlewaretoken", document.querySelector("input[name='csrfmiddlewaretoken']")?.value || "");
    return fetch(address, { method: "POST", body, redirect: "manual", cache: "no-store" });
  };

  const fill = (form, data, touched) => {
    for (const control of form.elements) {
      if (!control.name || touched.has(control.name) || OF_THE_PAGE.has(control.name) || control.type === "submit" || control.type === "file") continue;
      const values = data[control.name] || [];
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else if (control.multiple) [...control.options].forEach((option) => (option.selected = values.includes(option.value)));
      else if (values.length) control.value = values[[...form.elements].filter((each) => each.name === control.name).indexOf(control)] ?? values[0];
      else if (control.type !== "hidden") control.value = "";
      const closed = control.closest("details:not([open])");
      if (closed && values.some((value) => value) && control.matches(TYPED)) closed.open = true;
    }
  };

  const begin = async (form) => {
    if (form.dataset.keeps) return;
    form.dataset.keeps = "1";
    const path = new URL(form.action, window.location.href).pathname;
    const touched = new Set(); /* what was typed while the answer was under way */
    form.addEventListener("input", (event) => touched.add(event.target.name));
    let found;
    try {
      const answer = await post(setting.keepBack, path);
      found = answer.ok ? await answer.json() : {};
    } catch {
      return;
    }
    if (!found.kept) return;
    const page = document.createElement("input");
    page.type = "hidden";
    page.name = "draft_page";
    page.value = path;
    form.append(page);
    form.dataset.draft = setting.keep;
    const status = line("");
    status.dataset.draftStatus = "";
    const problem = document.createElement("div");
    problem.setAttribute("role", "status");
    problem.dataset.draftProblem = "";
    (form.querySelector(".form-actions") || form).append(status, problem);
    /* What is saved, or left by "Niet opslaan", isn't kept once more when the page goes. */
    form.addEventListener("submit", () => (form.dataset.leaving = "1"));
    form.addEventListener("click", (event) => {
      if (!event.target.closest(".form-actions a[href]")) return;
      form.dataset.leaving = "1";
      const away = new URLSearchParams({ draft_page: path });
      away.set("csrfmiddlewaretoken", document.querySelector("input[name='csrfmiddlewaretoken']")?.value || "");
      navigator.sendBeacon(setting.keepAway, away);
    });
    if (touched.size) form.dispatchEvent(new Event("input", { bubbles: true }));
    if (!found.data || document.querySelector("#error-summary")) return;
    fill(form, found.data, touched);
    const back = line(`Nog niet opgeslagen: dit typte u om ${found.saved}. `);
    back.setAttribute("role", "status");
    const away = document.createElement("button");
    away.type = "button";
    away.className = "btn btn-quiet btn-small";
    away.textContent = "Weggooien";
    away.addEventListener("click", async () => {
      await post(setting.keepAway, path);
      window.location.reload();
    });
    back.append(away);
    form.prepend(back);
  };

  const prepare = (root) => {
    root.querySelectorAll("main form[method='post']:not([data-draft]):not([data-autosubmit]):not([data-repeatable])").forEach((form) => {
      if (form.querySelector(TYPED)) begin(form);
    });
  };
  prepare(document);
  document.addEventListener("htmx:load", () => prepare(document));
})();
