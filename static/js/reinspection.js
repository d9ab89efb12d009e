/* 复查: what is done next is asked for as soon as one hazard is not rectified, and only what that needs. */
(function () {
  "use strict";

  const form = document.getElementById("entry-form");
  const failed = form.querySelector("[data-failed]");

  function show() {
    failed.hidden = !form.querySelector("input[name^='hazard-'][value='no']:checked") && !failed.querySelector(".field-error");
    failed.querySelectorAll("[data-for]").forEach((box) => {
      box.hidden = form.elements.follow_up.value !== box.dataset.for && !box.querySelector(".field-error");
    });
  }

  form.addEventListener("change", show);
  show();
})();
