"use strict";
// Passkeys (allauth's own scripts talk to the browser), and printing recovery codes. Each page says in words when it does not go.

(() => {
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));

  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const trouble = document.getElementById("passkey-trouble");
  const button = document.getElementById("passkey-act");
  const tell = (what) => {
    trouble.querySelectorAll("[data-trouble]").forEach((text) => { text.hidden = text.dataset.trouble !== what; });
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest" });
  };
  const WORDS = { NotAllowedError: "stopped", AbortError: "stopped", InvalidStateError: "known", SecurityError: "place", NotSupportedError: "none" };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    tell(WORDS[event.detail.exception.name] || "other");
  });

  if (!window.webauthnJSON || !window.webauthnJSON.supported()) {
    tell("none");
    button.closest(".act").hidden = true;
    return;
  }
  button.addEventListener("click", () => { trouble.hidden = true; });
  // Enter in the name field asks the browser too, and never sends the form without its answer.
  form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); button.click(); }, true);
  window.allauth.webauthn.forms[form.dataset.passkey]({
    ids: { add: "passkey-act", authenticate: "passkey-act", credential: form.elements.credential.id, data: "passkey-data" },
  });
})();
