/* window.PhotoSubmission: a form waits for the photos that are on their way, says so, and asks about those that failed. */
(function () {
  "use strict";

  const { element, button } = window.photoUploads;

  class PhotoSubmission {
    constructor(form, boxes) {
      this.form = form;
      this.boxes = boxes;
      this.submitter = null;
      this.isHeld = false;
      this.bar = this.makeBar();
      this.question = this.makeQuestion();
    }

    /* Before every other script: what is held here nobody else must send. */
    watch() {
      this.form.addEventListener("submit", (event) => this.hold(event), true);
      this.form.addEventListener("photos", () => this.look());
    }

    all(state) {
      return this.boxes.flatMap((box) => box.of(state));
    }

    hold(event) {
      if (!this.all("uploading").length && !this.all("failed").length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.submitter = event.submitter;
      this.isHeld = true;
      this.look();
    }

    look() {
      const uploading = this.all("uploading");
      const failed = this.all("failed");
      if (!failed.length) this.question.remove();
      if (!this.isHeld) return;
      if (uploading.length) this.say(uploading);
      else if (failed.length) this.ask(failed);
      else this.submit();
    }

    release() {
      this.isHeld = false;
      this.bar.remove();
    }

    submit() {
      this.release();
      this.form.requestSubmit(this.submitter);
    }

    drop(state) {
      this.isHeld = false; // one look when all are gone
      this.all(state).forEach((thumb) => thumb.withdraw());
      this.isHeld = true;
      this.look();
    }

    makeBar() {
      const bar = element("div", "photo-wait");
      this.now = element("span", "");
      this.now.setAttribute("role", "status");
      this.left = element("span", "");
      const words = element("p", "photo-wait-words");
      words.append(this.now, this.left);
      const row = element("div", "photo-wait-row");
      row.append(
        button("button", "取消提交", () => this.release()),
        button("button", "去掉没传完的，现在提交", () => this.drop("uploading")),
      );
      bar.append(words, row);
      return bar;
    }

    say(uploading) {
      if (!this.bar.isConnected) this.place().before(this.bar);
      this.question.remove();
      const size = Math.max(1, Math.round(uploading.reduce((sum, thumb) => sum + thumb.sent.left, 0) / 1024));
      const isDraft = this.submitter && this.submitter.value === "draft";
      const words = `正在传照片，还剩 ${uploading.length} 张`;
      if (this.now.textContent !== words) this.now.textContent = words; // read out when the number changes alone
      this.left.textContent = `（约 ${size} KB），传完自动${isDraft ? "存草稿" : "提交"}`;
    }

    /* Beside the button that was pressed; Enter in a field presses one that nobody sees. */
    place() {
      const pressed = this.submitter && this.submitter.closest(".button-row");
      const rows = this.form.querySelectorAll(".button-row");
      return pressed || rows[rows.length - 1] || this.form.lastElementChild;
    }

    makeQuestion() {
      const question = element("div", "photo-question");
      this.asked = element("p", "");
      this.asked.setAttribute("role", "alert");
      const row = element("div", "photo-wait-row");
      this.again = button("button", "全部重试", () => this.retry());
      row.append(this.again, button("button", "不带这些照片，继续提交", () => this.drop("failed")));
      question.append(this.asked, row);
      return question;
    }

    retry() {
      this.question.remove();
      this.isHeld = true;
      this.all("failed").forEach((thumb) => thumb.upload());
    }

    /* Once for all of them, where the first one is; where that is out of sight, beside the button. */
    ask(failed) {
      this.release();
      const root = failed[0].box.root;
      const folded = root.closest("details");
      if (folded) folded.open = true;
      if (root.offsetParent) root.querySelector("[data-grid]").after(this.question);
      else this.place().before(this.question);
      this.asked.textContent = `${failed.length} 张照片没有传上，怎么办？`;
      this.question.scrollIntoView({ block: "center" });
      this.again.focus({ preventScroll: true });
    }
  }

  window.PhotoSubmission = PhotoSubmission;
})();
