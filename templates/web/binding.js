// Shows the pages of files when they are drawn, and lets files be dragged. Without this file buttons and links do the same.
"use strict";

const WAIT = 1500; // ms until it is asked again whether pages are drawn

async function fetched() {
  const answer = await fetch(location.pathname);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of document.querySelectorAll("[data-look]")) {
    const next = page.querySelector(`[data-look="${place.dataset.look}"]`);
    if (next && next.innerHTML !== place.innerHTML) place.replaceChildren(...next.childNodes);
  }
  if (page.getElementById("waiting")) setTimeout(fetched, WAIT);
  else document.getElementById("waiting")?.remove();
}

if (document.getElementById("waiting")) setTimeout(fetched, WAIT);

let held = null;
for (const list of document.querySelectorAll("ol.files")) {
  const items = [...list.children];
  if (items.length < 2) continue;
  for (const item of items) {
    item.draggable = true;
    item.addEventListener("dragstart", () => { held = item; });
    item.addEventListener("dragover", (event) => {
      if (!held || held.parentNode !== list) return;
      event.preventDefault();
      item.classList.add("over");
    });
    item.addEventListener("dragleave", () => item.classList.remove("over"));
    item.addEventListener("drop", async (event) => {
      event.preventDefault();
      const by = items.indexOf(item) - items.indexOf(held);
      if (!by) return;
      const body = new URLSearchParams({ place: list.dataset.place, path: held.dataset.path, action: String(by) });
      await fetch("change", { method: "POST", body });
      location.assign(location.pathname);
    });
  }
}
