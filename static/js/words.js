/** Counts words while somebody writes. A word stands between spaces and has a letter or figure, here and on the server. */
const pause = 400;

/**
 * @param {string} text
 * @returns {number} how many words
 */
export function countWords(text) {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function verdict(count, min, max) {
  if (count < min) return "few";
  return max && count > max ? "over" : "enough";
}

function watch(line) {
  const field = document.getElementById(line.dataset.wordsFor);
  if (!field) return;
  const bounds = line.textContent;
  const min = Number(line.dataset.min);
  const max = Number(line.dataset.max);
  const described = field.getAttribute("aria-describedby");
  field.setAttribute("aria-describedby", described ? `${described} ${line.id}` : line.id);

  const show = () => {
    const count = countWords(field.value);
    const state = verdict(count, min, max);
    line.textContent = count ? line.dataset[state].replace("{count}", count) : bounds;
    line.classList.toggle("is-enough", count > 0 && state === "enough");
    line.classList.toggle("is-over", state === "over");
  };

  show();
  line.setAttribute("aria-live", "polite");
  let timer;
  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(show, pause);
  });
}

for (const line of document.querySelectorAll("[data-words-for]")) watch(line);
