/**
 * Finds people and units while somebody types: the combobox pattern of ARIA 1.2 with a list of options.
 *
 * Arrow keys move, Enter takes, Escape closes; how many were found is announced. The page works without this:
 * what was typed is then looked up when the form is sent.
 */
import { announce } from "./message.js";

const WAIT = 150;
const FEWEST = 2;

class Picker {
  constructor(place) {
    this.place = place;
    this.hidden = place.querySelector("input[type=hidden]");
    this.box = place.querySelector("input[type=text]");
    // What the page came with: somebody may have begun to type before this was loaded.
    this.chosen = this.box.defaultValue;
    this.list = this.makeList();
    this.box.after(this.list);
    this.prepareBox();
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("blur", () => this.close());
    if (document.activeElement === this.box && this.box.value !== this.chosen) this.typed();
  }

  makeList() {
    const list = document.createElement("ul");
    list.id = `${this.box.id}-list`;
    list.className = "c-picker__list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.place.dataset.listLabel);
    // Before the box loses focus, which would close the list under the pointer.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    return list;
  }

  prepareBox() {
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) this.box.setAttribute(name, value);
  }

  typed() {
    if (this.box.value !== this.chosen) this.hidden.value = "";
    this.untick();
    window.clearTimeout(this.timer);
    if (this.box.value.trim().length < FEWEST) return this.close();
    this.timer = window.setTimeout(() => this.look(), WAIT);
  }

  /** A choice among those offered without JavaScript no longer holds once somebody types on. */
  untick() {
    for (const radio of this.place.querySelectorAll("input[type=radio]")) radio.checked = false;
  }

  async look() {
    this.asked?.abort();
    this.asked = new AbortController();
    const url = `${this.place.dataset.picker}?q=${encodeURIComponent(this.box.value.trim())}`;
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: this.asked.signal });
      if (!answer.ok || answer.redirected) return this.close();
      this.show(await answer.json());
    } catch {
      this.close(); // the network is away, or somebody typed on
    }
  }

  show({ found, words }) {
    if (document.activeElement !== this.box) return;
    const options = found.map((item, number) => this.option(item, number));
    const note = document.createElement("li");
    note.className = "c-picker__note";
    note.setAttribute("role", "presentation");
    note.textContent = words;
    this.list.replaceChildren(...options, note);
    this.point(null);
    this.open();
    announce(words);
  }

  option({ id, name, detail }, number) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.id = id;
    option.dataset.name = name;
    const title = document.createElement("span");
    title.textContent = name;
    const more = document.createElement("small");
    more.textContent = detail;
    option.append(title, " ", more);
    return option;
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get pointed() {
    return this.list.querySelector("[aria-selected=true]");
  }

  point(option) {
    this.pointed?.setAttribute("aria-selected", "false");
    if (!option) return this.box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  move(step) {
    const options = this.options;
    if (!options.length) return;
    const here = options.indexOf(this.pointed);
    const next = here < 0 ? (step > 0 ? 0 : options.length - 1) : (here + step + options.length) % options.length;
    this.point(options[next]);
  }

  pressed(event) {
    const shown = !this.list.hidden;
    const keys = {
      ArrowDown: () => (shown ? this.move(1) : this.box.value.trim().length >= FEWEST && this.look()),
      ArrowUp: () => shown && this.move(-1),
      Enter: () => (shown && this.pointed ? this.take(this.pointed) : false),
      Escape: () => (shown ? this.close() : false),
    };
    const act = keys[event.key];
    if (!act || event.isComposing) return;
    if (act() !== false) event.preventDefault();
  }

  take(option) {
    if (!option) return;
    this.hidden.value = option.dataset.id;
    this.chosen = this.box.value = option.dataset.name;
    this.untick();
    this.close();
    this.hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }

  open() {
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
  }

  close() {
    window.clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.point(null);
  }
}

for (const place of document.querySelectorAll("[data-picker]")) new Picker(place);
