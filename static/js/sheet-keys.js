/** Scores a sheet by keyboard, and by thumb. Without this module every control is still reached with Tab and chosen with Space. */
import "./sheet-scale.js";
import "./countdown.js";

const form = document.querySelector("[data-sheet]");
const help = document.getElementById("keys");
const WRITING = "textarea, select, button, a";
const SLIDING = "is-sliding";

/** What a key can mean, the likelier first: 0 abstains only on a scale that has no 0. */
function meanings(key) {
  return { 0: ["0", "abstain"], a: ["abstain"], x: ["10"] }[key.toLowerCase()] ?? [key];
}

function criteria() {
  return [...form.querySelectorAll("[data-criterion]")];
}

/** Where the keyboard is; else the first criterion that waits for a score. */
function current() {
  const here = document.activeElement.closest("[data-criterion]");
  return here ?? criteria().find((one) => !one.querySelector(":checked"));
}

/** Goes to a criterion without choosing anything there. */
function goTo(criterion) {
  (criterion?.querySelector(":checked") ?? criterion?.querySelector("input"))?.focus();
}

function neighbour(criterion, step) {
  const all = criteria();
  return all[all.indexOf(criterion) + step];
}

function score(key) {
  const here = current();
  const choice = meanings(key).map((value) => here?.querySelector(`input[value="${CSS.escape(value)}"]`)).find(Boolean);
  if (!choice) return false;
  choice.focus();
  choice.click();
  goTo(neighbour(here, 1));
  return true;
}

/** Up and down go between criteria: left to itself, a browser would change the score. */
function step(key) {
  const here = document.activeElement.closest("[data-criterion]");
  if (!here) return false;
  goTo(neighbour(here, key === "ArrowUp" ? -1 : 1));
  return true;
}

function act(key, target) {
  if (key === "?") { help?.showModal(); return true; }
  if (key === "ArrowUp" || key === "ArrowDown") return step(key);
  if (key !== "Enter") return score(key);
  if (!target.closest(".c-score")) return false;
  form.requestSubmit(form.querySelector("button[value='next']"));
  return true;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const writing = event.target.matches(WRITING) || (event.target.matches("summary") && [" ", "Enter"].includes(event.key));
  if (writing && !(event.key === "?" && !event.target.matches("textarea"))) return;
  if (act(event.key, event.target)) event.preventDefault();
}

let next = 0;

/** A tap that finds the bar moving is meant for what stood there before: it counts for nothing. */
function slide(bar, to) {
  bar.classList.add(SLIDING);
  const still = () => { window.clearTimeout(latest); bar.classList.remove(SLIDING); };
  const latest = window.setTimeout(still, 1000);
  bar.addEventListener("scrollend", () => window.setTimeout(still, 250), { once: true });
  to.scrollIntoView({ block: "nearest", inline: "start" });
}

/** In the bar at the bottom of a phone the next criterion slides in after a tap. */
function onTap(event) {
  const bar = event.target.closest(".c-sheet__criteria");
  const here = event.target.closest("[data-criterion]");
  if (!bar || bar.scrollWidth <= bar.clientWidth || event.pointerType === "" || event.detail === 0) return;
  window.clearTimeout(next);
  const to = neighbour(here, 1);
  if (to) next = window.setTimeout(() => slide(bar, to), 500);
}

if (form) {
  document.addEventListener("keydown", onKey);
  form.addEventListener("click", (event) => { if (event.target.matches("[data-criterion] input")) onTap(event); });
  document.querySelector("[data-help]")?.addEventListener("click", () => help.showModal());
  const keys = document.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
}
