import { hush, lacking, pointTo, say } from "./asked.js";

/**
 * On a phone, one step at a time: what, who, why, you, check. The browser's own "back" goes one step back.
 *
 * Each step is a section of the one page that everybody gets; only which of them is shown changes. Whoever goes on
 * hears at once what a step lacks; back, and from the last step to any other, the way is always open. Where something
 * is wrong after sending, the first step with an error is shown.
 */

const phone = window.matchMedia("(max-width: 44rem)");
const quiet = window.matchMedia("(prefers-reduced-motion: reduce)");
const control = "input:not([type='hidden']), textarea, select";

class Steps {
  constructor(form, onShow) {
    this.form = form;
    this.onShow = onShow;
    this.sections = [...form.querySelectorAll("[data-step]")];
    this.head = form.querySelector("[data-steps]");
    this.title = document.title;
    this.words = JSON.parse(this.form.querySelector("[data-lacking]")?.dataset.lacking ?? "null");
    this.at = this.first();
    this.addButtons();
    form.addEventListener("keydown", (event) => this.pressed(event));
    form.addEventListener("nominate:change", (event) => this.change(event.detail));
    // Before the page's own links to errors look for a field that may be out of sight.
    document.addEventListener("click", (event) => this.followed(event), { capture: true });
    window.addEventListener("popstate", () => this.show(this.byHash() ?? 0));
    phone.addEventListener("change", () => this.show(this.at, { still: true }));
    this.show(this.at, { still: true });
  }

  get checking() {
    return this.sections.length - 1;
  }

  first() {
    const wrong = this.sections.findIndex((section) => section.querySelector(".is-wrong, [aria-invalid='true']"));
    if (wrong >= 0) return wrong;
    if (document.querySelector("[data-errors]")) return this.checking;
    if (!window.location.hash || this.isBegun()) return this.byHash() ?? 0;
    // "Back" after sending: nothing stands here any more, so there is no step to come back to.
    if (this.byHash() !== null) window.history.replaceState(null, "", window.location.pathname + window.location.search);
    return 0;
  }

  /** Whether anything stands in the form that this person wrote, now or in a draft. */
  isBegun() {
    if (Number(this.form.elements.draft_version?.value)) return true;
    return [...this.form.querySelectorAll(`[data-step] :is(${control})`)].some((one) => {
      if (one.matches("[type='checkbox'], [type='radio']")) return one.checked !== one.defaultChecked;
      if (one.matches("select")) return [...one.options].some((option) => option.selected && !option.defaultSelected && option.index);
      return one.matches("textarea") ? one.value !== "" : one.value !== one.defaultValue;
    });
  }

  byHash() {
    const found = this.sections.findIndex((section) => `#${section.id}` === window.location.hash);
    return found < 0 ? null : found;
  }

  addButtons() {
    const template = this.form.querySelector("[data-steps-buttons]");
    for (const [number, section] of this.sections.entries()) {
      const made = template.content.firstElementChild.cloneNode(true);
      const next = made.querySelector("[data-next]");
      const previous = made.querySelector("[data-previous]");
      next.addEventListener("click", () => this.goOn());
      previous.addEventListener("click", () => this.goBack());
      if (number === 0) previous.remove();
      if (number === this.checking) next.remove();
      section.append(made);
      made.dataset.stepsRow = "";
    }
  }

  goOn() {
    if (!this.isComplete()) return;
    this.go(window.history.state?.returning ? this.checking : this.at + 1);
  }

  /** Say what the step lacks, and put the cursor there; what was typed stays as it is. */
  isComplete() {
    if (!this.words) return true;
    const section = this.sections[this.at];
    hush(section);
    const wrong = lacking(section, this.words);
    for (const [field, text] of wrong) say(field, text, this.form.querySelector("[data-lacking]"));
    if (wrong.length) pointTo(wrong[0][0]);
    return !wrong.length;
  }

  /** Back is the browser's own, as long as it stays on this page. */
  goBack() {
    if (window.history.state?.depth) window.history.back();
    else this.go(this.at - 1);
  }

  go(number, { returning = false, target = null } = {}) {
    const section = this.sections[number];
    if (!section) return;
    const depth = (window.history.state?.depth ?? 0) + 1;
    if (phone.matches) window.history.pushState({ returning, depth }, "", `#${section.id}`);
    this.show(number, { target });
  }

  change({ section, target }) {
    this.go(this.sections.indexOf(section), { returning: true, target });
  }

  /** Focus goes to the step's heading, so that a reader hears where it is; to the answer itself when that was asked for. */
  show(number, { still = false, target = null } = {}) {
    this.at = number;
    const one = phone.matches;
    // A step begins at its top; the browser would scroll to where another one was left.
    window.history.scrollRestoration = one ? "manual" : "auto";
    for (const [place, section] of this.sections.entries()) section.hidden = one && place !== number;
    for (const row of this.form.querySelectorAll("[data-steps-row]")) row.hidden = !one;
    this.head.hidden = !one;
    document.body.classList.toggle("is-step", one);
    document.body.classList.toggle("is-later-step", one && number > 0);
    this.tell(one);
    this.onShow();
    if (!still) this.focus(target);
  }

  tell(one) {
    const section = this.sections[this.at];
    const name = section.dataset.step;
    const place = this.head.querySelector("[data-steps-place]");
    const values = { number: this.at + 1, count: this.sections.length, name };
    place.textContent = place.dataset.words.replace(/\{(\w+)\}/g, (_, key) => values[key]);
    this.head.querySelector("progress").value = this.at + 1;
    document.title = one ? `${place.textContent} – ${this.title}` : this.title;
    const next = section.querySelector("[data-next]");
    if (!next) return;
    next.dataset.words ??= next.textContent;
    next.textContent = window.history.state?.returning ? next.dataset.done : next.dataset.words;
  }

  focus(target) {
    const heading = this.sections[this.at].querySelector("h2");
    const wanted = target?.querySelector(control) ?? heading;
    if (wanted === heading) heading.tabIndex = -1;
    for (const fold of openable(wanted)) fold.open = true;
    wanted.focus({ preventScroll: true });
    const top = target ?? (phone.matches ? this.head : heading);
    top.scrollIntoView({ block: "start", behavior: quiet.matches || phone.matches ? "auto" : "smooth" });
  }

  /** Enter in a line of text goes on, and does not send a half-written nomination. */
  pressed(event) {
    const line = event.target.matches("input:not([type='checkbox'], [type='radio'], [type='file'])");
    if (event.key !== "Enter" || !line || !phone.matches || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    if (this.at < this.checking) this.goOn();
  }

  followed(event) {
    const link = event.target.closest?.('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    const number = target ? this.sections.findIndex((section) => section.contains(target)) : -1;
    if (number < 0 || link.closest("[data-check]")) return;
    for (const fold of openable(target)) fold.open = true;
    if (phone.matches && number !== this.at) this.go(number);
  }
}

function openable(node) {
  const folds = [];
  for (let fold = node.closest("details"); fold; fold = fold.parentElement?.closest("details")) folds.push(fold);
  return folds;
}

/**
 * @param {HTMLFormElement} form
 * @param {{ onShow: () => void }} told what to do whenever a step is shown
 */
export function takeSteps(form, { onShow }) {
  return new Steps(form, onShow);
}
