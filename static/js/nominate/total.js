/** Counts the words of several texts together, against the award's limits. */

import { countWords } from "../words.js";

const pause = 400;

/**
 * @param {HTMLElement} line where the count is said; `data-min`, `data-max` and the words for each state
 * @param {HTMLTextAreaElement[]} fields the texts that count
 */
export function countTogether(line, fields) {
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
