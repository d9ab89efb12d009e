/* The entry page: rows that open their hazard, 全部正常, chips, the tally and the words of the submit button. */
(function () {
  "use strict";

  const form = document.getElementById("entry-form");
  const rows = Array.from(form.querySelectorAll("[data-row]"));
  const notice = form.querySelector("[data-notice]");
  const tally = form.querySelector("[data-tally]");
  const submit = form.querySelector("[data-submit]");

  function result(row) {
    const chosen = row.querySelector(".check-line input:checked");
    return chosen ? chosen.value : "";
  }

  function cards(row) {
    return Array.from(row.querySelectorAll("[data-card]"));
  }

  function value(card, name) {
    const chosen = card.querySelector(`input[name=${card.dataset.card}-${name}]:checked`);
    return chosen ? chosen.value : "";
  }

  function showRow(row) {
    const isBad = result(row) === "hazard";
    const fold = row.querySelector("[data-hazard]");
    row.classList.toggle("is-bad", isBad);
    fold.hidden = !isBad;
    fold.open = isBad;
    fold.querySelector("summary").hidden = true;
    cards(row).forEach((card) => {
      card.querySelector("[data-referral]").hidden = value(card, "disposal") !== "referral";
      card.querySelector("[data-major]").hidden = value(card, "grade") !== "major";
    });
  }

  function showTotals() {
    const items = rows.filter((row) => row.dataset.row !== "other");
    const bad = rows.filter((row) => result(row) === "hazard");
    const normal = items.filter((row) => result(row) === "normal").length;
    const checked = items.filter((row) => result(row)).length;
    const hazards = bad.flatMap(cards);
    const byDate = hazards.filter((card) => value(card, "disposal") === "by_date").length;
    const issue = form.elements.issue_now;
    notice.hidden = !byDate;
    if (issue) issue.parentNode.classList.toggle("is-on", issue.checked);
    tally.hidden = !checked && !bad.length;
    tally.replaceChildren(
      part("", `已查 ${checked} / ${items.length}`),
      part("●", `正常 ${normal}`, "tone-green"),
      part("▲", `有隐患 ${bad.length}`, bad.length ? "tone-red" : "tone-grey"),
    );
    submit.textContent = words(checked, hazards.length, byDate && issue && issue.checked);
  }

  function part(shape, text, tone) {
    const made = document.createElement("span");
    const mark = document.createElement("span");
    mark.className = tone || "";
    mark.textContent = shape;
    made.append(mark, text);
    return made;
  }

  function words(checked, bad, isIssued) {
    if (bad) return `提交：${bad} 处隐患${isIssued ? " + 开通知书" : ""}`;
    return checked ? "提交：正常" : "提交";
  }

  function showAll() {
    rows.forEach(showRow);
    showTotals();
  }

  function setNormal() {
    rows.forEach((row) => {
      const normal = row.querySelector(".check-line input[value=normal]");
      if (normal && result(row) !== "hazard") normal.checked = true;
    });
    form.dispatchEvent(new Event("change"));
    showAll();
  }

  function startChips() {
    form.addEventListener("change", (event) => {
      const chip = event.target;
      if (!chip.dataset.text) return;
      const slot = chip.name.replace(/-phrase$/, "");
      form.elements[`${slot}-description`].value = chip.dataset.text;
      form.elements[`${slot}-measure`].value = chip.dataset.measure;
    });
  }

  function startBackfill() {
    const field = form.elements.inspected_at;
    const box = form.querySelector("[data-backfill]");
    const hasError = Boolean(box.querySelector(".field-error"));
    const DAY = 24 * 3600 * 1000; // ms
    const now = new Date(form.dataset.now).getTime();
    const show = () => {
      box.hidden = !hasError && !form.elements.backfill_reason.value && !(now - new Date(field.value).getTime() > DAY);
    };
    field.addEventListener("input", show);
    show();
  }

  function startFacts() {
    const when = form.querySelector("[data-when]");
    const operation = form.querySelector("[data-operation]");
    const today = form.dataset.now.slice(0, 10);
    form.addEventListener("change", (event) => {
      if (event.target.name === "inspected_at" && event.target.value) when.textContent = moment(event.target.value, today);
      if (event.target.name === "operation") operation.hidden = !event.target.value;
    });
  }

  function moment(value, today) {
    const [day, time] = value.split("T");
    const [, month, date] = day.split("-").map(Number);
    return `${day === today ? "今天" : `${month}月${date}日`} ${time.slice(0, 5)}`;
  }

  form.classList.add("has-script");
  startChips();
  startBackfill();
  startFacts();
  form.addEventListener("change", showAll);
  form.querySelector("[data-all-normal]").addEventListener("click", (event) => {
    event.preventDefault();
    setNormal();
  });
  showAll();
})();
