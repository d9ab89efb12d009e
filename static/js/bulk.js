/* A list whose rows may be chosen: how many are chosen, all of the page at once. Without a script the boxes do. */
(function () {
  "use strict";

  const bar = document.getElementById("bulk");
  if (!bar) return;
  const boxes = Array.from(document.querySelectorAll("input[name='row'][form='bulk']"));
  const whole = bar.querySelector("[name='whole']");
  const said = bar.querySelector("[data-picked]");
  const page = document.querySelector("[data-pick-page]");

  function show() {
    const picked = whole.checked ? Number(bar.dataset.total) : boxes.filter((box) => box.checked).length;
    said.textContent = picked ? "已选 " + picked + " 条" : "";
    bar.classList.toggle("is-picked", picked > 0);
    boxes.forEach((box) => { box.disabled = whole.checked; });
    if (!page) return;
    const all = page.querySelector("input");
    all.disabled = whole.checked;
    all.checked = boxes.length > 0 && boxes.every((box) => box.checked);
  }

  if (page) {
    page.hidden = false;
    page.querySelector("input").addEventListener("change", (event) => {
      boxes.forEach((box) => { box.checked = event.target.checked; });
      show();
    });
  }
  boxes.concat(whole).forEach((box) => box.addEventListener("change", show));
  window.addEventListener("pageshow", show);
})();
