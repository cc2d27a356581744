/**
 * Keys of the triage desk, and a count of what is ticked. All of it can be done without: every line
 * is a link and a box. The keys can be turned off (they would disturb whoever speaks to the computer).
 */
import { rememberKeys, usesKeys } from "./desk-keys.js";

const list = document.querySelector("[data-desk]");
const help = document.getElementById("desk-keys");
const on = document.getElementById("desk-keys-on");

const rows = () => [...document.querySelectorAll("[data-desk-row]")];

function goTo(step) {
  const all = rows();
  const here = all.findIndex((row) => row.classList.contains("is-here"));
  const target = document.querySelector("[data-desk-row]:target");
  const from = here >= 0 ? here : target ? all.indexOf(target) : -1;
  const next = all[Math.min(Math.max(from + step, 0), all.length - 1)];
  if (!next) return;
  all[here]?.classList.remove("is-here");
  next.classList.add("is-here");
  next.querySelector("th a").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const here = () => document.querySelector("[data-desk-row].is-here");

const inList = {
  j: () => goTo(1),
  k: () => goTo(-1),
  x: () => here()?.querySelector('[name="id"]').click(),
  "/": () => document.querySelector("[data-desk-search]")?.focus(),
  "?": () => help?.showModal(),
};

const onNomination = {
  j: () => document.querySelector('.c-beside [rel="next"]')?.click(),
  k: () => document.querySelector('.c-beside [rel="prev"]')?.click(),
  u: () => document.querySelector(".c-back")?.click(),
};

function isTyping(node) {
  return node.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const keys = document.querySelector("[data-desk-row]") ? inList : onNomination;
  const act = keys[event.key];
  if (!act || (!usesKeys() && event.key !== "?")) return;
  event.preventDefault();
  act();
});

function count() {
  const said = list.querySelector("[data-desk-count]");
  const number = list.querySelectorAll('[name="id"]:checked').length;
  said.textContent = number ? `${said.dataset.deskCount} ${number}` : "";
}

if (list) {
  list.addEventListener("change", count);
  count();
  const button = list.querySelector("[data-desk-keys]");
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
  on.checked = usesKeys();
  on.addEventListener("change", () => rememberKeys(on.checked));
}
