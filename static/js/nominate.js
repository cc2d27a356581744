/** The nomination form's comforts: words counted together, workplaces found by name, members unfolded. */

import { countWords } from "./words.js";

const pause = 400;

function countTogether(line, fields) {
  const { min, max } = line.dataset;
  const show = () => {
    const count = fields.reduce((sum, field) => sum + countWords(field.value), 0);
    const state = count < Number(min) ? "few" : count > Number(max) ? "over" : "enough";
    line.textContent = line.dataset[state].replace("{count}", count);
    line.classList.toggle("is-enough", state === "enough");
    line.classList.toggle("is-over", state === "over");
  };
  show();
  line.setAttribute("aria-live", "polite");
  let timer;
  for (const field of fields) {
    field.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(show, pause);
    });
  }
}

function unfoldMembers(form) {
  const members = form.querySelector("[data-members]");
  form.addEventListener("change", (event) => {
    if (event.target.name === "nominee_kind" && event.target.value !== "person") members.open = true;
  });
}

function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

function searchField(list) {
  const field = element("div", "c-field");
  const label = element("label", "c-field__label");
  const input = element("input", "c-input");
  input.type = "search";
  input.id = "units-search";
  input.autocomplete = "off";
  label.htmlFor = input.id;
  label.textContent = list.dataset.search;
  field.append(label, input);
  // Enter in a search field would send the whole form.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  return { field, input };
}

function findWorkplaces(list) {
  const groups = [...list.querySelectorAll("details")];
  const units = [...list.querySelectorAll("li")];
  const { field, input } = searchField(list);
  const none = element("p", "c-units__none");
  none.setAttribute("role", "status");
  const chosen = element("p", "c-units__chosen");
  chosen.setAttribute("role", "status");
  list.querySelector(".c-units__groups").before(field, chosen, none);

  const search = () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    let found = 0;
    for (const unit of units) {
      unit.hidden = wanted !== "" && !unit.textContent.toLocaleLowerCase().includes(wanted);
      found += unit.hidden ? 0 : 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("li:not([hidden])");
      group.open = wanted !== "" ? !group.hidden : Boolean(group.querySelector(":checked"));
    }
    none.textContent = found ? "" : list.dataset.none;
  };
  const tell = () => {
    const names = [...list.querySelectorAll("li :checked")].map((box) => box.closest("li").textContent.trim());
    chosen.textContent = names.length ? list.dataset.chosen.replace("{names}", names.join(", ")) : "";
  };
  let timer;
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(search, pause / 2);
  });
  list.addEventListener("change", tell);
  tell();
}

for (const form of document.querySelectorAll("[data-nominate]")) {
  countTogether(form.querySelector("[data-total-words]"), [...form.querySelectorAll("[data-counted]")]);
  unfoldMembers(form);
  for (const list of form.querySelectorAll("[data-units]")) findWorkplaces(list);
}
