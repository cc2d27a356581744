/**
 * What a step still lacks when somebody wants to go on: said at the question, in the words the server would use.
 * Nothing here is the last word: the server checks all of it once more when it is sent.
 */

import { countWords } from "../words.js";

const control = "input:not([type='hidden']), textarea, select";

/** The parts of a step that lack something, in the page's order, each with what to say. */
export function lacking(section, words) {
  const wrong = [];
  for (const [name, text] of Object.entries(words.asked)) {
    const fields = shown(section, `[name="${name}"]`);
    if (fields.length && !fields.some(isAnswered) && !answeredElsewhere(fields[0])) wrong.push([fields[0], text]);
  }
  for (const field of shown(section, "input[type='email']")) {
    if (field.value.trim() && !field.validity.valid) wrong.push([field, words.address]);
  }
  wrong.push(...ofLength(section));
  const place = ([one], [other]) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  return wrong.sort(place);
}

/** The texts count together, and are counted now: the line under them follows a moment later. */
function ofLength(section) {
  const total = section.querySelector("[data-total-words]");
  if (!total) return [];
  const fields = [...section.querySelectorAll("[data-counted]")];
  const count = fields.reduce((sum, field) => sum + countWords(field.value), 0);
  const state = count < Number(total.dataset.min) ? "few" : count > Number(total.dataset.max) ? "over" : "";
  return state ? [[fields[0], total.dataset[state].replace("{count}", count)]] : [];
}

function shown(section, selector) {
  return [...section.querySelectorAll(selector)].filter((field) => !field.disabled && field.type !== "hidden" && !field.closest("[aria-hidden='true']"));
}

function isAnswered(field) {
  return field.type === "radio" || field.type === "checkbox" ? field.checked : Boolean(field.value.trim());
}

/** A workplace may be written in words instead. */
function answeredElsewhere(field) {
  const other = field.closest("[data-or]")?.dataset.or;
  return Boolean(other && document.getElementById(other)?.value.trim());
}

/** Say at a question what it lacks, until somebody answers it. */
export function say(field, text, template) {
  const part = field.closest("fieldset.c-fieldset") ?? field.closest(".c-field");
  take(part);
  const line = template.content.firstElementChild.cloneNode(true);
  const described = part.matches("fieldset") ? part : field;
  line.dataset.said = "";
  line.id = `${part.id || field.id}-lacking`;
  line.querySelector("[data-text]").textContent = text;
  const before = part.querySelector(":scope > .c-field__hint") ?? part.querySelector(":scope > .c-field__label, :scope > legend");
  before.after(line);
  part.classList.add("is-wrong");
  if (!part.matches("fieldset")) field.setAttribute("aria-invalid", "true");
  described.setAttribute("aria-describedby", `${described.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  const away = new AbortController();
  const answered = () => {
    take(part);
    away.abort();
  };
  for (const kind of ["input", "change"]) part.addEventListener(kind, answered, { signal: away.signal });
}

/** Take away all that we have said in a step. */
export function hush(section) {
  for (const line of section.querySelectorAll("[data-said]")) take(line.parentElement);
}

/** Take away what was said at a question, by us or by the server: it will be said again if it is still so. */
function take(part) {
  for (const line of part.querySelectorAll(":scope > .c-field__error")) {
    for (const one of [part, ...part.querySelectorAll("[aria-describedby]")]) unlink(one, line.id);
    line.remove();
  }
  part.classList.remove("is-wrong");
  for (const field of part.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function unlink(one, id) {
  const left = (one.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
  if (left.length) one.setAttribute("aria-describedby", left.join(" "));
  else one.removeAttribute("aria-describedby");
}

/** Put the cursor where the first answer is missing, out of every fold. */
export function pointTo(field) {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  const part = field.closest("fieldset.c-fieldset") ?? field.closest(".c-field");
  const wanted = part.querySelector("[type='search']") ?? (field.checkVisibility() ? field : part.querySelector(control));
  part.scrollIntoView({ block: "start" });
  wanted.focus({ preventScroll: true });
}
