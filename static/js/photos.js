/* Photos of #entry-form: the draft is saved before the camera opens, each photo is shrunk and uploaded by itself. */
(function () {
  "use strict";

  const MOST = 9;
  const EDGES = [1600, 1200, 800]; // px: the long edge, smaller only when the picture stays too large
  const MAX_BYTES = 400 * 1024;
  const QUALITIES = [0.82, 0.7, 0.55, 0.4];
  const SAVE_PATIENCE = 3500; // ms the camera waits for the draft
  const UPLOAD_PATIENCE = 60000; // ms
  const pending = new Set();

  function wait(ms) {
    return new Promise((resolve) => window.setTimeout(resolve, ms));
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function draw(image, edge) {
    const scale = Math.min(1, edge / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  /* A smaller JPEG, or the file as it is when this browser cannot draw it; the server encodes it anew in any case. */
  async function shrink(file) {
    try {
      const image = await window.createImageBitmap(file, { imageOrientation: "from-image" });
      for (const edge of EDGES) {
        const canvas = draw(image, edge);
        for (const quality of QUALITIES) {
          const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
          if (blob && blob.size <= MAX_BYTES) return blob;
        }
      }
    } catch (error) {
      return file; // not a picture this browser can read: the server says so
    }
    return file;
  }

  function refusal(request) {
    try {
      return new Error(JSON.parse(request.responseText).error);
    } catch (error) {
      return new Error("未传上，请重试"); // not an answer of ours
    }
  }

  /* XMLHttpRequest, because fetch tells no progress. */
  function send(url, data, token, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.setRequestHeader("X-CSRFToken", token);
      request.setRequestHeader("X-Requested-With", "fetch");
      request.timeout = UPLOAD_PATIENCE;
      request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
      request.addEventListener("load", () => (request.status === 201 ? resolve(JSON.parse(request.responseText)) : reject(refusal(request))));
      ["error", "timeout", "abort"].forEach((name) => request.addEventListener(name, () => reject(new Error("未传上，请重试"))));
      request.send(data);
    });
  }

  /* One photo on the page: uploading, uploaded, or failed and waiting for another try. */
  class Thumb {
    constructor(box, file) {
      this.box = box;
      this.file = file;
      this.item = element("li", "photo-thumb is-uploading");
      this.frame = element("span", "photo-frame");
      this.image = element("img", "");
      this.image.alt = "正在上传的照片";
      this.image.src = URL.createObjectURL(file);
      this.bar = element("progress", "");
      this.bar.max = 100;
      this.frame.append(this.image, this.bar);
      this.state = element("span", "photo-state", "上传中");
      this.state.setAttribute("role", "status");
      this.item.append(this.frame, this.state);
    }

    upload() {
      const work = shrink(this.file)
        .then((blob) => this.box.send(blob, (part) => this.progress(part)))
        .then((answer) => this.finish(answer))
        .catch((error) => this.fail(error))
        .finally(() => pending.delete(work));
      pending.add(work);
    }

    progress(part) {
      this.bar.value = 100 * part;
      this.state.textContent = `上传中 ${Math.round(100 * part)}%`;
    }

    finish(answer) {
      this.item.classList.remove("is-uploading");
      this.bar.remove();
      this.image.alt = "已上传的照片";
      this.state.textContent = "✓ 已上传";
      this.addRemove().dataset.remove = `${this.box.url}${answer.uuid}/remove/`;
      this.box.count();
    }

    addRemove() {
      const button = element("button", "photo-remove", "✕");
      button.type = "button";
      button.setAttribute("aria-label", "删除这张照片");
      this.item.append(button);
      return button;
    }

    fail(error) {
      this.item.classList.replace("is-uploading", "is-failed");
      this.image.alt = "没有传上的照片";
      this.state.textContent = `▲ ${error.message}`;
      const drop = this.addRemove();
      drop.addEventListener("click", () => {
        this.item.remove();
        this.box.complain("");
        this.box.count();
      });
      this.box.count();
      const retry = element("button", "photo-retry", "点此重试");
      retry.type = "button";
      retry.addEventListener("click", () => {
        retry.remove();
        drop.remove();
        this.box.complain("");
        this.item.classList.replace("is-failed", "is-uploading");
        this.upload();
      });
      this.frame.append(retry);
    }
  }

  /* The photos of one place of the form. */
  class Box {
    constructor(root, form) {
      this.root = root;
      this.url = root.dataset.uploadUrl;
      this.fields = form.elements;
      this.complaint = root.querySelector("[data-photo-error]");
    }

    watch() {
      this.root.querySelectorAll("input[type=file]").forEach((input) => this.watchInput(input));
      this.root.querySelectorAll("[data-remove]").forEach((button) => {
        button.hidden = false;
      });
      this.root.addEventListener("click", (event) => {
        const button = event.target.closest("[data-remove]");
        if (button) this.remove(button);
      });
    }

    watchInput(input) {
      let isSaved = false;
      input.addEventListener("click", async (event) => {
        if (isSaved) {
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
    }

    take(input) {
      const files = Array.from(input.files);
      input.value = ""; // uploaded by itself, not with the form
      const room = Math.max(MOST - this.count(), 0);
      this.complain(files.length > room ? `每处最多 ${MOST} 张照片，多出的没有上传` : "");
      files.slice(0, room).forEach((file) => {
        const thumb = new Thumb(this, file);
        this.root.querySelector("[data-grid]").append(thumb.item);
        thumb.upload();
      });
      this.count();
    }

    send(blob, onProgress) {
      const data = new FormData();
      data.append("client_uuid", this.fields.client_uuid.value);
      data.append("slot", this.root.dataset.slot);
      data.append("kind", this.root.dataset.kind);
      data.append("photo", blob, "photo.jpg");
      return send(this.url, data, this.fields.csrfmiddlewaretoken.value, onProgress);
    }

    async remove(button) {
      const headers = { "X-CSRFToken": this.fields.csrfmiddlewaretoken.value, "X-Requested-With": "fetch" };
      try {
        const response = await window.fetch(button.dataset.remove, { method: "POST", headers });
        if (!response.ok) throw new Error(response.statusText);
        button.closest(".photo-thumb").remove();
        this.count();
      } catch (error) {
        this.complain("照片没有删掉，请重试"); // away, or refused: the photo stays where it is
      }
    }

    /* What is there or on its way; a failed one is no photo. */
    count() {
      const failed = this.root.querySelectorAll(".photo-thumb.is-failed").length;
      const all = this.root.querySelectorAll(".photo-thumb").length - failed;
      this.root.querySelector("[data-count]").textContent = String(all);
      return all;
    }

    /* Whether a failed photo stands in the way of submitting; then the page says what to do. */
    isHeldUp() {
      const failed = this.root.querySelectorAll(".photo-thumb.is-failed");
      if (!failed.length) return false;
      this.complain(`${failed.length} 张照片没有传上：点照片重试，或点 ✕ 去掉，再提交`);
      failed[0].scrollIntoView({ block: "center" });
      return true;
    }

    complain(text) {
      this.complaint.textContent = text ? `错误：${text}` : "";
      this.complaint.hidden = !text;
    }
  }

  /* The submission waits for uploads that still run, and never leaves a failed photo behind without a word. */
  function guardSubmit(form, boxes) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (pending.size) {
        event.preventDefault();
        Promise.all(Array.from(pending)).then(() => form.requestSubmit(button));
      } else if (boxes.filter((box) => box.isHeldUp()).length) {
        event.preventDefault();
      }
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("entry-form");
    if (!form) return;
    const boxes = Array.from(form.querySelectorAll("[data-photos]"), (root) => new Box(root, form));
    boxes.forEach((box) => box.watch());
    guardSubmit(form, boxes);
  });
})();
