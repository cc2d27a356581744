/** A soft hint under a text that seems to mention somebody's health or a client. Never more than a hint. */

const pause = 700;
const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function patterns(words) {
  return Object.entries(words).map(([kind, list]) => {
    const longestFirst = [...list].sort((a, b) => b.length - a.length).map(escaped);
    return [kind, new RegExp(`(?<![\\p{L}\\p{N}_])(?:${longestFirst.join("|")})(?![\\p{L}\\p{N}_])`, "iu")];
  });
}

function watch(field, say) {
  const hint = document.createElement("p");
  hint.className = "c-soft-hint";
  hint.setAttribute("role", "status");
  field.after(hint);
  let timer;
  const show = () => {
    const said = say(field.value);
    if (hint.textContent !== said) hint.textContent = said;
  };
  show();
  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(show, pause);
  });
}

/** @param {HTMLElement} section with the words as JSON in `data-soft-hints`, and what to say of each kind */
export function giveSoftHints(section) {
  const known = patterns(JSON.parse(section.dataset.softHints));
  const say = (text) =>
    known
      .map(([kind, pattern]) => [kind, text.match(pattern)])
      .filter(([, found]) => found)
      .map(([kind, found]) => section.dataset[kind].replace("{word}", found[0]))
      .join(" ");
  for (const field of section.querySelectorAll("textarea")) watch(field, say);
}
