/* Says on the page that the browser's passkey window was closed or failed; the package only writes to the console. */
"use strict";
document.addEventListener("allauth.error", (event) => {
  const box = document.getElementById("passkey-error");
  if (!box) return;
  event.preventDefault();
  box.hidden = true;
  window.setTimeout(() => { box.hidden = false; }, 50);
});
