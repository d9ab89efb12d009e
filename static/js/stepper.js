// A count with − and ＋ beside it, so that a number needs no keyboard. Without a script the field is typed into.
(function () {
  "use strict";

  function button(label, sign, press) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "button stepper-button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", press);
    return made;
  }

  function step(field, by) {
    var least = Number(field.min || 0), most = Number(field.max || Infinity);
    field.value = String(Math.min(Math.max((parseInt(field.value, 10) || 0) + by, least), most));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.querySelectorAll("input[data-stepper]").forEach(function (field) {
    var row = document.createElement("div");
    row.className = "stepper";
    field.parentNode.insertBefore(row, field);
    row.append(
      button("减一", "−", function () { step(field, -1); }),
      field,
      button("加一", "＋", function () { step(field, 1); })
    );
  });
})();
