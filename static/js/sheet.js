/**
 * Saves a score sheet at every change and says so. Without this module the page's buttons save.
 *
 * One request at a time. What a request carried is sent again, unchanged, until it is answered: the
 * server takes the same content twice without harm, so a lost answer never looks like another tab.
 */
import { announce } from "./message.js";

const WAIT = [1000, 2000, 5000, 10000, 30000];
const form = document.querySelector("[data-sheet]");
const line = form?.querySelector("[data-saved]");

function say(text, state) {
  line.textContent = text;
  line.dataset.state = state;
  if (state !== "saving") announce(text);
}

function content() {
  const data = new URLSearchParams(new FormData(form));
  data.delete("version");
  data.delete("csrf_token");
  data.delete("confirmed");
  return data.toString();
}

const sheet = { stored: form ? content() : "", busy: false, stopped: false, waiting: [] };

function pause(milliseconds) {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, milliseconds);
    window.addEventListener("online", () => { window.clearTimeout(timer); resolve(); }, { once: true });
  });
}

/** Signed in again elsewhere? Then the page at our own address holds a fresh token. */
async function freshToken() {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[data-sheet] [name='csrf_token']")?.value;
  for (const field of document.querySelectorAll("[name='csrf_token']")) if (token) field.value = token;
}

async function send(body) {
  const data = new URLSearchParams(body);
  data.set("version", form.elements.version.value);
  data.set("csrf_token", form.elements.csrf_token.value);
  return fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual" });
}

/** Sends until the server has answered; returns false when a person must look. */
async function deliver(body) {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await send(body).catch(() => null);
    if (answer?.ok) {
      const { version, saved_at_text } = await answer.json();
      form.elements.version.value = version;
      say(saved_at_text, "saved");
      return true;
    }
    if (answer && (answer.status === 400 || answer.status === 401)) {
      say(form.dataset.signedOut, "trouble");
      await freshToken().catch(() => null);
    } else if (answer && answer.status < 500 && answer.status !== 429) {
      const json = answer.headers.get("Content-Type")?.startsWith("application/json");
      if (json) say((await answer.json()).message, "trouble");
      else window.location.reload();
      return false;
    } else {
      say(form.dataset.offline, "trouble");
    }
    await pause(WAIT[Math.min(attempt, WAIT.length - 1)]);
  }
}

async function save() {
  if (sheet.busy || sheet.stopped) return;
  sheet.busy = true;
  while (!sheet.stopped && content() !== sheet.stored) {
    const body = content();
    say(form.dataset.saving, "saving");
    if (await deliver(body)) sheet.stored = body;
    else sheet.stopped = true;
  }
  sheet.busy = false;
  for (const go of sheet.waiting.splice(0)) go();
}

/** Only handing in asks first (confirm.js); then the server need not ask again. */
function askFirst(button) {
  const question = button?.dataset.confirmWith;
  if (question) form.dataset.confirm = question;
  else delete form.dataset.confirm;
}

/** A button waits until what was changed is stored, so that it never meets its own save half-way. */
function onSubmit(event) {
  const button = event.submitter;
  askFirst(button);
  if (form.dataset.confirmed) form.elements.confirmed.value = "yes";
  if (sheet.stopped || (!sheet.busy && content() === sheet.stored)) return;
  event.preventDefault();
  event.stopPropagation();
  sheet.waiting.push(() => form.requestSubmit(button));
  save();
}

if (form) {
  const confirmed = document.createElement("input");
  Object.assign(confirmed, { type: "hidden", name: "confirmed", value: "" });
  form.append(confirmed);
  sheet.stored = content();
  form.addEventListener("change", save);
  form.addEventListener("submit", onSubmit);
  window.addEventListener("beforeunload", (event) => {
    if (!sheet.stopped && content() !== sheet.stored) event.preventDefault();
  });
}
