/**
 * What the server has not acknowledged yet lies in this browser's storage, one entry for each open page.
 *
 * Each entry is one juror's: whoever uses the same browser later neither sends nor sees it.
 * A page holds a lock as long as it lives; what lies under a lock that nobody holds was left by one
 * that was closed. Storage may be full or forbidden: then only the page itself keeps what was typed.
 */
const PREFIX = "utmarkt-sheet:";

export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function read(key) {
  try { return JSON.parse(window.localStorage.getItem(key)); } catch { return null; }
}

function remove(key) {
  try { window.localStorage.removeItem(key); } catch { /* see above */ }
}

function keysUnder(prefix) {
  try { return Object.keys(window.localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
}

/** Whether the page that wrote an entry is gone. */
function isLeft(key) {
  if (!navigator.locks) return Promise.resolve(true);
  return navigator.locks.request(key, { ifAvailable: true }, (lock) => lock !== null);
}

/** A juror's entries of closed pages, oldest first; of one sheet, or of all. */
export async function leftovers(juror, path = "") {
  const found = [];
  for (const key of keysUnder(`${PREFIX}${juror}:${path}`)) {
    const entry = read(key);
    if (entry && (await isLeft(key))) found.push({ ...entry, forget: () => remove(key) });
  }
  return found.sort((one, other) => one.at - other.at);
}

/** This page's own place. */
export function place(juror, path) {
  const key = `${PREFIX}${juror}:${path}:${newId()}`;
  navigator.locks?.request(key, () => new Promise(() => {})); // held until the page is gone
  return {
    keep(entry) {
      try { window.localStorage.setItem(key, JSON.stringify({ ...entry, path, at: Date.now() })); } catch { return false; }
      return true;
    },
    forget: () => remove(key),
  };
}
