"use strict";
// Two minutes before the server signs out who has not clicked, this says so; the other tabs of the browser know what happens here.

(() => {
  const box = document.getElementById("idle");
  if (!box || typeof box.showModal !== "function") return;
  const SEEN = "smaajob-seen";
  const OUT = "smaajob-out";
  const TYPING = 300000; // who writes a long text is there: said to the server every five minutes
  const title = box.querySelector("#idle-title");
  const canStay = box.querySelector("[data-can-stay]");
  const dayOver = box.querySelector("[data-day-over]");
  const stay = box.querySelector("[data-idle-stay]");
  const over = box.querySelector("[data-idle-over]");
  const idle = Number(box.dataset.idle) * 1000;
  const warning = Math.min(120000, idle / 2);
  let end = Date.now() + Number(box.dataset.whole) * 1000;
  let seen = Date.now();
  let timer = 0;
  let leaving = false;
  const tell = (key, value) => { try { window.localStorage.setItem(key, String(value)); } catch { /* private mode: each tab by itself */ } };
  const told = (key) => { try { return Number(window.localStorage.getItem(key)) || 0; } catch { return 0; } };

  const deadline = () => Math.min(seen + idle, end);
  const later = () => {
    window.clearTimeout(timer);
    const now = Date.now();
    timer = window.setTimeout(look, Math.max(250, (box.open ? deadline() : deadline() - warning) - now));
  };
  const look = () => {
    if (leaving) return;
    seen = Math.max(seen, told(SEEN));
    const left = deadline() - Date.now();
    if (left <= 0) { leaving = true; over.submit(); return; }
    if (left <= warning && !box.open) {
      if (left < warning - 5000) title.textContent = title.dataset.short;
      canStay.hidden = end <= seen + idle;
      dayOver.hidden = !canStay.hidden;
      box.showModal();
    }
    if (left > warning && box.open) box.close();
    later();
  };
  const here = () => { seen = Date.now(); tell(SEEN, seen); look(); };

  const ask = async () => {
    try {
      const answer = await fetch(stay.action, { method: "POST", body: new FormData(stay), headers: { Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      end = Date.now() + (await answer.json()).whole * 1000;
      return true;
    } catch {
      return false;
    }
  };
  const remain = async () => {
    if (!(await ask())) { leaving = true; window.location.reload(); return; }
    if (box.open) box.close();
    here();
  };
  stay.addEventListener("submit", (event) => { event.preventDefault(); remain(); });
  box.addEventListener("cancel", (event) => { event.preventDefault(); remain(); }); // Escape is a click too
  document.addEventListener("input", () => { if (Date.now() - seen > TYPING) { here(); ask(); } });
  // What the server has heard of: a part of the page that was asked for, a draft that was kept.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && !event.detail.requestConfig.headers["X-Background"]) here();
  });
  document.addEventListener("smaajob:kept", here);
  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, window.location.href).pathname === "/konto/logout/") { leaving = true; tell(OUT, Date.now()); }
  });
  window.addEventListener("storage", (event) => {
    if (event.key === SEEN) look();
    // A little later: the other tab's answer is still on its way.
    if (event.key === OUT && !leaving) { leaving = true; window.setTimeout(() => window.location.reload(), 1500); }
  });
  // A machine that slept, a tab that was put away: clocks stand still meanwhile.
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });
  window.addEventListener("pageshow", () => { leaving = false; look(); });
  here();
})();
