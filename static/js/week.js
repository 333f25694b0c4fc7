"use strict";
// A week of times (components/week.html): ready choices, and the sum while it is typed. The server reads the same texts itself.

(() => {
  const TIME = "(?:kl\\.?\\s*)?([0-9]{1,2})(?:[.:,]?([0-9]{2}))?";
  const SPAN = new RegExp(`(?:fra\\s+)?${TIME}\\s*(?:-|–|—|til)\\s*${TIME}(?=\\s*(?:,|;|\\+|&|/|og)\\s*|\\s+|$)`, "iy");
  const BETWEEN = /\s*(?:,|;|\+|&|\/|og)\s*|\s+/iy;
  const NOTHING = ["", "-", "–", "nej", "fri", "ingen", "ikke"];

  // Minutes of a day as written; null where it can't be read.
  const minutes = (written) => {
    const text = written.trim().replace(/\s+/g, " ");
    if (NOTHING.includes(text.toLowerCase())) return 0;
    const spans = [];
    let place = 0;
    while (place < text.length) {
      if (spans.length) { BETWEEN.lastIndex = place; if (BETWEEN.test(text)) place = BETWEEN.lastIndex; }
      SPAN.lastIndex = place;
      const found = SPAN.exec(text);
      if (!found) return null;
      const start = Number(found[1]) * 60 + Number(found[2] || 0);
      const end = Number(found[3]) * 60 + Number(found[4] || 0);
      if (Number(found[2] || 0) > 59 || Number(found[4] || 0) > 59 || start >= end || end > 1440) return null;
      spans.push([start, end]);
      place = SPAN.lastIndex;
    }
    spans.sort((a, b) => a[0] - b[0]);
    let last = 0;
    let sum = 0;
    spans.forEach(([start, end]) => { sum += Math.max(0, end - Math.max(start, last)); last = Math.max(last, end); });
    return sum;
  };

  const tell = (week) => {
    const place = week.querySelector("[data-week-total]");
    let sum = 0;
    let unread = "";
    week.querySelectorAll("[data-week-day]").forEach((day) => {
      const found = minutes(day.querySelector("input").value);
      if (found === null) unread = unread || day.querySelector("label").textContent.trim();
      else sum += found;
    });
    const hours = (Math.round((sum / 60) * 100) / 100).toLocaleString("da-DK");
    const said = place.dataset.said.replace("{hours}", `${hours} ${sum === 60 ? place.dataset.one : place.dataset.many}`);
    const text = unread ? `${said}. ${place.dataset.unread.replace("{day}", unread)}` : said;
    if (place.textContent !== text) place.textContent = text;
  };

  const write = (input, text) => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // One stop for Tab a day; the arrows go along its choices.
  const stop = (buttons, here) => buttons.forEach((button) => { button.tabIndex = button === here ? 0 : -1; });

  document.querySelectorAll("[data-week]").forEach((week) => {
    const days = [...week.querySelectorAll("[data-week-day]")];
    const inputs = days.map((day) => day.querySelector("input"));
    let waiting = 0;
    week.addEventListener("input", () => { window.clearTimeout(waiting); waiting = window.setTimeout(() => tell(week), 300); });
    days.forEach((day, place) => {
      const buttons = [...day.querySelectorAll("button")];
      stop(buttons, buttons[0]);
      day.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        stop(buttons, button);
        if ("weekSet" in button.dataset) write(inputs[place], button.dataset.weekSet);
        else if ("weekBefore" in button.dataset) write(inputs[place], inputs[place - 1].value);
        else inputs.slice(1, 5).forEach((input) => write(input, inputs[place].value));
      });
      day.addEventListener("keydown", (event) => {
        const here = buttons.indexOf(event.target);
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (here < 0 || !step) return;
        event.preventDefault();
        const next = buttons[(here + step + buttons.length) % buttons.length];
        stop(buttons, next);
        next.focus();
      });
    });
    tell(week);
  });
})();
