/** Finds workplaces by name among hundreds, and shows the chosen ones with a button to take each away. */

import { announce } from "../message.js";

const pause = 200;
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

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
    if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { field, input };
}

function chosenList(list, input) {
  const chosen = element("ul", "c-units__chosen");
  chosen.setAttribute("aria-label", list.dataset.chosen);
  const boxes = () => [...list.querySelectorAll("li input:checked")];
  const show = () => {
    chosen.replaceChildren(
      ...boxes().map((box) => {
        const name = box.closest("li").textContent.trim();
        const item = document.createElement("li");
        const button = element("button", "c-units__away");
        button.type = "button";
        button.textContent = name;
        button.setAttribute("aria-label", list.dataset.away.replace("{name}", name));
        button.addEventListener("click", () => {
          box.checked = false;
          box.dispatchEvent(new Event("change", { bubbles: true }));
          (chosen.querySelector("button") ?? input).focus();
        });
        item.append(button);
        return item;
      }),
    );
    chosen.hidden = !chosen.childElementCount;
  };
  list.addEventListener("change", show);
  show();
  return chosen;
}

/** @param {HTMLElement} list the fieldset with the groups of boxes */
export function findWorkplaces(list) {
  const groups = [...list.querySelectorAll("details")];
  const units = [...list.querySelectorAll(".c-units__groups li")].map((item) => {
    const group = item.closest("details");
    return { item, text: folded(`${item.textContent} ${group.querySelector("summary").textContent}`) };
  });
  const { field, input } = searchField(list);
  const none = element("p", "c-units__none");
  none.setAttribute("role", "status");
  list.querySelector(".c-units__groups").before(field, chosenList(list, input), none);

  const search = () => {
    const wanted = folded(input.value.trim());
    let found = 0;
    for (const { item, text } of units) {
      item.hidden = wanted !== "" && !text.includes(wanted);
      found += item.hidden ? 0 : 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("li:not([hidden])");
      group.open = wanted !== "" ? !group.hidden : Boolean(group.querySelector(":checked"));
    }
    none.textContent = found ? "" : list.dataset.none;
    if (wanted && found) announce(list.dataset.found.replace("{count}", found));
  };
  let timer;
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(search, pause);
  });
}
