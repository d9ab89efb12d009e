/* window.shrinkPhoto(file): a JPEG of at most 1600 px and 400 KB on white ground, or the file as it is when this browser cannot draw it. */
(function () {
  "use strict";

  const EDGES = [1600, 1200, 800]; // px: the long edge, smaller only when the picture stays too large
  const MAX_BYTES = 400 * 1024;
  const QUALITIES = [0.82, 0.7, 0.55, 0.4];

  function draw(image, edge) {
    const scale = Math.min(1, edge / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // a JPEG has no transparency: without a ground it turns black
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  async function smaller(image, file) {
    for (const edge of EDGES) {
      const canvas = draw(image, edge);
      for (const quality of QUALITIES) {
        const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
        if (blob && blob.size <= MAX_BYTES) return blob;
      }
    }
    return file;
  }

  window.shrinkPhoto = async (file) => {
    let image = null;
    try {
      image = await window.createImageBitmap(file, { imageOrientation: "from-image" });
      return await smaller(image, file);
    } catch (error) {
      return file; // not a picture this browser can read: the server says so
    } finally {
      if (image) image.close();
    }
  };
})();
