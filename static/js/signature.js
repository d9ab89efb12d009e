/* 签名: who receives something signs with a finger, a pen or the mouse; the picture goes the way of the photos of the form (photos.js). */
(function () {
  "use strict";

  const LEAST = 120; // units of the canvas: less ink than an eighth of its width is a slip of the finger
  const WIDTH = 9;
  const INK = "#111";

  class Pad {
    constructor(root) {
      this.root = root;
      this.form = root.closest("form");
      this.canvas = root.querySelector("canvas");
      this.pen = this.canvas.getContext("2d");
      this.parts = {};
      ["head", "open", "pad", "clear", "done"].forEach((name) => {
        this.parts[name] = root.querySelector(`[data-${name}]`);
      });
      this.complaint = root.querySelector("[data-photo-error]");
      this.isWanted = false;
      this.wipe();
    }

    /* The submission is heard before the photos of the form hear it: what was drawn goes along. */
    watch() {
      this.root.hidden = false;
      this.parts.open.addEventListener("click", () => this.open());
      this.parts.clear.addEventListener("click", () => this.clear());
      this.parts.done.addEventListener("click", () => this.finish());
      this.form.addEventListener("submit", () => this.isSigned() && this.hand(), true);
      this.form.addEventListener("photos", () => this.show());
      this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
      this.canvas.addEventListener("pointermove", (event) => this.draw(event));
      ["pointerup", "pointercancel"].forEach((name) => this.canvas.addEventListener(name, (event) => this.lift(event)));
      this.show();
    }

    open() {
      this.want(true);
      this.parts.pad.scrollIntoView({ block: "center" }); // whole, above the bar at the foot
    }

    want(isWanted) {
      this.isWanted = isWanted;
      this.show();
    }

    get isTaken() {
      return Boolean(this.root.querySelector(".photo-thumb"));
    }

    /* One that was taken stands where it was drawn. */
    get isOpen() {
      return this.isWanted && !this.isTaken;
    }

    show() {
      this.parts.open.hidden = this.isTaken || this.isOpen;
      this.parts.head.hidden = !this.parts.open.hidden;
      this.parts.pad.hidden = this.parts.done.hidden = !this.isOpen;
      this.parts.clear.hidden = !this.isTaken && !this.isOpen;
    }

    at(event) {
      const box = this.canvas.getBoundingClientRect();
      const scale = this.canvas.width / box.width;
      return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    }

    begin(event) {
      if (this.pointer !== null || event.button !== 0) return; // the ball of the hand is no second pen
      event.preventDefault();
      this.pointer = event.pointerId;
      this.canvas.setPointerCapture(event.pointerId);
      this.last = this.at(event);
      this.lineTo(this.last);
    }

    draw(event) {
      if (event.pointerId !== this.pointer) return;
      const between = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      (between.length ? between : [event]).forEach((each) => this.lineTo(this.at(each)));
    }

    lift(event) {
      if (event.pointerId === this.pointer) this.pointer = null;
    }

    lineTo(point) {
      this.ink += Math.hypot(point[0] - this.last[0], point[1] - this.last[1]);
      this.pen.beginPath();
      this.pen.moveTo(...this.last);
      this.pen.lineTo(...point);
      this.pen.stroke();
      this.last = point;
    }

    wipe() {
      this.pointer = null;
      this.ink = 0;
      Object.assign(this.pen, { fillStyle: "#fff", strokeStyle: INK, lineWidth: WIDTH, lineCap: "round", lineJoin: "round" });
      this.pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    }

    clear() {
      this.wipe();
      this.complain("");
      this.root.querySelectorAll(".photo-remove").forEach((each) => each.click());
      this.want(true);
    }

    isSigned() {
      return this.isOpen && this.ink >= LEAST && Boolean(this.root.offsetParent);
    }

    /* What is typed is kept too, as when a camera opens: a draft finds the signature by the number of its form. */
    finish() {
      if (!this.isSigned()) {
        this.complain("框内还没有签名，请签名后再点“签好了”");
        return;
      }
      if (window.entryDraft) window.entryDraft.save();
      this.hand();
    }

    hand() {
      this.complain("");
      this.isWanted = false;
      this.root.dispatchEvent(new CustomEvent("picture", { detail: this.file() }));
      this.wipe();
    }

    /* At once, because a submission waits for what is on its way and not for what will be. */
    file() {
      const drawn = window.atob(this.canvas.toDataURL("image/png").split(",")[1]);
      const bytes = Uint8Array.from(drawn, (each) => each.charCodeAt(0));
      return new File([bytes], "signature.png", { type: "image/png" });
    }

    complain(text) {
      this.complaint.textContent = text ? `错误：${text}` : "";
      this.complaint.hidden = !text;
    }
  }

  document.querySelectorAll("[data-signature]").forEach((root) => new Pad(root).watch());
})();
