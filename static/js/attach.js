/**
 * Sends each chosen file at once, so that none waits for the form: its size is told before, how far it
 * has come meanwhile, and it can be removed. When the network is away it is sent again by itself.
 */
import { announce } from "./message.js";

const SOONEST = 2000;
const LATEST = 30000;

function size(bytes) {
  const unit = bytes < 1e6 ? "kilobyte" : "megabyte";
  const value = bytes < 1e6 ? Math.max(1, Math.round(bytes / 1e3)) : Math.round(bytes / 1e5) / 10;
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "short" }).format(value);
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** What every request says: who asks, and which form. */
function about(form) {
  const data = new FormData();
  for (const name of ["csrf_token", "form_key"]) {
    const field = form.elements.namedItem(name);
    if (field) data.append(name, (field.length ? field[0] : field).value);
  }
  for (const id of form.querySelectorAll("[data-attached] input[name=attachment]")) data.append("attachment", id.value);
  return data;
}

function post(url, data, progress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => progress?.(event.loaded, event.total));
    request.addEventListener("load", () => done({ status: request.status, body: request.response }));
    request.addEventListener("error", failed);
    request.send(data);
  });
}

function row(place, name, note) {
  const line = element("li", "");
  const words = element("span", "c-attach__name", `${name} `);
  const small = element("small", "", note);
  words.append(small);
  const button = element("button", "c-button c-button--quiet c-button--small", place.dataset.dismissLabel);
  button.type = "button";
  button.append(element("span", "u-hidden", ` ${name}`));
  line.append(element("span", ""), words, button);
  place.querySelector("[data-attached]").append(line);
  return { line, small, button, tell: (text, wrong = false) => {
    small.textContent = text;
    line.classList.toggle("is-wrong", wrong);
    if (wrong) announce(`${name}: ${text}`);
  } };
}

function refuse(shown, message) {
  shown.tell(message, true);
  shown.line.querySelector("progress")?.remove();
  shown.button.addEventListener("click", () => shown.line.remove());
}

function keep(place, form, shown, { id, name, note }) {
  const hidden = element("input", "");
  Object.assign(hidden, { type: "hidden", name: "attachment", value: id });
  shown.line.dataset.id = id;
  shown.line.querySelector("progress").remove();
  shown.line.prepend(hidden);
  shown.line.querySelector(".c-attach__name").firstChild.textContent = `${name} `;
  shown.button.firstChild.textContent = place.dataset.removeLabel;
  shown.tell(note);
  shown.button.addEventListener("click", () => remove(place, form, shown.line, name));
  announce(place.dataset.added.replace("{name}", name));
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

async function send(place, form, file, shown, wait = SOONEST) {
  const data = about(form);
  data.append("file", file);
  const bar = shown.line.querySelector("progress") ?? shown.line.appendChild(document.createElement("progress"));
  Object.assign(bar, { max: file.size || 1, value: 0 });
  bar.setAttribute("aria-label", file.name);
  const progress = (loaded, total) => {
    bar.value = Math.min(loaded, file.size);
    const words = { "{done}": size(Math.min(loaded, file.size)), "{size}": size(file.size) };
    shown.tell(loaded < total ? place.dataset.sending.replace(/\{\w+\}/g, (key) => words[key]) : place.dataset.checking);
  };
  try {
    const { status, body } = await post(place.dataset.add, data, progress);
    if (!shown.line.isConnected) return body?.id && remove(place, form, null, file.name, body.id);
    if (status === 200) return keep(place, form, shown, body);
    if (!body?.message && status !== 413) throw new Error(String(status)); // a busy server: later
    return refuse(shown, body?.message ?? place.dataset.tooLarge);
  } catch {
    if (!shown.line.isConnected) return undefined;
    shown.tell(place.dataset.lost, true);
    window.setTimeout(() => send(place, form, file, shown, Math.min(wait * 2, LATEST)), wait);
    return undefined;
  }
}

async function remove(place, form, line, name, id = line.dataset.id) {
  const data = about(form);
  data.append("remove_file", id);
  try {
    const { status } = await post(place.dataset.remove, data);
    if (status !== 200 || !line) return;
  } catch {
    announce(place.dataset.lost);
    return;
  }
  line.remove();
  announce(place.dataset.gone.replace("{name}", name));
  place.querySelector("input[type=file]").focus();
}

function choose(place, form, files) {
  for (const file of files) {
    const there = place.querySelectorAll("[data-attached] > li:not(.is-wrong)").length;
    const shown = row(place, file.name, size(file.size));
    if (there >= Number(place.dataset.most)) refuse(shown, place.dataset.tooMany);
    else if (file.size > Number(place.dataset.largest)) refuse(shown, place.dataset.tooLarge);
    else {
      shown.button.addEventListener("click", () => shown.line.dataset.id || shown.line.remove());
      send(place, form, file, shown);
    }
  }
}

for (const place of document.querySelectorAll("[data-attach]")) {
  const form = place.closest("form");
  const input = place.querySelector("input[type=file]");
  input.removeAttribute("name"); // files go by themselves, so the form is as light as its text
  input.addEventListener("change", () => {
    choose(place, form, [...input.files]);
    input.value = "";
  });
  for (const line of place.querySelectorAll("[data-attached] > li")) {
    const button = line.querySelector("button");
    button.type = "button";
    const name = line.querySelector(".c-attach__name").firstChild.textContent.trim();
    button.addEventListener("click", () => remove(place, form, line, name));
  }
}
