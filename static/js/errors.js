/** The list of what is wrong takes focus, and its links put the cursor into the control itself. */
const summary = document.querySelector("[data-errors]");
const control = "input:not([type='hidden']), select, textarea, button";

function goTo(event) {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const field = target.matches(control) ? target : (target.querySelector(control) ?? target);
  (field.closest(".c-field, .c-fieldset") ?? field).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
}

if (summary) {
  summary.focus();
  summary.addEventListener("click", goTo);
}
