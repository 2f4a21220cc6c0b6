/* A PIN goes by itself after its last figure; its hint says so. Nothing but figures stays in the field. */
"use strict";
(() => {
  document.querySelectorAll("input[data-pin]").forEach((field) => {
    const length = Number(field.dataset.pin);
    field.addEventListener("input", () => {
      const figures = field.value.replace(/\D/g, "").slice(0, length);
      if (figures !== field.value) field.value = figures;
      if (figures.length === length && "pinSends" in field.dataset) field.form.requestSubmit();
    });
  });
  /* Back from somewhere: the field is empty and has the cursor. */
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("input[type='password']").forEach((field) => (field.value = ""));
    document.querySelector("[autofocus]")?.focus();
  });
})();
