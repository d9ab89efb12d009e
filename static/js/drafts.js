/* Keeps what is typed in #entry-form: on the server, and as plain text on this machine while the server is out of reach. */
(function () {
  "use strict";

  const EVERY = 5000; // ms between two saves while typing
  const PATIENCE = 8000; // ms to wait for the server
  const NOT_KEPT = ["csrfmiddlewaretoken", "action"];

  function start(form) {
    const state = document.getElementById("saved-state");
    const venue = form.elements.venue.value;
    const localKey = `entry-draft:${form.dataset.user}:${venue}`;
    let changed = false;
    let running = null;
    let isOnServer = Boolean(state.textContent.trim());

    function show(text, kind) {
      state.textContent = text;
      state.classList.toggle("is-saving", kind === "saving");
      state.classList.toggle("is-unsaved", kind === "unsaved");
    }

    function typed() {
      return Array.from(new FormData(form).entries()).filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
    }

    function body() {
      const values = new URLSearchParams(typed());
      values.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      return values;
    }

    function keepLocally() {
      const secret = new Set(Array.from(form.querySelectorAll("[data-private]"), (field) => field.name));
      const values = typed().filter(([name]) => !secret.has(name));
      try {
        window.localStorage.setItem(localKey, JSON.stringify({ at: Date.now(), values }));
      } catch (error) {
        return; // storage is full or switched off: the server copy is all there is
      }
    }

    function post(options) {
      const abort = new AbortController();
      const timer = window.setTimeout(() => abort.abort(), PATIENCE);
      const request = { method: "POST", body: body(), headers: { "X-Requested-With": "fetch" }, signal: abort.signal };
      return window.fetch(form.dataset.draftUrl, Object.assign(request, options)).finally(() => window.clearTimeout(timer));
    }

    async function read(response) {
      if (response.status === 401) {
        show("登录已过期,文字已存在本机", "unsaved");
        return false;
      }
      const answer = await response.json();
      if (!response.ok) {
        show(answer.error || "未存,请重试", "unsaved");
        return false;
      }
      show(`草稿已存 ${answer.saved_at}`, "saved");
      return true;
    }

    async function send(options) {
      changed = false;
      show("正在保存…", "saving");
      try {
        if (await read(await post(options))) {
          arrived();
          return true;
        }
      } catch (error) {
        show("未存-网络不通", "unsaved"); // no answer, or none of ours
      }
      changed = true;
      keepLocally();
      return false;
    }

    function arrived() {
      isOnServer = true;
      forget(localKey);
      if (form.dataset.resumeUrl) window.history.replaceState(null, "", form.dataset.resumeUrl + form.elements.client_uuid.value);
    }

    /* Resolves to whether the server has everything that is typed now. */
    async function save(options) {
      while (running) await running;
      if (!changed && isOnServer) return true;
      running = send(options);
      const done = await running;
      running = null;
      return done;
    }

    function touch() {
      changed = true;
    }

    form.addEventListener("input", touch);
    form.addEventListener("change", () => {
      touch();
      save();
    });
    window.setInterval(() => changed && !running && save(), EVERY);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && changed) save({ keepalive: true });
    });
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) changed = false; // the submission itself carries everything
    });
    offerLocal(form, localKey, touch, save);
    return { save, touch };
  }

  function forget(key) {
    try {
      window.localStorage.removeItem(key);
    } catch (error) {
      return; // storage is switched off: nothing was kept
    }
  }

  function stored(key) {
    try {
      return JSON.parse(window.localStorage.getItem(key));
    } catch (error) {
      return null; // nothing usable was kept
    }
  }

  /* Text that never reached the server, from before the page was closed. */
  function offerLocal(form, key, touch, save) {
    const kept = stored(key);
    if (!kept || !form.dataset.resumeUrl) return;
    const time = new Date(kept.at).toTimeString().slice(0, 5);
    const bar = document.createElement("div");
    bar.className = "draft-bar";
    const words = document.createElement("span");
    words.textContent = `本机存有 ${time} 未上传的文字`;
    const restore = button("恢复", async () => {
      fill(form, kept.values);
      bar.remove();
      touch();
      if (await save()) window.location.replace(form.dataset.resumeUrl + form.elements.client_uuid.value);
    });
    const drop = button("不要", () => {
      forget(key);
      bar.remove();
    });
    bar.append(words, restore, drop);
    form.parentNode.insertBefore(bar, form);
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function fill(form, values) {
    Array.from(form.elements).forEach((field) => {
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = values.some(([name, value]) => name === field.name && value === field.value);
      } else if (field.name && field.type !== "file" && !NOT_KEPT.includes(field.name)) {
        const found = values.find(([name]) => name === field.name);
        if (found) field.value = found[1];
      }
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-clear-draft]").forEach((mark) => forget(mark.dataset.clearDraft));
    const form = document.getElementById("entry-form");
    if (form) window.entryDraft = start(form);
  });
})();
