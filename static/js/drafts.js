/* Keeps what is typed in #entry-form: on the server, and as plain text on this machine while the server is out of reach. */
(function () {
  "use strict";

  const EVERY = 5000; // ms between two saves while typing
  const PATIENCE = 8000; // ms to wait for the server
  const NOT_KEPT = ["csrfmiddlewaretoken", "action"];

  const local = {
    read(key) {
      try {
        return JSON.parse(window.localStorage.getItem(key));
      } catch (error) {
        return null; // nothing usable was kept
      }
    },
    write(key, values) {
      try {
        window.localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
      } catch (error) {
        return; // storage is full or switched off: the server copy is all there is
      }
    },
    forget(key) {
      try {
        window.localStorage.removeItem(key);
      } catch (error) {
        return; // storage is switched off: nothing was kept
      }
    },
    /* Of the entry page and of the notice check. */
    forgetParts(prefix) {
      ["entry", "review"].forEach((part) => local.forget(`${prefix}:${part}`));
    },
  };

  class Draft {
    constructor(form) {
      this.form = form;
      this.state = document.getElementById("saved-state");
      this.key = `entry-draft:${form.dataset.user}:${form.dataset.subject || form.elements.venue.value}:${form.elements.part ? form.elements.part.value : "entry"}`;
      this.isChanged = false;
      this.isOnServer = Boolean(this.state.textContent.trim());
      this.running = null;
    }

    watch() {
      this.form.addEventListener("input", () => this.touch());
      this.form.addEventListener("change", () => {
        this.touch();
        this.save();
      });
      this.form.addEventListener("submit", (event) => {
        if (!event.defaultPrevented) this.isChanged = false; // the submission itself carries everything
      });
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden" && this.isChanged) this.save({ keepalive: true });
      });
      window.setInterval(() => this.isChanged && !this.running && this.save(), EVERY);
    }

    touch() {
      this.isChanged = true;
    }

    /* Resolves to whether the server has everything that is typed now. */
    async save(options) {
      while (this.running) await this.running;
      if (!this.isChanged && this.isOnServer) return true;
      this.running = this.send(options);
      const isDone = await this.running;
      this.running = null;
      return isDone;
    }

    async send(options) {
      this.isChanged = false;
      this.show("正在保存…", "is-saving");
      try {
        if (await this.read(await this.post(options))) return true;
      } catch (error) {
        this.show("未存-网络不通", "is-unsaved"); // no answer, or none of ours
      }
      this.isChanged = true;
      this.keepLocally();
      return false;
    }

    post(options) {
      const abort = new AbortController();
      const timer = window.setTimeout(() => abort.abort(), PATIENCE);
      const body = new URLSearchParams(this.typed());
      body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      const request = { method: "POST", body, headers: { "X-Requested-With": "fetch" }, signal: abort.signal };
      return window.fetch(this.form.dataset.draftUrl, Object.assign(request, options)).finally(() => window.clearTimeout(timer));
    }

    async read(response) {
      if (response.status === 401 || response.status === 403) {
        this.show("登录已过期", "is-unsaved");
        this.askToSignIn();
        return false;
      }
      const answer = await response.json();
      if (!response.ok) {
        this.show(answer.error || "未存，请重试", "is-unsaved");
        return false;
      }
      this.show(`草稿已存 ${answer.saved_at}`, "");
      this.isOnServer = true;
      local.forget(this.key);
      if (this.form.dataset.resumeUrl) window.history.replaceState(null, "", this.resumeUrl());
      return true;
    }

    resumeUrl() {
      const base = this.form.dataset.resumeUrl;
      return base ? base + this.form.elements.client_uuid.value : window.location.href;
    }

    typed() {
      return Array.from(new FormData(this.form).entries()).filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
    }

    /* Text only: no photo, and nothing personal. */
    keepLocally() {
      const personal = new Set(Array.from(this.form.querySelectorAll("[data-private]"), (field) => field.name));
      local.write(this.key, this.typed().filter(([name]) => !personal.has(name)));
    }

    show(text, kind) {
      this.state.textContent = text;
      this.state.className = `saved-state ${kind}`;
    }

    askToSignIn() {
      if (this.form.previousElementSibling.matches("[data-sign-in]")) return;
      const link = document.createElement("a");
      link.href = `${this.form.dataset.loginUrl}?next=${encodeURIComponent(window.location.pathname + window.location.search)}`;
      link.className = "button nowrap";
      link.textContent = "重新登录";
      const bar = makeBar("登录已过期，文字已存在本机", [link]);
      bar.dataset.signIn = "";
      bar.setAttribute("role", "alert");
      this.form.before(bar);
    }

    /* Text that never reached the server, from before the page was closed. */
    offerLocal() {
      const kept = local.read(this.key);
      if (!kept || !this.fits(kept.values)) return;
      const restore = button("恢复", () => this.restore(kept.values, bar));
      const drop = button("不要", () => {
        local.forget(this.key);
        bar.remove();
      });
      const bar = makeBar(`本机存有 ${new Date(kept.at).toTimeString().slice(0, 5)} 未上传的文字`, [restore, drop]);
      this.form.before(bar);
    }

    /* The entry page goes on with any form of its venue, the notice check with its own alone. */
    fits(values) {
      const own = this.form.elements.client_uuid.value;
      return Boolean(this.form.dataset.resumeUrl) || values.some(([name, value]) => name === "client_uuid" && value === own);
    }

    async restore(values, bar) {
      fill(this.form, values);
      bar.remove();
      this.touch();
      if (await this.save()) window.location.replace(this.resumeUrl());
    }
  }

  function makeBar(text, parts) {
    const words = document.createElement("span");
    words.textContent = text;
    const bar = document.createElement("div");
    bar.className = "draft-bar";
    bar.append(words, ...parts);
    return bar;
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button nowrap";
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
    document.querySelectorAll("[data-clear-draft]").forEach((mark) => local.forgetParts(mark.dataset.clearDraft));
    const form = document.getElementById("entry-form");
    if (!form) return;
    window.entryDraft = new Draft(form);
    window.entryDraft.watch();
    window.entryDraft.offerLocal();
  });
})();
