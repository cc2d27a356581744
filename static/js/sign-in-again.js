/**
 * Asks for sign-in where one is: the page with everything typed stays, and goes on afterwards.
 *
 * By the code in a mail right here, or in another tab in whichever way; we look whether it worked.
 */
const dialog = document.querySelector("[data-sign-in-again]");
const LOOK = 3000;

async function page(url, options) {
  const answer = await fetch(url, { headers: { Accept: "text/html" }, ...options });
  const content = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { answer, content, token: content.querySelector("main [name='csrf_token']")?.value ?? "" };
}

/** Takes the fresh page's token; says whether we are in, out, or somebody else is in. */
export async function standing() {
  const { answer, content } = await page(window.location.pathname);
  if (answer.redirected) return "out";
  const sheet = content.querySelector("[data-sheet]");
  const token = sheet?.querySelector("[name='csrf_token']")?.value;
  const ours = content.getElementById("main"); // and no page of somebody on the way
  if (!token) return ours && answer.status < 500 ? "other" : "out";
  if (sheet.dataset.juror !== document.querySelector("[data-sheet]").dataset.juror) return "other";
  for (const field of document.querySelectorAll("[name='csrf_token']")) field.value = token;
  return "in";
}

function say(text) {
  const line = dialog.querySelector("[data-trouble]");
  line.textContent = text;
  line.hidden = !text;
}

function problemIn(content) {
  for (const hidden of content.querySelectorAll(".u-hidden")) hidden.remove();
  return content.querySelector(".c-field__error, .c-callout__text")?.textContent.trim() || dialog.dataset.failed;
}

function post(url, values) {
  return page(url, { method: "POST", body: new URLSearchParams(values) });
}

async function askForCode(form) {
  const { token } = await page("/sign-in");
  const sent = await post("/sign-in", { csrf_token: token, email: form.elements.email.value, next: window.location.pathname });
  if (!sent.answer.ok) return say(problemIn(sent.content));
  say("");
  const next = dialog.querySelector("[data-code]");
  next.hidden = false;
  next.elements.code.focus();
}

async function useCode(form) {
  const { token } = await page("/sign-in/sent");
  const used = await post("/sign-in/code", { csrf_token: token, code: form.elements.code.value });
  if (!used.answer.ok) say(problemIn(used.content));
}

let asking = null;

function ask() {
  return new Promise((resolve) => {
    let timer = 0;
    const look = async () => {
      const found = await standing().catch(() => "out");
      if (found === "in") dialog.close("in");
      else if (found === "other") say(dialog.dataset.other);
    };
    const onSubmit = (event) => {
      if (event.target.method === "dialog") return;
      event.preventDefault();
      event.stopPropagation();
      const act = event.target.matches("[data-code]") ? useCode : askForCode;
      act(event.target).then(look).catch(() => say(dialog.dataset.failed));
    };
    timer = window.setInterval(look, LOOK);
    window.addEventListener("focus", look);
    dialog.addEventListener("submit", onSubmit);
    dialog.addEventListener("close", () => {
      window.clearInterval(timer);
      window.removeEventListener("focus", look);
      dialog.removeEventListener("submit", onSubmit);
      resolve(dialog.returnValue === "in");
    }, { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
}

/** Asks once, however many wait for it; true when the same person is signed in again. */
export function signInAgain() {
  asking ??= ask().finally(() => { asking = null; });
  return asking;
}
