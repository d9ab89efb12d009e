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
    showNote(value);
  }

  function showNote(value) {
    const note = form.querySelector("[data-due-note]");
    const rule = note.dataset.rule;
    const [, month, day] = rule.split("-").map(Number);
    note.hidden = value === rule;
    note.textContent = `由登记人${value < rule ? "改短" : "改长"}，规则期满日 ${month}月${day}日`;
  }

  function showTeam() {
    const chosen = form.querySelectorAll("[name=notice-inspectors]:checked");
    const words = Array.from(chosen, (each) => each.labels[0].textContent.trim());
    const names = words.filter((each) => each.endsWith("（民警）")).map((each) => each.replace("（民警）", ""));
    paper("inspectors", names.join("、"));
    line("inspectors", names.join("、"));
  }

  function show(field) {
    const name = field.name.replace("notice-", "");
    if (name === "due_on") {
      showDay(field.value);
    } else if (name === "inspectors") {
      showTeam();
    } else if (field.tagName === "SELECT") {
      const text = field.options[field.selectedIndex].text;
      paper(name, text);
      line(name, text);
    } else {
      paper(name, field.value);
      line(name, field.value);
    }
  }

  /* A way that is tapped is chosen: also the one that stands under 稍后送达. */
  form.addEventListener("click", (event) => {
    const later = form.elements["notice-later"];
    if (event.target.name !== "notice-delivery" || !later.checked) return;
    later.checked = false;
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  form.addEventListener("input", (event) => event.target.name && event.target.name.startsWith("notice-") && show(event.target));
})();
