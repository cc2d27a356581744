/**
 * A juror copy by keyboard and by selecting: N next mark, P previous, A keep, C change what stands there.
 * Words selected in the copy come into the form that masks them. Without it the same links and forms do the work.
 */
import { usesKeys } from "./desk-keys.js";

const panel = document.querySelector("[data-marks]");

function press(key) {
  if (key === "c") {
    const words = panel.querySelector("#mark-words");
    words?.focus();
    words?.select();
    return Boolean(words);
  }
  const control = panel.querySelector(`[data-key="${key}"]`);
  control?.click();
  return Boolean(control);
}

function onKey(event) {
  const typing = event.target.closest("input, textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (press(event.key.toLowerCase())) event.preventDefault();
}

function onSelect() {
  const selection = document.getSelection();
  const words = selection.toString().replace(/\s+/g, " ").trim();
  const side = selection.anchorNode?.parentElement?.closest("[data-copy]");
  if (!side || !side.contains(selection.focusNode) || !words || words.length > 80) return;
  panel.querySelector("[data-mask]").open = true;
  panel.querySelector("#mask-words").value = words;
}

/** Typed text that is not saved must not get lost by opening a mark. */
function guard() {
  const texts = [...document.querySelectorAll("textarea")];
  const first = texts.map((text) => text.value);
  let sending = false;
  document.addEventListener("submit", (event) => {
    sending = event.target.contains(texts[0]) || sending;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && texts.some((text, number) => text.value !== first[number])) event.preventDefault();
  });
}

if (panel) {
  if (usesKeys()) {
    panel.querySelector("[data-keys]").hidden = false;
    document.addEventListener("keydown", onKey);
  }
  document.addEventListener("selectionchange", onSelect);
  if (location.hash === "#mark") panel.focus({ preventScroll: true });
  guard();
}
