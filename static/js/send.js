/* Sends #entry-form without leaving the page: until the answer is here, the form stays with everything that is typed. */
(function () {
  "use strict";

  const PATIENCE = 30000; // ms to wait for the server
  const LOST = "没有收到回音：可能没有提交上。内容都在，再次提交不会重复登记。";
  const OFFLINE = "网络不通，没有提交。内容都在，连上后再次提交。";

  class Sender {
    constructor(form) {
      this.form = form;
      this.draft = window.entryDraft;
      this.isUnderWay = false;
    }

    watch() {
      this.form.addEventListener("submit", (event) => {
        if (event.defaultPrevented) return;
        event.preventDefault();
        if (!this.isUnderWay) this.send(event.submitter);
      });
    }

    async send(button) {
      this.isUnderWay = true;
      this.press(button, true);
      this.draft.say("");
      try {
        const response = await this.post(button);
        await this.follow(response, button);
      } catch (error) {
        this.fail(window.navigator.onLine ? LOST : OFFLINE, button);
      }
    }

    post(button) {
      const data = new FormData(this.form);
      if (button && button.name) data.append(button.name, button.value);
      data.set("csrfmiddlewaretoken", this.draft.token());
      const abort = new AbortController();
      const timer = window.setTimeout(() => abort.abort(), PATIENCE);
      const request = { method: "POST", body: data, headers: { "X-Requested-With": "form" }, signal: abort.signal };
      return window.fetch(this.form.getAttribute("action") || window.location.href, request).finally(() => window.clearTimeout(timer));
    }

    async follow(response, button) {
      const isPage = (response.headers.get("Content-Type") || "").startsWith("text/html");
      const text = await response.text();
      if (!isPage && response.ok) return this.leave(JSON.parse(text).location);
      const refused = refusal(text, isPage);
      return refused ? this.fail(refused, button) : this.replace(text);
    }

    /* What was typed is the server's now; the way back leads to what came of it. */
    leave(url) {
      this.draft.stop();
      this.draft.forgetLocal();
      window.history.replaceState(null, "", this.draft.resumeUrl());
      window.location.assign(url);
    }

    /* The page that comes shows everything that is typed. */
    replace(html) {
      this.draft.stop();
      this.draft.forgetLocal();
      document.open();
      document.write(html);
      document.close();
    }

    fail(words, button) {
      this.isUnderWay = false;
      this.press(button, false);
      this.draft.keepLocally();
      const again = document.createElement("button");
      again.type = "button";
      again.className = "button nowrap";
      again.textContent = "再次提交";
      again.addEventListener("click", () => this.form.requestSubmit(button || undefined));
      this.draft.say(words, [again]);
    }

    press(button, isBusy) {
      if (!button) return;
      button.toggleAttribute("aria-busy", isBusy);
      button.classList.toggle("is-busy", isBusy);
    }
  }

  /* What an error page says; empty for a page of ours that takes the place of this one: the form with what has to be
     mended, or both contents. */
  function refusal(text, isPage) {
    if (!isPage) return "没有提交上，请再次提交。内容都在。";
    const page = new DOMParser().parseFromString(text, "text/html");
    if (page.getElementById("main") && !page.querySelector(".plain-page")) return "";
    const said = Array.from(page.querySelectorAll(".plain-page h1, .plain-page p.muted"), (each) => each.textContent.trim());
    return `没有提交：${said.join("。") || "服务器没有正确回答"}。内容都在。`;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("entry-form");
    if (form && window.entryDraft) new Sender(form).watch();
  });
})();
