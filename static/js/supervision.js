/* The record page of a visit: the fields of problems and of a late record show only when they are asked for. */
(function () {
  "use strict";

  const form = document.getElementById("entry-form");
  const problems = form.querySelector("[data-problems]");
  const late = form.querySelector("[data-late]");
  const ONE_DAY = 24 * 3600 * 1000; // ms

  function isTyped(box) {
    return Boolean(box.querySelector(".field-error")) || Array.from(box.querySelectorAll("input, textarea")).some((field) => field.value);
  }

  function show() {
    problems.hidden = form.elements.outcome.value !== "problem" && !isTyped(problems);
    const days = (Date.parse(late.dataset.today) - Date.parse(form.elements.supervised_on.value)) / ONE_DAY;
    late.hidden = !(days > 0) && !isTyped(late);
  }

  form.addEventListener("change", show);
  show();
})();
