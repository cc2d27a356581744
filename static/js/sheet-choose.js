/** Two tabs or devices gave different scores: shows both and lets a person choose. */
const dialog = document.querySelector("[data-choose]");

function row({ label, mine, theirs }) {
  const made = document.createElement("tr");
  for (const [tag, text] of [["th", label], ["td", mine], ["td", theirs]]) {
    const cell = document.createElement(tag);
    cell.textContent = text;
    if (tag === "th") cell.scope = "row";
    made.append(cell);
  }
  return made;
}

/**
 * Asks which of two states to keep.
 * @param {{label: string, mine: string, theirs: string}[]} clashes in words
 * @returns {Promise<"mine" | "theirs" | "">} nothing when the dialog was closed without a choice
 */
export function choose(clashes) {
  dialog.querySelector("tbody").replaceChildren(...clashes.map(row));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}
