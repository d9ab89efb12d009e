/* The notice check: what is changed below is seen at once on the paper and beside its label. */
(function () {
  "use strict";

  const form = document.getElementById("entry-form");
  const WEEKDAYS = "日一二三四五六";

  function paper(name, text) {
    document.querySelectorAll(`[data-sheet=${name}]`).forEach((place) => {
      place.textContent = text;
    });
  }

  function line(name, text) {
    const place = form.querySelector(`[data-shown=notice-${name}]`);
    if (place) place.textContent = text;
  }

  function showDay(value) {
    const day = new Date(`${value}T00:00:00`);
    if (Number.isNaN(day.getTime())) return;
    paper("due_on", `${day.getFullYear()}年${day.getMonth() + 1}月${day.getDate()}日`);
    line("due_on", `${day.getMonth() + 1}月${day.getDate()}日（周${WEEKDAYS[day.getDay()]}，含当日）`);
  }

  function show(field) {
    const name = field.name.replace("notice-", "");
    if (name === "due_on") {
      showDay(field.value);
    } else if (field.tagName === "SELECT") {
      const text = field.options[field.selectedIndex].text;
      paper(name, text);
      line(name, text);
    } else {
      paper(name, field.value);
      line(name, field.value);
    }
  }

  form.addEventListener("input", (event) => event.target.name && event.target.name.startsWith("notice-") && show(event.target));
})();
