"use strict";
// The forms of workplaces and tasks work without this file; it fills in ready texts and counts what is said as it is said.

(() => {
  // A ready text fills in the title and the kind of work that goes with it.
  document.querySelectorAll("[data-fill-title]").forEach((button) => {
    button.addEventListener("click", () => {
      const form = button.closest("form");
      const title = form.elements.title;
      const other = button === button.parentElement.lastElementChild; // "Andet" has no title of its own
      title.value = other ? "" : button.dataset.fillTitle;
      form.elements.category.value = button.dataset.fillCategory;
      form.dispatchEvent(new Event("input", { bubbles: true })); // the draft
      (other ? title : form.elements.kind).focus();
    });
  });

  document.querySelectorAll("[data-offers]").forEach((offers) => {
    const count = (group) => {
      const said = [...group.querySelectorAll("input:checked")].filter((input) => input.value).length;
      group.querySelector("[data-offers-count]").textContent = said ? `${said} ${offers.dataset.offersSome}` : offers.dataset.offersNone;
    };
    offers.addEventListener("change", (event) => count(event.target.closest("details")));
    offers.querySelectorAll("details").forEach(count); // a browser may put back what was chosen
  });

  // "Vælg alle" ticks every row of the page.
  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-tick-all]");
    if (all) all.form.querySelectorAll(`input[name="${all.dataset.tickAll}"]`).forEach((box) => { box.checked = all.checked; });
  });
})();
