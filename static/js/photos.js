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
      const button = element("button", "photo-remove", "✕");
      button.type = "button";
      button.setAttribute("aria-label", "删除这张照片");
      button.dataset.remove = `${this.box.url}${answer.uuid}/remove/`;
      this.item.append(button);
    }

    fail(error) {
      this.item.classList.replace("is-uploading", "is-failed");
      this.state.textContent = `▲ ${error.message}`;
      const retry = element("button", "photo-retry", "点此重试");
      retry.type = "button";
      retry.addEventListener("click", () => {
        retry.remove();
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

    count() {
      const all = this.root.querySelectorAll(".photo-thumb").length;
      this.root.querySelector("[data-count]").textContent = String(all);
      return all;
    }

    complain(text) {
      this.complaint.textContent = text ? `错误：${text}` : "";
      this.complaint.hidden = !text;
    }
  }

  /* The submission waits for uploads that still run; a photo that failed is shown and does not hold it up twice. */
  function guardSubmit(form) {
    let wasTold = false;
    form.addEventListener("submit", (event) => {
      const failed = form.querySelectorAll(".photo-thumb.is-failed");
      if (pending.size) {
        event.preventDefault();
        const button = event.submitter;
        Promise.all(Array.from(pending)).then(() => form.requestSubmit(button));
      } else if (failed.length && !wasTold) {
        event.preventDefault();
        wasTold = true;
        failed[0].scrollIntoView({ block: "center" });
        window.alert(`有 ${failed.length} 张照片没有传上。可以点照片重试，或再点一次提交。`);
      }
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("entry-form");
    if (!form) return;
    form.querySelectorAll("[data-photos]").forEach((root) => new Box(root, form).watch());
    guardSubmit(form);
  });
})();
