/** Shows everything that was typed before it is sent, each answer with a link to where it is changed. */

const control = "input:not([type='hidden']), textarea, select";
const own = (label) => [...label.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim())?.textContent.trim() ?? "";

function ofRows(list) {
  const rows = [...list.querySelectorAll("[data-row]")];
  const said = rows.map((row) => [...row.querySelectorAll("input[type=text]")].map((field) => field.value.trim()));
  return said.filter(([name]) => name).map((parts) => parts.filter(Boolean).join(", "));
}

function ofFiles(part, field) {
  const kept = [...part.querySelectorAll("[data-attached] > li:not(.is-wrong) .c-attach__name")].map((name) => name.firstChild.textContent.trim());
  return [...kept, ...[...field.files].map((file) => file.name)].filter(Boolean);
}

function ofField(field) {
  return field.value.split("\n").filter((line) => line.trim());
}

function answerIn(part) {
  if (part.matches("[data-rows]")) {
    return { label: own(part.querySelector("legend")), lines: ofRows(part), target: part, optional: true };
  }
  if (part.matches("fieldset")) {
    const ticked = [...part.querySelectorAll("input:checked")].map((box) => box.closest("label") ?? part.querySelector(`label[for="${box.id}"]`));
    const instead = part.dataset.or && document.getElementById(part.dataset.or)?.value.trim();
    return { label: own(part.querySelector("legend")), lines: ticked.map((label) => label.textContent.trim()), target: part, optional: Boolean(instead) };
  }
  const field = part.querySelector(control);
  const label = part.querySelector("label");
  const lines = field.type === "file" ? ofFiles(part, field) : ofField(field);
  // The texts count together: once one of them says something, an empty one is not missing.
  const together = field.matches("[data-counted]") && [...field.form.querySelectorAll("[data-counted]")].some((text) => text.value.trim());
  return { label: own(label), lines, target: part, optional: together || Boolean(label.querySelector(".c-field__optional")) };
}

function answersIn(section) {
  const parts = section.querySelectorAll(".c-field, fieldset.c-fieldset, [data-rows]");
  return [...parts]
    .filter((part) => !part.closest("[data-kinds][hidden], [aria-hidden='true']"))
    .filter((part) => !part.parentElement.closest("fieldset") && part.querySelector(control))
    .map(answerIn);
}

function lines(answer, words) {
  const cell = document.createElement("dd");
  const said = answer.lines.length ? answer.lines : [answer.optional ? words.none : words.empty];
  cell.append(
    ...said.map((text) => {
      const line = document.createElement("span");
      line.textContent = text;
      return line;
    }),
  );
  if (!answer.lines.length) cell.classList.add(answer.optional ? "is-none" : "is-empty");
  return cell;
}

function changeLink(answer, section, words) {
  const cell = document.createElement("dd");
  const link = document.createElement("a");
  const what = document.createElement("span");
  link.href = `#${section.id}`;
  link.textContent = words.change;
  what.className = "u-hidden";
  what.textContent = ` ${answer.label}`;
  link.append(what);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const change = new CustomEvent("nominate:change", { bubbles: true, detail: { section, target: answer.target } });
    link.dispatchEvent(change);
  });
  cell.append(link);
  return cell;
}

function row(answer, section, words) {
  const made = document.createElement("div");
  made.className = "c-check__row";
  const term = document.createElement("dt");
  term.textContent = answer.label;
  made.append(term, lines(answer, words), changeLink(answer, section, words));
  return made;
}

/**
 * @param {HTMLFormElement} form
 * @returns {() => void} writes the list anew
 */
export function readThrough(form) {
  const place = form.querySelector("[data-check]");
  const list = place.querySelector("[data-check-answers]");
  const sections = [...form.querySelectorAll("[data-step]")].filter((section) => !section.contains(place));
  place.hidden = false;
  for (const button of form.querySelectorAll("[data-without-script]")) button.remove();
  form.querySelector("#looked-over")?.remove();

  const total = form.querySelector("[data-total-words]");
  const words = () => {
    const line = document.createElement("p");
    line.className = total.className;
    line.textContent = total.textContent;
    return line;
  };
  const show = () => {
    const facts = document.createElement("dl");
    for (const section of sections) {
      facts.append(...answersIn(section).map((answer) => row(answer, section, place.dataset)));
    }
    list.replaceChildren(facts, words());
  };
  let timer;
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(show, 600);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  show();
  return show;
}
