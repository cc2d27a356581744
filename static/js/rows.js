/**
 * Adds and takes away rows of the same fields, such as the members of a group.
 * A row is copied from the last one; "members-2-name" becomes "members-3-name".
 */
const numbered = ["id", "name", "for", "aria-describedby"];

function renumber(row, prefix, from, to) {
  const old = `${prefix}-${from}`;
  for (const node of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of numbered) {
      const value = node.getAttribute(attribute);
      if (value?.includes(old)) node.setAttribute(attribute, value.replaceAll(old, `${prefix}-${to}`));
    }
  }
}

function empty(row) {
  for (const error of row.querySelectorAll(".c-field__error")) error.remove();
  for (const field of row.querySelectorAll(".is-wrong")) field.classList.remove("is-wrong");
  for (const control of row.querySelectorAll("input, textarea, select")) {
    control.removeAttribute("aria-invalid");
    if (control.type === "checkbox" || control.type === "radio") control.checked = false;
    else control.value = "";
  }
}

function watch(list) {
  const add = list.querySelector("[data-add-row]");
  const rows = () => [...list.querySelectorAll("[data-row]")];
  let next = rows().length;

  const limit = () => {
    add.hidden = rows().length >= Number(list.dataset.max);
  };
  const addRemove = (row) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "c-button c-button--quiet";
    button.textContent = list.dataset.remove;
    button.addEventListener("click", () => {
      if (rows().length === 1) empty(row);
      else row.remove();
      limit();
      add.focus();
    });
    row.append(button);
  };

  rows().forEach(addRemove);
  limit();
  add.addEventListener("click", (event) => {
    event.preventDefault();
    const last = rows().at(-1);
    const row = last.cloneNode(true);
    const index = last.querySelector("[name]").name.match(/-(\d+)(?!.*-\d)/)[1];
    renumber(row, list.id, index, next);
    next += 1;
    empty(row);
    row.querySelector(":scope > .c-button")?.remove();
    addRemove(row);
    last.after(row);
    row.querySelector("input, textarea, select").focus();
    limit();
  });
}

for (const list of document.querySelectorAll("[data-rows]")) watch(list);
