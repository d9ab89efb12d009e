/* Who goes onto the paper: every line that names the team says what is ticked now. */
(function () {
  "use strict";

  const form = document.getElementById("entry-form");

  function show() {
    const chosen = form.querySelectorAll("input[name=inspectors]:checked");
    const names = Array.from(chosen, (each) => each.labels[0].textContent.trim().replace(/（[^（]*）$/, ""));
    form.querySelectorAll("[data-team]").forEach((place) => {
      place.textContent = names.join("、") || place.dataset.none;
    });
    form.querySelectorAll("[data-proposed]").forEach((place) => {
      place.hidden = true; // somebody chose
    });
  }

  form.addEventListener("change", (event) => event.target.name === "inspectors" && show());
})();
