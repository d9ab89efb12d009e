/* Numbers of 待办 and 消息 in the bars, asked for after the page is there; without a script the links work without a number. */
(function () {
  "use strict";

  const KEY = "badge-counts";
  const EVERY = 60000; // ms between two questions while the page is looked at
  let asking = false;

  function frame() {
    return document.querySelector("[data-counts]");
  }

  function show(counts) {
    document.querySelectorAll("[data-badge]").forEach((link) => {
      const number = counts[link.dataset.badge];
      const badge = link.querySelector(".badge-count");
      if (!badge || !Number.isInteger(number)) return;
      badge.textContent = number > 99 ? "99+" : String(number);
      badge.hidden = number === 0;
      const name = link.dataset.badgeName;
      if (number) link.setAttribute("aria-label", `${name}，${number} ${link.dataset.badgeMeasure}`);
      else link.removeAttribute("aria-label");
    });
  }

  /* The last numbers, so that the badge does not jump in with every page; of this person only. */
  function known(who) {
    try {
      const kept = JSON.parse(window.sessionStorage.getItem(KEY));
      return kept && kept.who === who ? kept.counts : null;
    } catch (error) {
      return null; // storage is switched off, or holds something else
    }
  }

  function keep(who, counts) {
    try {
      window.sessionStorage.setItem(KEY, JSON.stringify({ who, counts }));
    } catch (error) {
      // storage is switched off: the number comes a moment later
    }
  }

  function forget() {
    try {
      window.sessionStorage.removeItem(KEY);
    } catch (error) {
      // storage is switched off: nothing was kept
    }
  }

  async function ask() {
    const place = frame();
    if (!place || asking || document.visibilityState !== "visible") return;
    asking = true;
    try {
      const answer = await window.fetch(place.dataset.counts, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
      if (answer.ok) {
        const counts = await answer.json();
        keep(place.dataset.who, counts);
        show(counts);
      }
    } catch (error) {
      // the server is away: the last numbers stay
    }
    asking = false;
  }

  function start() {
    const place = frame();
    if (!place) {
      forget(); // nobody is signed in here any more
      return;
    }
    const last = known(place.dataset.who);
    if (last) show(last);
    window.addEventListener("pageshow", ask);
    document.addEventListener("visibilitychange", ask);
    window.setInterval(ask, EVERY);
    document.addEventListener("submit", (event) => {
      if ((event.target.getAttribute("action") || "").endsWith("/accounts/logout/")) forget();
    });
  }

  start();
})();
