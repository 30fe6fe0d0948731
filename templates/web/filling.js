// Shows the page as it is printed with every key, and saves at every pause. Without this file the button saves, and the page comes back.
"use strict";

const PAUSE = 600; // ms after the last key, until it is saved; a field that is left is saved at once
const AGAIN = 3000; // ms until a save that failed is tried again
const GONE = "没有保存：链接过期或被收回了，或者这一份已经删去；先把没存的内容复制下来，再向给您链接的人要新的";
const LONG = "没有保存：内容太长，请删短";
const WHY = { 403: GONE, 404: GONE, 400: LONG, 413: LONG, 507: "没有保存：磁盘满了或不能写，请告诉管这台电脑的人；正在再试" };
const form = document.querySelector("form[data-live]");
const paper = document.querySelector(".paper");
const state = document.getElementById("state");
const figures = [...document.querySelectorAll(".paper figure")];
const changed = new Map();
let timer = 0;
let saving = false;
let version = form.elements.seen.value;

function told(words, good) {
  state.textContent = words;
  state.className = "state " + (good ? "good" : "bad");
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

async function save() {
  if (saving || !changed.size) return;
  saving = true;
  const sent = new Map(changed);
  const body = new URLSearchParams({ seen: version, live: "1" });
  for (const [name, value] of sent) body.set(name, value);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    const known = await answer.json();
    for (const [name, value] of sent) if (changed.get(name) === value) changed.delete(name);
    show(known);
  } catch (fault) {
    told(WHY[fault.message] || "还没有保存：连不上，正在再试", false);
    later(AGAIN);
  } finally {
    saving = false;
  }
  if (changed.size && !state.classList.contains("bad")) later(0);
}

function show(known) {
  version = form.elements.seen.value = String(known.version);
  told(known.at + " 已保存", true);
  document.getElementById("name").textContent = known.name || "新的一份";
  for (const [name, text] of Object.entries(known.refused)) {
    told("有一栏别人刚改过，没有存您的，见那一栏", false);
    known.findings[name] = [{ bad: true, said: "别人刚改过，现在存的是「" + text + "」；要用您的，再改一下这一栏。" }];
  }
  for (const place of document.querySelectorAll(".say")) {
    const found = known.findings[place.id.slice(2)] || [];
    place.replaceChildren(...found.map((one) => paragraph(one.said, one.bad ? "bad" : "look")));
    const field = place.closest(".field");
    const cell = document.getElementById("f-" + place.id.slice(2))?.closest(".typed td");
    for (const one of [field, cell]) if (one) one.classList.toggle("wrong", found.some((each) => each.bad));
  }
  document.getElementById("errors").hidden = !known.errors.length;
  document.getElementById("count").textContent = known.errors.length;
  document.getElementById("errorlist").replaceChildren(...known.errors.map(listed));
  for (const place of document.querySelectorAll("[data-sum]")) {
    const sum = known.sums[place.dataset.sum];
    if (sum) place.textContent = sum[0];
  }
  for (const place of document.querySelectorAll("[data-proofs]")) place.textContent = known.proofs[place.dataset.proofs] || 0;
  if (known.pages !== figures.length && !changed.size) {
    location.reload(); // a long value needs another sheet; all is saved
    return;
  }
  if (Object.keys(known.refused).length) drawAnew();
}

function paragraph(text, name) {
  const made = document.createElement("p");
  made.textContent = text;
  made.className = name;
  return made;
}

function listed(one) {
  const made = document.createElement("li");
  const field = document.getElementById("f-" + one.field);
  if (!field) {
    made.textContent = one.said;
    return made;
  }
  const link = document.createElement("a");
  link.href = "#f-" + one.field;
  link.textContent = one.said;
  made.append(link);
  return made;
}

function isSeen(figure) {
  const [inside, all] = [figure.getBoundingClientRect(), paper.getBoundingClientRect()];
  return inside.bottom > all.top && inside.top < all.bottom;
}

function drawAnew() {
  for (const figure of figures) figure.dataset.stale = "1";
  figures.forEach(draw);
}

// One picture of a page is asked for at a time. What is typed meanwhile stands on the next one.
async function draw(figure) {
  if (!figure.dataset.stale || figure.dataset.drawing || !isSeen(figure)) return;
  delete figure.dataset.stale;
  figure.dataset.drawing = "1";
  try {
    const answer = await fetch(figure.dataset.page + ".png", { method: "POST", body: new URLSearchParams([...changed]) });
    if (!answer.ok) throw new Error(String(answer.status));
    put(figure, await createImageBitmap(await answer.blob()));
  } catch {
    figure.dataset.stale = "1"; // the next key or the next look at it tries again
    return;
  } finally {
    delete figure.dataset.drawing;
  }
  draw(figure);
}

function put(figure, drawn) {
  let sheet = figure.querySelector("canvas");
  if (!sheet) {
    const before = figure.querySelector("img");
    sheet = document.createElement("canvas");
    sheet.setAttribute("role", "img");
    sheet.setAttribute("aria-label", before.alt);
    before.replaceWith(sheet);
  }
  [sheet.width, sheet.height] = [drawn.width, drawn.height];
  sheet.getContext("bitmaprenderer").transferFromImageBitmap(drawn);
  figure.dataset.shown = Number(figure.dataset.shown || 0) + 1;
}

function point(name) {
  for (const place of document.querySelectorAll("rect.here")) place.classList.remove("here");
  const places = [...document.querySelectorAll("rect")].filter((one) => one.dataset.field === name);
  for (const place of places) place.classList.add("here");
  if (!places.length) return;
  const [spot, all] = [places[0].getBoundingClientRect(), paper.getBoundingClientRect()];
  if (spot.top < all.top || spot.bottom > all.bottom) paper.scrollTop += spot.top - all.top - all.height / 3;
}

function typed(event) {
  if (event.isComposing) return; // the letters of a word that is still being chosen
  changed.set(event.target.name, event.target.value);
  told("正在保存……", true);
  drawAnew();
  later(PAUSE);
}

// The rows of lists. A row is named by its number, so a row that is taken away lets those below it move up.
function rowsOf(list) {
  return [...document.querySelectorAll("tbody[data-list]")].filter((one) => one.dataset.list === list);
}

function cellsOf(row) {
  return [...row.querySelectorAll("[name]:not(button)")];
}

function addRow(button) {
  const rows = rowsOf(button.value);
  if (rows.length >= Number(button.dataset.most)) {
    told("最多 " + button.dataset.most + " 行", false);
    return;
  }
  const last = rows[rows.length - 1];
  const made = last.cloneNode(true);
  const [before, after] = [button.value + "." + last.dataset.row, button.value + "." + rows.length];
  made.dataset.row = rows.length;
  for (const one of [made, ...made.querySelectorAll("*")]) {
    for (const name of ["id", "name", "value", "aria-describedby"]) {
      if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace(before, after));
    }
    const label = one.getAttribute("aria-label");
    if (label) one.setAttribute("aria-label", label.replace(/第( ?)\d+( ?)行/, "第$1" + (rows.length + 1) + "$2行"));
    if (one.matches(".say")) one.replaceChildren();
    one.classList.remove("wrong");
  }
  for (const cell of cellsOf(made)) {
    cell.value = "";
    cell.removeAttribute("aria-invalid");
  }
  last.after(made);
  cellsOf(made)[0].focus();
}

function removeRow(button) {
  const row = button.closest("tbody");
  const rows = rowsOf(row.dataset.list);
  for (const one of rows.slice(rows.indexOf(row))) {
    const below = rows[rows.indexOf(one) + 1];
    cellsOf(one).forEach((cell, at) => {
      const text = below ? cellsOf(below)[at].value : "";
      if (cell.value !== text) changed.set(cell.name, text);
      cell.value = text;
    });
  }
  if (rows.length > 1) rows[rows.length - 1].remove();
  drawAnew();
  later(0);
}

form.addEventListener("input", typed);
form.addEventListener("compositionend", typed);
form.addEventListener("change", () => later(0));
form.addEventListener("focusin", (event) => point(event.target.name));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.name === "add") addRow(event.submitter);
  if (event.submitter?.name === "remove") removeRow(event.submitter);
  later(0);
});
paper.addEventListener("scroll", () => figures.forEach(draw));
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#f-"]');
  if (!link) return;
  const goal = document.getElementById((link.getAttribute("href") || "").slice(1));
  if (!goal) return;
  event.preventDefault();
  goal.scrollIntoView({ block: "center" });
  (goal.matches("fieldset") ? goal.querySelector("input:checked") : goal).focus();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // somebody comes back from the page where files are put
});
window.addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});
