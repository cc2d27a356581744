/**
 * Keeps a nomination while it is being written: at the server, and until that has answered here.
 *
 * One request at a time, always with all that stands in the form, so nothing arrives out of order.
 * What the server has not acknowledged lies in this browser's storage, and is found there when the
 * page is opened again. Without this module the page's button saves.
 */
import { announce } from "./message.js";

const QUIET = 800;
const WAIT = [1000, 2000, 4000, 8000, 15000, 30000];
const NOT_TYPED = new Set(["csrf_token", "form_key", "version", "draft_version", "website", "to_award", "opened"]);
const bar = document.querySelector("[data-draft]");
const form = bar?.closest("form");
const line = bar?.querySelector("[data-draft-line]");

/** Drawn for this page: the server tells by it whose text is whose when two tabs are open. */
const page = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => "abcdefghjkmnpqrstvwxyz0123456789"[byte % 32]).join("");
const place = `utmarkt-draft:${window.location.pathname}:`;
const state = { stored: "", busy: false, leaving: false, sending: false, pickedUp: false, worried: false, calm: null, said: "", timer: 0, soon: 0 };

function typed(where = form) {
  return [...new FormData(where)].filter(([name, value]) => typeof value === "string" && value && !NOT_TYPED.has(name));
}

/** What stood in the form when it came: on a slow line somebody types before this module is there. */
function served() {
  const copy = form.cloneNode(true);
  copy.reset();
  return typed(copy);
}

/** A key without what binds it to this browser. */
function bare(key) {
  return key.split(".")[0];
}

/** The edition's clock, as on every page of it; the browser may stand elsewhere. */
function clock(moment) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: bar.dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(moment);
}

function say(text, kind) {
  if (line.textContent === text) return;
  const worse = kind === "trouble" && !state.worried;
  const better = kind === "saved" && state.worried;
  line.textContent = text;
  line.dataset.state = kind;
  if (kind === "saving") return;
  state.worried = kind === "trouble";
  if (kind === "saved") state.calm = { text, kind };
  if (worse || better) announce(text); // once when it stops, once when it goes on: not at every word
}

/** Storage may be full or forbidden: then only the server keeps the text. */
const local = {
  put(fields) {
    try {
      const { form_key, draft_version } = form.elements;
      const entry = { key: form_key.value, version: Number(draft_version.value), at: Date.now(), fields };
      window.localStorage.setItem(place + page, JSON.stringify(entry));
    } catch { /* see above */ }
  },
  drop(name = place + page) {
    try { window.localStorage.removeItem(name); } catch { /* see above */ }
  },
  newest() {
    try {
      const names = Object.keys(window.localStorage).filter((name) => name.startsWith(place));
      const entries = names.map((name) => ({ name, ...JSON.parse(window.localStorage.getItem(name)) }));
      return entries.sort((one, other) => other.at - one.at)[0];
    } catch { return undefined; }
  },
};

/** The page may have been open for longer than its token lives: a fresh one comes with a fresh page. */
async function freshToken() {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = fresh.querySelector("[data-nominate] [name='csrf_token']")?.value;
  if (token) form.elements.csrf_token.value = token;
}

function send(fields, keepalive) {
  const { form_key, draft_version, csrf_token } = form.elements;
  const body = JSON.stringify({ key: form_key.value, version: Number(draft_version.value), page, fields });
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf_token.value };
  return fetch(bar.dataset.url, { method: "POST", body, headers, keepalive: keepalive && body.length < 60_000 });
}

/** Two tabs that begin at once would each get a cookie, and the later one win: they take turns. */
function inTurn(act) {
  if (Number(form.elements.draft_version.value) || !navigator.locks) return act();
  return navigator.locks.request("utmarkt-draft", act);
}

function acknowledged({ key, version, beside, saved_at_text }) {
  state.said = saved_at_text;
  form.elements.form_key.value = key;
  form.elements.draft_version.value = version;
  if (!beside) return;
  const other = form.querySelector("[data-draft-beside]");
  other.querySelector("[data-draft-versions]").href = `/drafts/${bare(key)}/versions`;
  if (other.hidden) announce(other.textContent.trim());
  other.hidden = false;
}

/** Tries once. Gives "saved", "offline", "again" (later), "sent", or "over": a person must look. */
async function deliver(fields, keepalive = false) {
  const answer = await inTurn(() => send(fields, keepalive)).catch(() => null);
  if (answer?.ok) {
    acknowledged(await answer.json());
    return "saved";
  }
  if (answer?.status === 400) await freshToken().catch(() => null);
  else if (answer && answer.status < 500 && answer.status !== 429) {
    const json = answer.headers.get("Content-Type")?.startsWith("application/json");
    const { message, sent } = json ? await answer.json() : { message: bar.dataset.trouble };
    say(message, "trouble");
    return sent ? "sent" : "over";
  }
  say(answer ? bar.dataset.trouble : bar.dataset.offline, "trouble");
  return answer ? "again" : "offline";
}

function rest(milliseconds) {
  return new Promise((resolve) => {
    window.setTimeout(resolve, milliseconds);
    window.addEventListener("online", resolve, { once: true });
  });
}

/** All of it is at the server, perhaps because somebody took back what they typed. */
function settle() {
  local.drop();
  if (line.dataset.state === "saving") say(state.calm.text, state.calm.kind);
}

/** Saves until what stands in the form is what the server has. */
async function save() {
  if (state.busy) return;
  state.busy = true;
  for (let attempt = 0; !state.leaving; ) {
    const fields = typed();
    const body = JSON.stringify(fields);
    if (body === state.stored) {
      settle();
      break;
    }
    const outcome = await deliver(fields);
    if (outcome === "sent" && state.pickedUp) {
      local.drop();
      window.location.reload(); // what lay here was sent after all
    }
    if (outcome === "sent" || outcome === "over") break;
    if (outcome === "saved") {
      state.stored = body;
      attempt = 0;
      const more = JSON.stringify(typed()) !== body; // written meanwhile: that is not saved yet
      if (!more) local.drop();
      say(more ? bar.dataset.saving : state.said, more ? "saving" : "saved");
    } else {
      await rest(WAIT[Math.min(attempt, WAIT.length - 1)]);
      attempt += 1;
    }
  }
  state.busy = false;
}

/** A second after the last keystroke, and at least every three while somebody writes on. */
function onInput(event) {
  if (!NOT_TYPED.has(event.target.name)) keep();
}

function keep() {
  const fields = typed();
  if (JSON.stringify(fields) === state.stored) return;
  local.put(fields);
  if (line.dataset.state !== "trouble") say(bar.dataset.saving, "saving");
  window.clearTimeout(state.timer);
  state.soon ||= Date.now() + 3 * QUIET;
  state.timer = window.setTimeout(() => { state.soon = 0; save(); }, Math.min(QUIET, Math.max(0, state.soon - Date.now())));
}

/** Files that came with the text are known by a hidden field each. */
function restoreFiles(fields) {
  const there = new Set([...form.querySelectorAll("[name='attachment']")].map((one) => one.value));
  for (const [name, value] of fields) {
    if (name !== "attachment" || there.has(value)) continue;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
}

/** Puts kept fields into the form. Rows of members are made as needed. */
function restore(fields) {
  const rows = new Set(fields.map(([name]) => /^(.+)-(\d+)-[^-]+$/.exec(name)).filter(Boolean).map((found) => `${found[1]}-${found[2]}`));
  for (const list of form.querySelectorAll("[data-rows]")) {
    const wanted = [...rows].filter((row) => row.startsWith(`${list.id}-`)).length;
    for (let have = list.querySelectorAll("[data-row]").length; have < wanted; have += 1) list.querySelector("[data-add-row]").click();
  }
  const named = (name) => {
    const found = /^(.+)-(\d+)-([^-]+)$/.exec(name);
    const list = found && document.getElementById(found[1]);
    if (!list?.matches("[data-rows]")) return [...form.elements].filter((one) => one.name === name);
    const order = [...rows].filter((row) => row.startsWith(`${list.id}-`)).indexOf(`${found[1]}-${found[2]}`);
    return [...(list.querySelectorAll("[data-row]")[order]?.querySelectorAll(`[name$="-${found[3]}"]`) ?? [])];
  };
  for (const control of form.elements) {
    if (NOT_TYPED.has(control.name) || !control.name || control.type === "file" || control.type === "hidden") continue;
    if (control.type === "checkbox" || control.type === "radio") control.checked = false;
    else if (control.matches("input, textarea")) control.value = "";
  }
  restoreFiles(fields);
  const changed = new Set();
  for (const [name, value] of fields) {
    for (const control of named(name)) {
      if (control.type === "checkbox" || control.type === "radio") control.checked ||= control.value === value;
      else if (control.type !== "file" && control.type !== "hidden") control.value = value;
      changed.add(control);
    }
  }
  for (const control of changed) {
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** What this browser could not save before: put back where it follows on what the server has. */
function pickUp() {
  const entry = local.newest();
  if (!entry) return;
  const version = Number(form.elements.draft_version.value);
  const same = bare(entry.key) === bare(form.elements.form_key.value);
  if (version && !same) return; // another text stands here: the kept one waits for its own page
  if (!same) form.elements.form_key.value = entry.key;
  form.elements.draft_version.value = entry.version;
  restore(entry.fields);
  local.put(entry.fields);
  state.pickedUp = true;
  if (entry.name !== place + page) local.drop(entry.name);
  announce(bar.dataset.here.replace("{time}", clock(new Date(entry.at))));
  save();
}

/** Sending waits for a connection: without one the browser's own error page would swallow the form. */
async function onSubmit(event) {
  if (state.leaving) {
    // Somebody else may have stopped it, or the page stays for another reason: then we go on saving.
    const stay = () => { state.leaving = false; };
    window.setTimeout(() => (event.defaultPrevented ? stay() : window.setTimeout(stay, 15000)));
    return;
  }
  const button = event.submitter;
  if (button?.name === "add_row") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (state.sending) return; // a double click
  state.sending = true;
  window.clearTimeout(state.timer);
  const fields = typed();
  const body = JSON.stringify(fields);
  local.put(fields);
  const outcome = body === state.stored ? await reachable() : await deliver(fields);
  state.sending = false;
  if (outcome === "offline") {
    say(bar.dataset.unsent, "trouble");
    announce(bar.dataset.unsent);
    line.scrollIntoView({ block: "center" });
    save();
    return;
  }
  if (outcome === "saved") { state.stored = body; local.drop(); }
  state.leaving = true;
  form.requestSubmit(button);
}

/** Everything is saved; is there still somebody to send it to? */
async function reachable() {
  const answer = await fetch("/static/img/favicon.svg", { method: "HEAD", cache: "no-store" }).catch(() => null);
  return answer ? "saved" : "offline";
}

function watchDeadline() {
  const late = form.querySelector("[data-draft-late]");
  const left = Number(bar.dataset.closes) * 1000 - Date.now();
  if (late && left > 0 && left < 2 ** 31) window.setTimeout(() => { late.hidden = false; announce(late.textContent.trim()); }, left);
}

if (form && line) {
  if (line.dataset.state === "empty") line.textContent = bar.dataset.kept; // only now is it so
  state.calm = { text: line.textContent, kind: line.dataset.state };
  state.stored = JSON.stringify(served());
  // What lies in this browser must not cover what was typed a moment ago; it is there next time, too.
  if (JSON.stringify(typed()) === state.stored) pickUp();
  else keep();
  form.addEventListener("input", onInput);
  form.addEventListener("change", onInput);
  form.addEventListener("submit", onSubmit);
  watchDeadline();
  window.addEventListener("pagehide", () => {
    const fields = typed();
    if (!state.leaving && !state.busy && JSON.stringify(fields) !== state.stored) send(fields, true).catch(() => null);
  });
  window.addEventListener("pageshow", () => { state.leaving = false; });
}
