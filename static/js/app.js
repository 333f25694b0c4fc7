"use strict";
// Everything works as pages without this file; it keeps the focus, says what changed, and sends a form once.

(() => {
  const announce = (text) => {
    const place = document.getElementById("announcer");
    if (!place || !text) return;
    place.textContent = "";
    window.setTimeout(() => { place.textContent = text.trim().replace(/\s+/g, " "); }, 50);
  };

  document.documentElement.classList.add("has-script");
  document.addEventListener("DOMContentLoaded", () => { if (window.DKFDS) window.DKFDS.init(); });

  // An open menu closes with Escape, a click beside it, or when the focus leaves it.
  const closeMenus = (except) => {
    document.querySelectorAll("details.app-menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.app-menu")));
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details.app-menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.app-menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
  // A value that stands ready is copied by its button, which says so until another is copied. A browser that gives no clipboard
  // (an address without https) copies what is selected; the field stays selected either way, to be copied by hand.
  const copied = (button) => {
    document.querySelectorAll("[data-copy][data-was]").forEach((old) => {
      old.querySelector("[data-copy-word]").textContent = old.dataset.was;
      delete old.dataset.was;
    });
    const word = button.querySelector("[data-copy-word]");
    button.dataset.was = word.textContent;
    word.textContent = button.dataset.copied;
    announce(button.dataset.copied);
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      copied(button);
    } catch (error) {
      if (document.execCommand("copy")) copied(button);
    }
    button.focus({ preventScroll: true });
  });

  // "/" goes to the search field, unless something is being typed.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const field = document.querySelector("[data-search-field]");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  });

  // A form is sent once, however often the button is pressed; coming back to the page makes it usable again. One that gives a file
  // never leaves the page: it is usable again after a while.
  const again = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || (form.getAttribute("method") || "").toLowerCase() !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
    if (form.hasAttribute("data-gives-file")) setTimeout(() => again(form), 3000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(again));

  // What is typed in a form with a draft is kept by itself: a little after the last key, and when the page is left.
  document.querySelectorAll("form[data-draft-url]").forEach((form) => {
    const status = form.querySelector("[data-draft-status]");
    let waiting = 0;
    let changed = false;
    let going = null;
    const say = (text) => { if (status) status.textContent = text; };
    const keep = async () => {
      changed = false;
      if (going) going.abort();
      going = new AbortController();
      try {
        const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: new FormData(form), signal: going.signal, redirect: "error" });
        if (answer.ok || answer.status === 413) say(await answer.text());
        if (answer.ok) document.dispatchEvent(new Event("smaajob:kept"));
        else if (status) say(status.dataset.refused);
      } catch (error) {
        if (error.name !== "AbortError" && status) say(status.dataset.offline);
      }
    };
    const soon = () => { changed = true; window.clearTimeout(waiting); waiting = window.setTimeout(keep, 1200); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("submit", () => { window.clearTimeout(waiting); changed = false; if (going) going.abort(); });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "hidden" || !changed) return;
      window.clearTimeout(waiting);
      changed = false;
      navigator.sendBeacon(form.dataset.draftUrl, new FormData(form));
    });
  });

  // What is empty in a list's form is not in the URL.
  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, formData, elt, headers } = event.detail;
    // What a page asks again and again by itself does not keep its user signed in.
    if ((elt.getAttribute("hx-trigger") || "").includes("every ")) headers["X-Background"] = "1";
    if (verb !== "get" || !formData) return;
    [...formData.entries()].forEach(([name, value]) => { if (value === "") formData.delete(name); });
  });

  // htmx: an ended session is a page of its own, not a part of this one.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (xhr.responseURL && new URL(xhr.responseURL).pathname.startsWith("/konto/login")) {
      event.detail.shouldSwap = false;
      window.location.reload();
      return;
    }
    // A form that was not right comes back with 422 and is shown with its errors.
    if (xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
    target.dataset.hadFocus = target.contains(document.activeElement) ? "yes" : "";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (window.DKFDS) window.DKFDS.datePicker.on(part); // init() would build the page's menu once more
    const news = part.matches("[data-announce]") ? part : part.querySelector("[data-announce]");
    if (news) announce(news.textContent);
    // htmx gives the focus back by id. Where the element is gone, the part itself takes it, so that Tab goes on from here.
    const old = event.detail.target;
    if (old && old.dataset.hadFocus && document.activeElement === document.body) {
      const heading = part.querySelector("[data-focus], h2, h3") || part;
      heading.setAttribute("tabindex", "-1");
      heading.focus({ preventScroll: true });
    }
  });
  const failed = (event) => {
    const place = document.getElementById("messages");
    const target = event.detail.target;
    if (target && target.matches("[hx-trigger~=load]")) return;
    if (!place) return;
    const box = document.createElement("div");
    box.className = "alert alert-error";
    box.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.className = "alert-text";
    // The server says in one sentence what is wrong (smaajob/errors.py); where it couldn't be reached, the page does.
    const answer = event.detail.xhr;
    const said = answer && answer.status && (answer.getResponseHeader("Content-Type") || "").startsWith("text/plain");
    text.textContent = said ? answer.responseText : place.dataset.failed;
    box.append(text);
    place.replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
})();
