/**
 * Says things to everybody: in a polite live region for screen readers, and messages can be closed.
 *
 * Other modules import `announce`: announce("Saved 14:03").
 */
const place = document.querySelector("[data-announce]");

/**
 * Reads a text aloud once the person is idle; the same text twice is read twice.
 * @param {string} text what to say, in the page's language
 */
export function announce(text) {
  if (!place) return;
  place.textContent = "";
  window.setTimeout(() => {
    place.textContent = text;
  }, 60);
}

function addCloseButton(message, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "c-message__close";
  button.setAttribute("aria-label", label);
  button.textContent = "×";
  button.addEventListener("click", () => {
    message.remove();
    document.getElementById("main")?.focus();
  });
  message.append(button);
}

const list = document.querySelector("[data-messages]");
if (list) {
  const messages = [...list.querySelectorAll(".c-message")];
  for (const message of messages) addCloseButton(message, list.dataset.close);
  // A live region says only what changes after the page has loaded, so what came with the page is said again.
  const said = messages.map((message) => message.querySelector("p").textContent.trim());
  if (said.length) announce(said.join(" "));
}
