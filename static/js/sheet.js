/**
 * Saves a score sheet at every change and says so. Without this module the page's buttons save.
 *
 * One request at a time, in order, each with an id: sent again until it is answered, it counts once.
 * What is not acknowledged lies in this browser too, and is found there when the page opens again.
 * When the sheet was changed elsewhere, what clashes is chosen by a person; nothing is overwritten unseen.
 */
import { announce } from "./message.js";
import { choose } from "./sheet-choose.js";
import { changes, merge, perhapsThere } from "./sheet-merge.js";
import { leftovers, newId, place } from "./sheet-store.js";
import { signInAgain, standing } from "./sign-in-again.js";

const WAIT = [1000, 2000, 5000, 10000, 30000];
const QUIET = 1000;
const LONGEST = 5000; // so long a text that is being written may wait
const NOT_TYPED = new Set(["version", "csrf_token", "confirmed", "then", "change"]);
const form = document.querySelector("[data-sheet]");
const line = form?.querySelector("[data-saved]");
const store = line && place(form.dataset.juror, form.getAttribute("action"));
const sheet = { known: {}, version: 0, flight: null, clashes: [], busy: false, stopped: false, waiting: [], timer: 0, began: 0, early: new Set(), last: line?.textContent };

function say(text, state) {
  if (line.textContent === text && line.dataset.state === state) return;
  if (state === "saved") sheet.last = text;
  line.textContent = text;
  line.dataset.state = state;
  if (state !== "saving") announce(text);
}

function typed() {
  return Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_TYPED.has(name)));
}

const unsent = () => changes(sheet.known, typed());
const isPending = () => Object.keys(unsent()).length > 0;

function heard(version, values) {
  sheet.version = Number(version);
  sheet.known = { ...sheet.known, ...values };
  form.elements.version.value = version;
}

function put(name, value) {
  const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const control = controls.find((one) => one.type !== "radio" || one.value === value);
  if (!control) return;
  if (control.type === "radio") control.checked = true;
  else control.value = value;
  if (value) control.closest("details")?.setAttribute("open", "");
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A field and its value as the page words them. */
function inWords({ name, mine, theirs }) {
  const control = form.querySelector(`[name="${CSS.escape(name)}"]`);
  const label = control.closest("fieldset")?.querySelector("legend") ?? control.labels?.[0];
  const word = (value) => {
    const chosen = control.type === "radio" && form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
    return chosen?.labels?.[0]?.textContent.trim() || value || "–";
  };
  return { label: label?.textContent.trim() ?? control.ariaLabel ?? name, mine: word(mine), theirs: word(theirs) };
}

function keep() {
  const { version, known, flight } = sheet;
  if (flight || isPending()) store.keep({ version, known, flight, typed: typed(), name: form.dataset.name });
  else store.forget();
}

/** As the fields stand on the page. */
function inOrder(clashes) {
  const names = [...form.elements].map((one) => one.name);
  return clashes.sort((one, other) => names.indexOf(one.name) - names.indexOf(other.name));
}

/** What the server has is news: take what only changed there, let a person choose where both changed. */
function compare(version, stored, sent) {
  const { adopted, clashes } = merge(sheet.known, stored, typed(), sent);
  sheet.flight = null;
  sheet.clashes = inOrder(clashes);
  heard(version, stored);
  for (const [name, value] of Object.entries(adopted)) put(name, value);
  if (Object.keys(adopted).length) announce(form.dataset.adopted);
}

/** False as long as nobody has chosen. */
async function settled() {
  if (!sheet.clashes.length) return true;
  const kept = await choose(sheet.clashes.map(inWords));
  if (!kept) {
    say(form.dataset.undecided, "trouble");
    return false;
  }
  const clashes = sheet.clashes.splice(0);
  if (kept === "theirs") for (const { name, theirs } of clashes) put(name, theirs);
  if (!isPending()) say(form.dataset.kept, "saved");
  return true;
}

function pause(milliseconds) {
  return new Promise((resolve) => {
    const go = () => { window.clearTimeout(timer); window.removeEventListener("online", go); resolve(); };
    const timer = window.setTimeout(go, milliseconds);
    window.addEventListener("online", go);
  });
}

function send({ id, version, fields }) {
  const data = new URLSearchParams({ ...fields, change: id, version, csrf_token: form.elements.csrf_token.value });
  return fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual", keepalive: data.toString().length < 60_000 });
}

/** An old token is no reason to ask: a fresh page has a fresh one. */
async function backIn() {
  const found = await standing().catch(() => "out");
  if (found === "in") return true;
  say(form.dataset.signedOut, "trouble");
  return signInAgain();
}

/** The server will not take this: says why. What was typed stays in the page, and nowhere else. */
function refused(said) {
  const { flight } = sheet;
  sheet.flight = null;
  if (said.stored) {
    compare(said.version, said.stored, perhapsThere(flight, said.version));
    if (!isPending() && !sheet.clashes.length) say(form.dataset.kept, "saved");
    return "go on";
  }
  store.forget();
  say(said.message, "trouble");
  return "stop";
}

/** The sheet is not this juror's any more; the page that stands there now says so. */
function gone() {
  sheet.flight = null;
  store.forget();
  window.location.reload();
  return "stop";
}

/** A refusal that is not the sheet's may be somebody's on the way: only a look at the page tells. */
async function isGone() {
  return (await standing().catch(() => "out")) === "other";
}

/** Tries once: "go on", "again" later, or "stop": a person must look. */
async function deliver() {
  const answer = await send(sheet.flight).catch(() => null);
  const said = await answer?.json().catch(() => null); // half an answer is none
  if (answer?.ok && said) {
    heard(said.version, sheet.flight.fields);
    sheet.flight = null;
    say(said.saved_at_text, "saved");
    return "go on";
  }
  const status = answer?.status ?? 0;
  if (status === 400 || status === 401) return (await backIn()) ? "again" : "stop";
  if (status > 401 && status < 500 && status !== 429) {
    if (said) return refused(said);
    if (await isGone()) return gone();
  }
  say(form.dataset.offline, "trouble");
  return "again";
}

async function saveAll() {
  for (let attempt = 0; ;) {
    if (!(await settled())) return false;
    if (!sheet.flight && !isPending()) return true;
    sheet.flight ??= { id: newId(), version: sheet.version, fields: unsent() };
    keep();
    if (line.dataset.state !== "trouble") say(form.dataset.saving, "saving");
    const outcome = await deliver();
    if (outcome === "stop") return false;
    if (outcome === "again") {
      await pause(WAIT[Math.min(attempt, WAIT.length - 1)]);
      attempt += 1;
    } else attempt = 0;
  }
}

async function save() {
  window.clearTimeout(sheet.timer);
  sheet.began = 0;
  if (sheet.busy) return;
  sheet.busy = true;
  sheet.stopped = !(await saveAll());
  sheet.busy = false;
  if (!sheet.stopped && line.dataset.state === "saving") say(sheet.last, "saved"); // written and taken back
  if (!sheet.stopped) store.forget();
  for (const go of sheet.waiting.splice(0)) if (!sheet.clashes.length) go();
}

/** A choice is sent at once, a text when its writer pauses; both are kept here before that. */
function onChange(event) {
  if (NOT_TYPED.has(event.target.name)) return;
  keep();
  window.clearTimeout(sheet.timer);
  if (event.type === "change") {
    save();
    return;
  }
  const now = Date.now();
  sheet.began ||= now;
  sheet.timer = window.setTimeout(save, Math.min(QUIET, Math.max(0, sheet.began + LONGEST - now)));
  if (isPending() && line.dataset.state !== "trouble") say(form.dataset.saving, "saving");
}

/** Whether each criterion has an answer; the server says what is missing where one has not. */
function isWhole() {
  const names = new Set([...form.querySelectorAll("input[type=radio]")].map((one) => one.name));
  return [...names].every((name) => form.querySelector(`[name="${CSS.escape(name)}"]:checked`));
}

/** Only handing in asks first (confirm.js); then the server need not ask again. */
function askFirst(button) {
  const question = isWhole() && button?.dataset.confirmWith;
  if (question) form.dataset.confirm = question;
  else delete form.dataset.confirm;
}

/** A button waits until what was changed is stored, so that it never meets its own save half-way. */
function onSubmit(event) {
  const button = event.submitter;
  askFirst(button);
  if (form.dataset.confirmed) form.elements.confirmed.value = "yes";
  if (!sheet.busy && !sheet.clashes.length && (sheet.stopped || !isPending())) return;
  event.preventDefault();
  event.stopPropagation();
  sheet.waiting = [() => form.requestSubmit(button)]; // the last one pressed
  save();
}

/** Puts what a page that is gone had changed into this one. */
function putBack({ version, known, flight, typed: left }) {
  Object.assign(sheet, { version, known });
  const mine = { ...flight?.fields, ...changes(known, left) };
  for (const name of Object.keys(mine)) if (!sheet.early.has(name)) put(name, left[name] ?? "");
}

/**
 * As if it had been typed just now. Where the sheet has moved on, a save that was under way goes on,
 * one after the other: its id tells the server whether it is there already.
 */
async function pickUp() {
  const found = await leftovers(form.dataset.juror, `${form.getAttribute("action")}:`);
  const cutOff = found.filter(({ flight, version }) => flight && version !== sheet.version);
  for (const entry of [...found.filter((one) => !cutOff.includes(one)), ...cutOff.slice(0, 1)]) {
    const now = { version: sheet.version, known: sheet.known };
    putBack(entry);
    if (now.version === entry.version) sheet.known = now.known;
    else if (entry.flight) sheet.flight = entry.flight;
    else compare(now.version, now.known);
    keep();
    entry.forget();
  }
  if (!found.length || !(sheet.flight || isPending() || sheet.clashes.length)) return;
  announce(form.dataset.found);
  const saved = save();
  if (cutOff.length > 1) saved.then(() => sheet.stopped || pickUp());
}

if (line) {
  const confirmed = document.createElement("input");
  Object.assign(confirmed, { type: "hidden", name: "confirmed", value: "" });
  form.append(confirmed);
  heard(form.elements.version.value, JSON.parse(form.dataset.stored));
  sheet.stopped = "refused" in form.dataset; // a person looks first
  sheet.early = new Set(Object.keys(unsent())); // chosen before this script came: newer than what a closed page left
  pickUp().then(() => {
    form.addEventListener("change", onChange);
    form.addEventListener("input", onChange);
    if (isPending() && !sheet.stopped) save();
  });
  form.addEventListener("submit", onSubmit);
  window.addEventListener("beforeunload", (event) => {
    if (!sheet.stopped && line.dataset.state === "trouble" && (sheet.flight || isPending())) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (!sheet.busy && !sheet.stopped && isPending()) send({ id: newId(), version: sheet.version, fields: unsent() }).catch(() => null);
  });
}
