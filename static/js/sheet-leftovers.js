/**
 * On a juror's list: sends what closed sheets left in this browser, and tells of what has to be
 * looked at first.
 */
import { changes, merge, perhapsThere, same } from "./sheet-merge.js";
import { leftovers, newId } from "./sheet-store.js";

const notice = document.querySelector("[data-leftovers]");

function send(path, { id, version, fields }) {
  const token = notice.querySelector("[name='csrf_token']").value;
  const body = new URLSearchParams({ ...fields, change: id, version, csrf_token: token });
  return fetch(path, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
}

/** True when the server has all of it. A save that was under way goes on first, and counts once. */
async function deliver({ path, version, known, flight, typed }) {
  const next = flight ?? { id: newId(), version, fields: changes(known, typed) };
  const answer = await send(path, next);
  if (answer.ok) {
    const now = { ...known, ...next.fields };
    if (!Object.keys(changes(now, typed)).length) return true;
    return deliver({ path, version: (await answer.json()).version, known: now, typed });
  }
  const { stored, version: there } = answer.status === 409 ? await answer.json() : {};
  if (!stored) return false;
  const { adopted, clashes } = merge(known, stored, typed, perhapsThere(next, there));
  return !clashes.length && Object.entries({ ...typed, ...adopted }).every(([name, value]) => same(value, stored[name]));
}

function link({ path, name }) {
  const item = document.createElement("li");
  item.append(Object.assign(document.createElement("a"), { href: path, textContent: name }));
  return item;
}

if (notice) {
  const left = new Map();
  for (const entry of await leftovers(notice.dataset.juror)) {
    if (await deliver(entry).catch(() => false)) entry.forget();
    else left.set(entry.path, entry);
  }
  notice.querySelector("ul").replaceChildren(...[...left.values()].map(link));
  notice.hidden = !left.size;
}
