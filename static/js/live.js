/* A part of a page that is asked for again by itself: 清查现场. While the server is away it says how old its numbers are. */
(function () {
  "use strict";

  const EVERY = 10000; // ms
  const place = document.querySelector("[data-live]");
  if (!place || "isOver" in place.dataset) return;

  function show(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").body;
    place.replaceChildren(...fresh.childNodes);
  }

  function later(wait) {
    window.setTimeout(ask, wait);
  }

  function ask() {
    if (document.hidden) {
      later(EVERY);
      return;
    }
    window.fetch(place.dataset.live, { headers: { Accept: "text/html" } })
      .then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer)))
      .then((text) => {
        show(text);
        later(EVERY);
      })
      .catch(() => {
        const age = place.querySelector(".live-age");
        age.classList.add("is-stale");
        age.querySelector("span").textContent = "暂时连不上服务器，以下是那时的数据";
        later(3 * EVERY);
      });
  }

  later(EVERY);
})();
