/** Counts down to a deadline by the server's clock: from what was left when the page was made. */
import { announce } from "./message.js";

const SAID = [3600, 900, 300, 60];

function words(place, seconds) {
  if (seconds <= 0) return place.dataset.over;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const text = hours ? place.dataset.hours : minutes ? place.dataset.minutes : place.dataset.seconds;
  return text.replace("{h}", hours).replace("{m}", minutes).replace("{s}", seconds);
}

function count(place) {
  const begun = performance.now();
  const whole = Number(place.dataset.countdown);
  let before = whole;
  const tick = () => {
    const seconds = Math.ceil(whole - (performance.now() - begun) / 1000);
    const text = words(place, seconds);
    const shown = place.querySelector("[data-left]");
    if (shown.textContent !== text) shown.textContent = text;
    if (SAID.some((mark) => before > mark && seconds <= mark) || (before > 0 && seconds <= 0)) announce(text);
    before = seconds;
    if (seconds > 0) window.setTimeout(tick, 1000);
  };
  tick();
}

const place = document.querySelector("[data-countdown]");
if (place) count(place);
