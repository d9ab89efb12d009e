/* 送达: the fields that prove the chosen way are shown, and none while the notice is to be served later. */
(function () {
  "use strict";

  const boxes = Array.from(document.querySelectorAll("[data-ways]"));
  const form = boxes.length ? boxes[0].closest("form") : null;
  if (!form) return;

  function isAsked(box) {
    const way = form.querySelector("[name$='delivery']:checked");
    return Boolean(box.querySelector(".field-error:not([hidden])")) || !way || box.dataset.ways.split(" ").includes(way.value);
  }

  function show() {
    const isLater = Boolean(form.querySelector("[name$='later']:checked"));
    boxes.forEach((box) => {
      box.hidden = isLater || !isAsked(box);
    });
  }

  form.addEventListener("change", show);
  show();
})();
