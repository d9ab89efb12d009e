/* Keeps what is typed in #entry-form: on the server, and as plain text on this machine while the server is out of reach.
   What it has to say stands beside the buttons of the form, where the thumb is. */
(function () {
  "use strict";

  const EVERY = 5000; // ms between two saves while typing
  const PATIENCE = 8000; // ms to wait for the server
  const NOT_KEPT = ["csrfmiddlewaretoken", "action", "form_ticket"];

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
      this.key = `entry-draft:${form.dataset.user}:${form.dataset.subject}`;
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
      this.timer = window.setInterval(() => this.isChanged && !this.running && this.save(), EVERY);
    }

    /* Another page takes the place of this one. */
    stop() {
      window.clearInterval(this.timer);
      this.isChanged = false;
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
      body.append("csrfmiddlewaretoken", this.token());
      if (this.form.elements.form_ticket) body.append("form_ticket", this.form.elements.form_ticket.value);
      const request = { method: "POST", body, headers: { "X-Requested-With": "fetch" }, signal: abort.signal };
      return window.fetch(this.form.dataset.draftUrl, Object.assign(request, options)).finally(() => window.clearTimeout(timer));
    }

    /* The newest one: somebody may have signed in anew in another tab. */
    token() {
      const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
      return found ? found[1] : this.form.elements.csrfmiddlewaretoken.value;
    }

    async read(response) {
      const answer = await response.json();
      if (response.status === 401) {
        this.show("登录已过期", "is-unsaved");
        this.askToSignIn(answer.location);
      } else if (answer.is_elsewhere) {
        this.show("未存", "is-unsaved");
        this.showElsewhere(answer.error);
      } else if (!response.ok) {
        this.show(answer.error || "未存，请重试", "is-unsaved");
      } else {
        this.show(`草稿已存 ${answer.saved_at}`, "");
        this.isOnServer = true;
        local.forget(this.key);
        if (this.form.dataset.resumeUrl) window.history.replaceState(null, "", this.resumeUrl());
        return true;
      }
      return false;
    }

    resumeUrl() {
      const base = this.form.dataset.resumeUrl;
      if (!base) return window.location.href;
      const name = base.endsWith("draft=") ? "" : `${base.includes("?") ? "&" : "?"}draft=`;
      return base + name + this.form.elements.client_uuid.value;
    }

    typed() {
      return Array.from(new FormData(this.form).entries()).filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
    }

    /* Text only: no photo, and nothing personal. */
    keepLocally() {
      const personal = new Set(Array.from(this.form.querySelectorAll("[data-private]"), (field) => field.name));
      local.write(this.key, this.typed().filter(([name]) => !personal.has(name)));
    }

    forgetLocal() {
      local.forget(this.key);
    }

    show(text, kind) {
      this.state.textContent = text;
      this.state.className = `saved-state ${kind}`;
    }

    askToSignIn(url) {
      const link = document.createElement("a");
      link.href = url;
      link.className = "button nowrap";
      link.textContent = "重新登录";
      this.say("登录已过期，内容已保存，登录后接着填", [link]);
    }

    /* Another phone or tab went on with the same draft: both are shown by the server. */
    showElsewhere(words) {
      const both = button("看两份", () => {
        both.type = "submit";
        both.name = "action";
        both.value = "draft";
        this.form.requestSubmit(both);
      });
      this.say(words, [both]);
    }

    /* One notice at a time, beside the buttons. */
    say(words, parts) {
      this.form.querySelectorAll("[data-said]").forEach((each) => each.remove());
      if (!words) return;
      const bar = makeBar(words, parts);
      bar.dataset.said = "";
      bar.setAttribute("role", "alert");
      place(this.form, bar);
      window.history.scrollRestoration = "manual"; // after 后退 the browser would go where the page was left
      bar.scrollIntoView({ block: "nearest" });
    }

    /* Text that never reached the server, from before the page was closed. */
    offerLocal() {
      if (document.querySelector("[data-returned]")) local.forget(this.key); // the server brought it back
      const kept = local.read(this.key);
      if (!kept || !this.fits(kept.values)) return;
      const restore = button("恢复", () => this.restore(kept.values));
      const drop = button("不要", () => {
        local.forget(this.key);
        this.say("");
      });
      this.say(`本机存有 ${new Date(kept.at).toTimeString().slice(0, 5)} 未上传的文字`, [restore, drop]);
    }

    /* The entry page goes on with any form of its venue, the notice check with its own alone. */
    fits(values) {
      const own = this.form.elements.client_uuid.value;
      return Boolean(this.form.dataset.resumeUrl) || values.some(([name, value]) => name === "client_uuid" && value === own);
    }

    async restore(values) {
      fill(this.form, values);
      this.say("");
      this.touch();
      if (await this.save()) window.location.replace(this.resumeUrl());
    }
  }

  /* Beside the buttons, which never move: somebody may be pressing one. */
  function place(form, bar) {
    const fixed = form.querySelector(".submit-bar");
    if (fixed) fixed.prepend(bar);
    else (form.querySelector("[data-buttons]") || form).append(bar);
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
