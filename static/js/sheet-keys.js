/** Scores a sheet by keyboard. Without this module every control is still reached with Tab and chosen with Space. */
const form = document.querySelector("[data-sheet]");

/** What a key can mean, the likelier first: 0 abstains only on a scale that has no 0. */
function meanings(key) {
  return { 0: ["0", "abstain"], a: ["abstain"], x: ["10"] }[key.toLowerCase()] ?? [key];
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, select, summary, button, a")) return;
  if (event.key === "Enter" && event.target.closest(".c-score")) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value='next']"));
    return;
  }
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  const here = event.target.closest("[data-criterion]") ?? criteria.find((one) => !one.querySelector(":checked"));
  const choice = meanings(event.key).map((value) => here?.querySelector(`input[value="${CSS.escape(value)}"]`)).find(Boolean);
  if (!choice) return;
  event.preventDefault();
  choice.focus();
  choice.click();
  const next = criteria[criteria.indexOf(here) + 1];
  (next?.querySelector(":checked") ?? next?.querySelector("input"))?.focus();
}

if (form) {
  document.addEventListener("keydown", onKey);
  const keys = form.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
}
