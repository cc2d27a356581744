/** Whether letters are keys at the desk: whoever speaks to the computer turns them off, for all of its pages. */

const STORE = "desk-keys";

export function usesKeys() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

export function rememberKeys(wanted) {
  try {
    localStorage.setItem(STORE, wanted ? "on" : "off");
  } catch {
    // Without a place to remember it, the choice holds for this page.
  }
}
