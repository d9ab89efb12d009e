/* window.photoUploads: one picked file on its way to the server, under a key of its own that every try carries. */
(function () {
  "use strict";

  const STALLED = 60000; // ms without a byte going out or an answer coming in
  const MAX_UPLOAD = 12 * 1024 * 1024; // bytes
  const TRIES = 4; // while the server is busy with the photos of others
  const PAUSE = 2000; // ms between them
  const LOST = "未传上，请重试";
  const TOO_HEAVY = "照片超过 12 MB，请用手机默认画质重拍";

  /* At most so many at a time; the others wait in their order. */
  function lanes(most) {
    const waiting = [];
    let running = 0;
    function next() {
      if (running >= most || !waiting.length) return;
      running += 1;
      waiting.shift()();
    }
    return (work) =>
      new Promise((resolve, reject) => {
        const done = () => {
          running -= 1;
          next();
        };
        waiting.push(() => Promise.resolve().then(work).then(resolve, reject).finally(done));
        next();
      });
  }

  const shrinking = lanes(1); // a photo of 50 megapixels takes 200 MB of the phone's memory
  const sending = lanes(2);

  function wait(ms) {
    return new Promise((resolve) => window.setTimeout(resolve, ms));
  }

  /* A UUID; crypto.randomUUID is missing where the page comes without TLS. */
  function newKey() {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  function refusal(request) {
    const words = (text) => Object.assign(new Error(text), { status: request.status });
    if (request.status === 413) return words(TOO_HEAVY);
    try {
      return words(JSON.parse(request.responseText).error || LOST);
    } catch (error) {
      return words(LOST); // not an answer of ours
    }
  }

  /* XMLHttpRequest, because fetch tells no progress. `began` gets the request, to be aborted. */
  function send(url, data, token, onProgress, began) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let timer = null;
      const alive = () => {
        window.clearTimeout(timer);
        timer = window.setTimeout(() => request.abort(), STALLED);
      };
      request.open("POST", url);
      request.setRequestHeader("X-CSRFToken", token);
      request.setRequestHeader("X-Requested-With", "fetch");
      request.upload.addEventListener("progress", (event) => {
        alive();
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      });
      request.addEventListener("load", () => (request.status === 201 ? resolve(JSON.parse(request.responseText)) : reject(refusal(request))));
      ["error", "abort"].forEach((name) => request.addEventListener(name, () => reject(new Error(LOST))));
      request.addEventListener("loadend", () => window.clearTimeout(timer));
      alive();
      began(request);
      request.send(data);
    });
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function button(className, text, act) {
    const made = element("button", className, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  class Upload {
    /* `post` is where to and with what: {url, token, fields}. */
    constructor(file, post) {
      this.file = file;
      this.post = post;
      this.key = newKey();
      this.blob = null;
      this.part = 0;
      this.isGone = false;
    }

    /* Bytes that still have to go out; before it is shrunk, what it will be at most. */
    get left() {
      const size = this.blob ? this.blob.size : Math.min(this.file.size, 400 * 1024);
      return size * (1 - this.part);
    }

    /* Resolves to the server's answer. */
    async run(onProgress) {
      this.part = 0;
      if (!this.blob) this.blob = await shrinking(() => (this.isGone ? this.file : window.shrinkPhoto(this.file)));
      if (this.blob.size > MAX_UPLOAD) throw new Error(TOO_HEAVY);
      return sending(() => this.tryAgain(onProgress, TRIES));
    }

    async tryAgain(onProgress, tries) {
      if (this.isGone) throw new Error(LOST);
      try {
        return await this.sendOnce(onProgress);
      } catch (error) {
        if (error.status !== 503 || tries <= 1) throw error;
      }
      await wait(PAUSE);
      return this.tryAgain(onProgress, tries - 1);
    }

    sendOnce(onProgress) {
      const data = new FormData();
      data.append("key", this.key);
      Object.entries(this.post.fields()).forEach(([name, value]) => data.append(name, value));
      data.append("photo", this.blob, "photo.jpg");
      const progress = (part) => {
        this.part = part;
        onProgress(part);
      };
      return send(this.post.url, data, this.post.token(), progress, (request) => {
        this.request = request;
      });
    }

    /* Not wanted any more: whether it came already or not, nothing becomes of it. */
    stop() {
      this.isGone = true;
      if (this.request) this.request.abort();
    }
  }

  window.photoUploads = { Upload, element, button };
})();
