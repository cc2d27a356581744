/**
 * Adds, takes away and moves rows of the same fields, such as the members of a group.
 * A row is copied from the last one; "members-2-name" becomes "members-3-name". Moving swaps what two rows
 * say, because the server reads them in the order of their numbers.
 */
import { announce } from "./message.js";

const numbered = ["id", "name", "for", "aria-describedby"];
const controls = "input, textarea, select";

function renumber(row, prefix, from, to) {
  const old = `${prefix}-${from}`;
  for (const node of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of numbered) {
      const value = node.getAttribute(attribute);
      if (value?.includes(old)) node.setAttribute(attribute, value.replaceAll(old, `${prefix}-${to}`));
    }
  }
}

function unmark(row) {
  for (const error of row.querySelectorAll(".c-field__error")) error.remove();
  for (const field of row.querySelectorAll(".is-wrong")) field.classList.remove("is-wrong");
  for (const control of row.querySelectorAll(controls)) control.removeAttribute("aria-invalid");
}

function empty(row) {
  unmark(row);
  for (const control of row.querySelectorAll(controls)) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = false;
    else control.value = "";
  }
}

function swap(one, other) {
  const pairs = [one, other].map((row) => [...row.querySelectorAll(controls)]);
  for (const [place, control] of pairs[0].entries()) {
    const twin = pairs[1][place];
    [control.value, twin.value] = [twin.value, control.value];
    [control.checked, twin.checked] = [twin.checked, control.checked];
  }
  unmark(one);
  unmark(other);
}

function button(words, className, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

class Rows {
  constructor(list) {
    this.list = list;
    this.add = list.querySelector("[data-add-row]");
    this.next = this.rows.length;
    for (const row of this.rows) this.equip(row);
    this.add.addEventListener("click", (event) => this.append(event));
    if (list.dataset.up) list.addEventListener("keydown", (event) => this.pressed(event));
    this.limit();
  }

  get rows() {
    return [...this.list.querySelectorAll("[data-row]")];
  }

  limit() {
    const rows = this.rows;
    this.add.hidden = rows.length >= Number(this.list.dataset.max);
    for (const [place, row] of rows.entries()) {
      row.setAttribute("aria-label", this.list.dataset.number.replace("{number}", place + 1));
      for (const move of row.querySelectorAll("[data-move]")) {
        move.disabled = move.dataset.move === "-1" ? place === 0 : place === rows.length - 1;
      }
    }
  }

  equip(row) {
    const tools = document.createElement("div");
    tools.className = "c-rows__tools";
    const { up, down, remove } = this.list.dataset;
    if (up) tools.append(this.mover(row, -1, "↑", up), this.mover(row, 1, "↓", down));
    tools.append(button(remove, "c-button c-button--quiet", () => this.remove(row)));
    row.append(tools);
  }

  mover(row, step, sign, words) {
    const made = button(sign, "c-button c-button--quiet c-rows__move", () => this.move(row, step));
    made.dataset.move = String(step);
    made.setAttribute("aria-label", words);
    made.title = words;
    return made;
  }

  move(row, step) {
    const rows = this.rows;
    const place = rows.indexOf(row) + step;
    const other = rows[place];
    if (!other) return;
    const inside = [...row.querySelectorAll("input, textarea, select, button")].indexOf(document.activeElement);
    swap(row, other);
    const twins = [...other.querySelectorAll("input, textarea, select, button")];
    const twin = twins[inside]?.disabled ? twins.find((one) => one.dataset.move && !one.disabled) : twins[inside];
    twin?.focus();
    announce(this.list.dataset.moved.replace("{place}", place + 1).replace("{count}", rows.length));
    this.list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  pressed(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const row = event.target.closest("[data-row]");
    if (!step || !event.altKey || !row) return;
    event.preventDefault();
    this.move(row, step);
  }

  remove(row) {
    const rows = this.rows;
    if (rows.length === 1) empty(row);
    else row.remove();
    this.limit();
    const near = this.rows[Math.min(rows.indexOf(row), this.rows.length - 1)];
    (this.add.hidden ? near.querySelector(controls) : this.add).focus();
    this.list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  append(event) {
    event.preventDefault();
    const last = this.rows.at(-1);
    const row = last.cloneNode(true);
    const index = last.querySelector("[name]").name.match(/-(\d+)(?!.*-\d)/)[1];
    renumber(row, this.list.id, index, this.next);
    this.next += 1;
    empty(row);
    row.querySelector(":scope > .c-rows__tools")?.remove();
    this.equip(row);
    last.after(row);
    row.querySelector(controls).focus();
    this.limit();
  }
}

for (const list of document.querySelectorAll("[data-rows]")) new Rows(list);
