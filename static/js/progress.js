/** Follows something the worker makes: moves the bar while it goes on, and loads the page anew when it is through. */
import { announce } from "./message.js";

const EVERY = 1000;
const SLOWEST = 15000;

async function follow(place, wait) {
  await new Promise((done) => window.setTimeout(done, wait));
  let next = EVERY;
  try {
    const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.redirected) return window.location.reload();
    const { done, total, state, label } = await answer.json();
    if (state !== "pending") return window.location.reload();
    show(place, done, total, label);
  } catch {
    next = Math.min(wait * 2, SLOWEST); // the network is away: ask less often
  }
  return follow(place, next);
}

function show(place, done, total, label) {
  const bar = place.querySelector("progress");
  if (bar.value === done) return;
  bar.max = total || 1;
  bar.value = done;
  bar.setAttribute("aria-label", label);
  place.querySelector(".c-progress__words").textContent = label;
  announce(label);
}

for (const place of document.querySelectorAll("[data-progress]")) follow(place, EVERY);
