/* The photos of a form, in every form that has some: each picked file is shrunk and uploaded by itself, before the form is submitted. */
(function () {
  "use strict";

  const MOST = 9;
  const SAVE_PATIENCE = 3500; // ms the camera waits for the draft
  const { Upload, element, button } = window.photoUploads;

  function wait(ms) {
    return new Promise((resolve) => window.setTimeout(resolve, ms));
  }

  /* One photo on the page: uploading, uploaded, or failed and waiting for another try. */
  class Thumb {
    constructor(box, file) {
      this.box = box;
      this.sent = new Upload(file, box.post);
      this.item = element("li", "photo-thumb");
      this.frame = element("span", "photo-frame");
      this.image = element("img", "");
      this.image.src = URL.createObjectURL(file);
      this.bar = element("progress", "");
      this.bar.max = 100;
      this.frame.append(this.image, this.bar);
      this.words = element("span", "photo-state");
      this.words.setAttribute("role", "status");
      this.cross = button("photo-remove", "", () => this.withdraw());
      this.cross.append(element("span", "photo-cross", "✕"));
      this.item.append(this.frame, this.words, this.cross);
    }

    show(state, words, alt, cross) {
      this.state = state;
      this.item.className = `photo-thumb is-${state}`;
      this.bar.hidden = state !== "uploading";
      this.words.textContent = words;
      this.image.alt = alt;
      this.cross.setAttribute("aria-label", cross);
      this.box.changed();
    }

    async upload() {
      if (this.retry) this.retry.remove();
      this.show("uploading", "等待上传", `正在上传的${this.box.what}`, `不要这张${this.box.what}`);
      try {
        this.finish(await this.sent.run((part) => this.progress(part)));
      } catch (error) {
        if (!this.sent.isGone) this.fail(error);
      }
    }

    progress(part) {
      this.bar.value = 100 * part;
      this.words.textContent = `上传中 ${Math.round(100 * part)}%`;
      this.box.changed();
    }

    /* From now on it is removed like those that came with the page. */
    finish(answer) {
      if (this.sent.isGone) return;
      const cross = this.cross.cloneNode(true);
      cross.dataset.remove = `${this.box.post.url}${answer.uuid}/remove/`;
      this.cross.replaceWith(cross);
      this.cross = cross;
      this.show("done", "✓ 已上传", `已上传的${this.box.what}`, `删除这张${this.box.what}`);
    }

    fail(error) {
      this.retry = button("photo-retry", "点此重试", () => {
        this.box.complain("");
        this.upload();
      });
      this.frame.append(this.retry);
      this.show("failed", `▲ ${error.message}`, `没有传上的${this.box.what}`, `去掉这张${this.box.what}`);
    }

    withdraw() {
      this.sent.stop();
      this.state = "gone";
      this.item.remove();
      this.box.thumbs = this.box.thumbs.filter((each) => each !== this);
      this.box.complain("");
      this.box.withdraw(this.sent.key);
      this.box.changed();
    }
  }

  /* The photos of one place of the form. */
  class Box {
    constructor(root, form) {
      this.root = root;
      this.form = form;
      this.thumbs = [];
      this.what = root.dataset.what || "照片";
      this.complaint = root.querySelector("[data-photo-error]");
      this.post = {
        url: root.dataset.uploadUrl,
        token: () => form.elements.csrfmiddlewaretoken.value,
        fields: () => ({ client_uuid: form.elements.client_uuid.value, slot: root.dataset.slot, kind: root.dataset.kind }),
      };
    }

    watch() {
      this.root.querySelectorAll("input[type=file]").forEach((input) => this.watchInput(input));
      this.root.querySelectorAll("[data-remove]").forEach((each) => {
        each.hidden = false;
      });
      this.root.addEventListener("click", (event) => {
        const cross = event.target.closest("[data-remove]");
        if (cross) this.remove(cross);
      });
      this.root.addEventListener("picture", (event) => this.add([event.detail])); // one that was drawn on the page
    }

    watchInput(input) {
      let isSaved = false;
      input.addEventListener("click", async (event) => {
        if (isSaved || !window.entryDraft) {
          isSaved = false;
          return; // now the dialog opens
        }
        event.preventDefault();
        await wait(0); // a click from within a click is ignored
        await Promise.race([window.entryDraft.save(), wait(SAVE_PATIENCE)]);
        isSaved = true;
        input.click();
      });
      input.addEventListener("change", (event) => {
        event.stopPropagation();
        this.take(input);
      });
      if (input.files.length) this.take(input); // picked before this script came, on a slow network
    }

    take(input) {
      const files = Array.from(input.files);
      input.value = ""; // uploaded by itself, not with the form
      this.add(files);
    }

    add(files) {
      const room = Math.max(MOST - this.count(), 0);
      this.complain(files.length > room ? `每处最多 ${MOST} 张照片，多出的没有上传` : "");
      files.slice(0, room).forEach((file) => {
        const thumb = new Thumb(this, file);
        this.thumbs.push(thumb);
        this.root.querySelector("[data-grid]").append(thumb.item);
        thumb.upload();
      });
    }

    of(state) {
      return this.thumbs.filter((each) => each.state === state);
    }

    async remove(cross) {
      const headers = { "X-CSRFToken": this.post.token(), "X-Requested-With": "fetch" };
      try {
        const response = await window.fetch(cross.dataset.remove, { method: "POST", headers });
        if (!response.ok) throw new Error(response.statusText);
        cross.closest(".photo-thumb").remove();
        this.changed();
      } catch (error) {
        this.complain(`${this.what}没有删掉，请重试`); // away, or refused: the photo stays where it is
      }
    }

    /* The server forgets the upload, whether it came or not. While it is out of reach the form itself carries the word. */
    async withdraw(key) {
      const field = element("input", "");
      Object.assign(field, { type: "hidden", name: "withdrawn-photo", value: key });
      this.form.append(field);
      const headers = { "X-CSRFToken": this.post.token(), "X-Requested-With": "fetch" };
      const request = { method: "POST", headers, body: new URLSearchParams({ key }), keepalive: true };
      try {
        const response = await window.fetch(this.root.dataset.withdrawUrl, request);
        if (response.ok || response.status === 409) field.remove();
        if (response.status === 409) this.complain((await response.json()).error);
      } catch (error) {
        return; // out of reach: the field goes with the form
      }
    }

    /* What is there or on its way; a failed one is no photo. */
    count() {
      return this.root.querySelectorAll(".photo-thumb:not(.is-failed)").length;
    }

    changed() {
      const shown = this.root.querySelector("[data-count]");
      if (shown) shown.textContent = String(this.count());
      this.form.dispatchEvent(new CustomEvent("photos"));
    }

    complain(text) {
      this.complaint.textContent = text ? `错误：${text}` : "";
      this.complaint.hidden = !text;
    }
  }

  /* Safe to repeat: also for a form that came to the page later. */
  function start(root) {
    const boxed = Array.from(root.querySelectorAll("[data-photos]"), (each) => each.closest("form"));
    new Set(boxed.filter((form) => form && !form.dataset.photosWatched)).forEach((form) => {
      form.dataset.photosWatched = "";
      const boxes = Array.from(form.querySelectorAll("[data-photos]"), (each) => new Box(each, form));
      boxes.forEach((box) => box.watch());
      new window.PhotoSubmission(form, boxes).watch();
    });
  }

  window.startPhotos = start;
  document.addEventListener("DOMContentLoaded", () => start(document));
})();
