/* What every page does with a script; each page also works without one. */
(function () {
  "use strict";

  const SIZES = ["", "text-large", "text-huge"];
  const SIZE_KEY = "text-size";
  const root = document.documentElement;

  function storedSize() {
    try {
      return Number(window.localStorage.getItem(SIZE_KEY)) || 0;
    } catch (error) {
      return 0; // storage is switched off: the normal size
    }
  }

  function setSize(index) {
    SIZES.forEach((name, at) => name && root.classList.toggle(name, at === index));
    document.querySelectorAll("[data-text-size]").forEach((button) => {
      button.setAttribute("aria-pressed", String(Number(button.dataset.textSize) === index));
    });
  }

  function keepSize(index) {
    setSize(index);
    try {
      window.localStorage.setItem(SIZE_KEY, String(index));
    } catch (error) {
      // storage is switched off: the size holds for this page
    }
  }

  function startTextSizes() {
    setSize(storedSize());
    document.querySelectorAll("[data-text-size]").forEach((button) => {
      button.addEventListener("click", () => keepSize(Number(button.dataset.textSize)));
    });
  }

  function startMenu() {
    const button = document.querySelector(".menu-button");
    const menu = document.getElementById("menu");
    if (!button || !menu) return;
    const show = (open) => {
      menu.classList.toggle("is-open", open);
      button.setAttribute("aria-expanded", String(open));
    };
    button.setAttribute("role", "button");
    show(false);
    button.addEventListener("click", (event) => {
      event.preventDefault();
      show(!menu.classList.contains("is-open"));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.classList.contains("is-open")) {
        show(false);
        button.focus();
      }
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target) && !button.contains(event.target)) show(false);
    });
  }

  function startDrops() {
    const drops = Array.from(document.querySelectorAll("details.drop"));
    const closeOthers = (kept) => drops.forEach((drop) => drop !== kept && drop.removeAttribute("open"));
    document.addEventListener("click", (event) => closeOthers(event.target.closest("details.drop")));
    document.addEventListener("keydown", (event) => {
      const open = event.key === "Escape" && drops.find((drop) => drop.open);
      if (!open) return;
      open.removeAttribute("open");
      open.querySelector("summary").focus();
    });
  }

  function startSearchKey() {
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      const field = document.querySelector("[data-search], .filter-row input:not([type=hidden]):not([type=checkbox])");
      if (event.key !== "/" || typing || !field || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const folded = field.closest("details");
      if (folded) folded.open = true;
      field.focus();
    });
  }

  function startFilters() {
    const folded = document.querySelector("details.filters");
    if (folded && window.matchMedia("(max-width: 767.98px)").matches && !folded.hasAttribute("data-used")) folded.removeAttribute("open");
  }

  function startErrors() {
    const summary = document.querySelector(".error-summary");
    if (!summary) return;
    summary.focus();
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.getAttribute("href").slice(1));
      if (!field) return;
      event.preventDefault();
      const folded = field.closest("details");
      if (folded) folded.open = true;
      field.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    });
  }

  /* A second press of the button does nothing until the answer comes, 15 s have passed, or the page is shown again. */
  function startSubmitGuard() {
    const held = new Set();
    const release = () => {
      held.forEach((button) => {
        button.disabled = false;
        button.removeAttribute("aria-busy");
      });
      held.clear();
    };
    const hold = (button) => {
      button.disabled = true;
      button.setAttribute("aria-busy", "true");
      held.add(button);
    };
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (event.defaultPrevented || form.method !== "post" || form.dataset.guard === "off" || form.target) return;
      // after this turn, so that the pressed button's own name and value are sent
      window.setTimeout(() => form.querySelectorAll("button:not([type=button]):not([disabled])").forEach(hold), 0);
      window.setTimeout(release, 15000);
    });
    window.addEventListener("pageshow", release);
  }

  /* A page that takes longer than a moment says that it is on its way, and after a while what to do. */
  function startLoading() {
    const sign = document.querySelector("[data-loading]");
    if (!sign) return;
    let timers = [];
    const say = (words) => {
      sign.textContent = words;
      sign.hidden = !words;
    };
    const stop = () => {
      timers.forEach(window.clearTimeout);
      timers = [];
      say("");
    };
    const start = () => {
      stop();
      timers = [
        window.setTimeout(say, 600, "正在打开，请稍候…"),
        window.setTimeout(say, 10000, "还没有打开：网络或服务器较慢，可以再等，也可以刷新重试"),
        window.setTimeout(stop, 30000), // a download leaves the page where it is
      ];
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented;
      if (link && !isElsewhere && !link.target && link.href.split("#")[0] !== window.location.href.split("#")[0]) start();
    });
    document.addEventListener("submit", (event) => {
      if (!event.defaultPrevented && !event.target.target) start();
    });
    window.addEventListener("pageshow", stop);
  }

  /* Text kept on this machine while the server was away is nobody else's business after signing out. */
  function startSignOut() {
    document.addEventListener("submit", (event) => {
      if (!(event.target.getAttribute("action") || "").endsWith("/accounts/logout/")) return; // a field may be called action
      try {
        Object.keys(window.localStorage).filter((key) => key.startsWith("entry-draft:")).forEach((key) => window.localStorage.removeItem(key));
      } catch (error) {
        // storage is switched off: nothing was kept
      }
    });
  }

  function startPasswords() {
    document.querySelectorAll("[data-show-password]").forEach((button) => {
      const field = document.getElementById(button.dataset.showPassword);
      if (!field) return;
      button.hidden = false;
      button.addEventListener("click", () => {
        const shown = field.type === "text";
        field.type = shown ? "password" : "text";
        button.textContent = shown ? "显示" : "隐藏";
        button.setAttribute("aria-pressed", String(!shown));
      });
    });
  }

  /* The browser scrolls to the cursor of a text field, not to the field: its lower lines stayed under the bar. */
  function startTextFields() {
    document.addEventListener("focusin", (event) => {
      if (event.target.matches("textarea")) event.target.scrollIntoView({ block: "nearest" });
    });
  }

  /* A strip of tabs that is wider than the phone: the current one and the focused one are in sight. */
  function startTabs() {
    document.querySelectorAll(".tabs").forEach((strip) => {
      const show = (tab) => {
        strip.scrollLeft += Math.min(0, tab.getBoundingClientRect().left - strip.getBoundingClientRect().left - 16);
        strip.scrollLeft += Math.max(0, tab.getBoundingClientRect().right - strip.getBoundingClientRect().right + 16);
      };
      strip.addEventListener("focusin", (event) => show(event.target));
      const current = strip.querySelector("[aria-current]");
      if (current) show(current);
    });
  }

  function startBack() {
    document.querySelectorAll("[data-back]").forEach((button) => {
      button.hidden = window.history.length < 2;
      button.addEventListener("click", () => window.history.back());
    });
  }

  function startPrint() {
    document.querySelectorAll("[data-print]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
  }

  setSize(storedSize()); // before the first paint
  document.addEventListener("DOMContentLoaded", () => {
    [startTextSizes, startMenu, startDrops, startSearchKey, startFilters, startErrors, startSubmitGuard, startLoading, startSignOut, startPasswords, startTabs, startTextFields, startBack, startPrint].forEach((start) => start());
  });
})();
