/* The page of a background job: asks every second how far it is; shows the result when it is over. */
(function () {
  "use strict";

  const EVERY = 1000; // ms
  const place = document.querySelector("[data-job-state]");
  if (!place || place.dataset.isOver) return;
  const bar = place.querySelector("progress");

  function show(job) {
    place.querySelector("[data-job-label]").textContent = job.label;
    place.querySelector("[data-job-count]").textContent = job.count;
    if (job.percent === null) {
      bar.removeAttribute("value");
    } else {
      bar.value = job.percent;
    }
  }

  function ask() {
    window.fetch(place.dataset.jobState, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok && !answer.redirected ? answer.json() : Promise.reject(answer)))
      .then((job) => {
        if (job.is_over) {
          window.location.reload();
        } else {
          show(job);
          window.setTimeout(ask, EVERY);
        }
      })
      .catch(() => window.setTimeout(ask, 5 * EVERY)); // the server is out of reach: ask less often
  }

  window.setTimeout(ask, EVERY);
})();
