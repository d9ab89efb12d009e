/* Photos of #entry-form: the draft is saved before the camera opens, each photo is shrunk and uploaded by itself. */
(function () {
  "use strict";

  const MOST = 9;
  const EDGES = [1600, 1200, 800]; // px: the long edge, smaller only when the picture stays too large
  const MAX_BYTES = 400 * 1024;
  const QUALITIES = [0.82, 0.7, 0.55, 0.4];
  const SAVE_PATIENCE = 3500; // ms the camera waits for the draft
  const pending = new Set();

  function wait(ms) {
    return new Promise((resolve) => window.setTimeout(resolve, ms));
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

  function upload(box, form, blob, onProgress) {
    return new Promise((resolve, reject) => {
      const data = new FormData();
      data.append("client_uuid", form.elements.client_uuid.value);
      data.append("slot", box.dataset.slot);
      data.append("kind", box.dataset.kind);
      data.append("photo", blob, "photo.jpg");
      const request = new XMLHttpRequest();
      request.open("POST", box.dataset.uploadUrl);
      request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
      request.setRequestHeader("X-Requested-With", "fetch");
      request.timeout = 60000;
      request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
      request.addEventListener("load", () => (request.status === 201 ? resolve(JSON.parse(request.responseText)) : reject(refusal(request))));
      ["error", "timeout", "abort"].forEach((name) => request.addEventListener(name, () => reject(new Error("未传上,请重试"))));
      request.send(data);
    });
  }

  function refusal(request) {
    try {
      return new Error(JSON.parse(request.responseText).error);
    } catch (error) {
      return new Error("未传上,请重试"); // not an answer of ours
    }
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function makeThumb(box, file) {
    const item = element("li", "photo-thumb is-uploading");
    const frame = element("span", "photo-frame");
    const image = element("img", "");
    image.alt = "正在上传的照片";
    image.src = URL.createObjectURL(file);
    const bar = element("progress", "");
    bar.max = 100;
    frame.append(image, bar);
    const state = element("span", "photo-state", "上传中");
    state.setAttribute("role", "status");
    item.append(frame, state);
    box.querySelector("[data-grid]").append(item);
    return { item, frame, image, bar, state };
  }

  function startBox(box, form) {
    const fail = box.querySelector("[data-photo-error]");

    function count() {
      const all = box.querySelectorAll(".photo-thumb").length;
      box.querySelector("[data-count]").textContent = String(all);
      return all;
    }

    function complain(text) {
      fail.textContent = text ? `错误:${text}` : "";
      fail.hidden = !text;
    }

    async function remove(button) {
      const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "X-Requested-With": "fetch" };
      try {
        const response = await window.fetch(button.dataset.remove, { method: "POST", headers });
        if (!response.ok) throw new Error();
        button.closest(".photo-thumb").remove();
        count();
      } catch (error) {
        complain("照片没有删掉,请重试");
      }
    }

    function finish(thumb, answer) {
      thumb.item.classList.remove("is-uploading", "is-failed");
      thumb.bar.remove();
      thumb.image.alt = "已上传的照片";
      thumb.state.textContent = "✓ 已上传";
      const button = element("button", "photo-remove", "✕");
      button.type = "button";
      button.setAttribute("aria-label", "删除这张照片");
      button.dataset.remove = `${box.dataset.uploadUrl}${answer.uuid}/remove/`;
      thumb.item.append(button);
    }

    function offerRetry(thumb, file, error) {
      thumb.item.classList.replace("is-uploading", "is-failed");
      thumb.state.textContent = `▲ ${error.message}`;
      const retry = element("button", "photo-retry", "点此重试");
      retry.type = "button";
      retry.addEventListener("click", () => {
        retry.remove();
        thumb.item.classList.replace("is-failed", "is-uploading");
        run(thumb, file);
      });
      thumb.frame.append(retry);
    }

    function run(thumb, file) {
      const progress = (part) => {
        thumb.bar.value = 100 * part;
        thumb.state.textContent = `上传中 ${Math.round(100 * part)}%`;
      };
      const work = shrink(file)
        .then((blob) => upload(box, form, blob, progress))
        .then((answer) => finish(thumb, answer))
        .catch((error) => offerRetry(thumb, file, error))
        .finally(() => pending.delete(work));
      pending.add(work);
    }

    function take(input) {
      complain("");
      const files = Array.from(input.files);
      input.value = ""; // uploaded by itself, not with the form
      const room = MOST - count();
      if (files.length > room) complain(`每处最多 ${MOST} 张照片,多出的没有上传`);
      files.slice(0, Math.max(room, 0)).forEach((file) => run(makeThumb(box, file), file));
      count();
    }

    box.querySelectorAll("input[type=file]").forEach((input) => {
      let isSaved = false;
      input.addEventListener("click", async (event) => {
        if (isSaved) {
          isSaved = false;
          return;
        }
        event.preventDefault();
        await wait(0); // a click from within a click is ignored
        await Promise.race([window.entryDraft.save(), wait(SAVE_PATIENCE)]);
        isSaved = true;
        input.click();
      });
      input.addEventListener("change", (event) => {
        event.stopPropagation();
        take(input);
      });
    });
    box.querySelectorAll("[data-remove]").forEach((button) => {
      button.hidden = false;
    });
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (button) remove(button);
    });
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
        window.alert(`有 ${failed.length} 张照片没有传上。可以点照片重试,或再点一次提交。`);
      }
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("entry-form");
    if (!form) return;
    form.querySelectorAll("[data-photos]").forEach((box) => startBox(box, form));
    guardSubmit(form);
  });
})();
