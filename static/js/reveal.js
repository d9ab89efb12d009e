// What was revealed goes with the page: a browser that keeps a left page for its back button keeps none of it.
"use strict";

addEventListener("pagehide", () => {
  for (const each of document.querySelectorAll("[data-revealed]")) each.remove();
});
