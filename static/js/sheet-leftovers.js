/**
 * On a juror's list: sends what closed sheets left in this browser, and tells of what has to be
 * looked at first.
 */
import { changes, merge } from "./sheet-merge.js";
import { leftovers, newId } from "./sheet-store.js";

const notice = document.querySelector("[data-leftovers]");

/** True when the server has all of it. */
async function deliver({ path, version, known, typed }) {
  const token = notice.querySelector("[name='csrf_token']").value;
  const body = new URLSearchParams({ ...changes(known, typed), change: newId(), version, csrf_token: token });
  const answer = await fetch(path, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  if (answer.ok) return true;
  const { stored } = answer.status === 409 ? await answer.json() : {};
  if (!stored) return false;
  const { adopted, clashes } = merge(known, stored, typed);
  return !clashes.length && !Object.keys(changes({ ...stored, ...known }, { ...typed, ...adopted })).length;
}

function link({ path, name }) {
  const item = document.createElement("li");
  item.append(Object.assign(document.createElement("a"), { href: path, textContent: name }));
  return item;
}

if (notice) {
  const left = new Map();
  for (const entry of await leftovers()) {
    if (await deliver(entry).catch(() => false)) entry.forget();
    else left.set(entry.path, entry);
  }
  notice.querySelector("ul").replaceChildren(...[...left.values()].map(link));
  notice.hidden = !left.size;
}
