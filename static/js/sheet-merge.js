/**
 * What three states of a sheet come to: what the server had when we last heard of it, what it has
 * now, and what stands in the page. Knows no page. Values are texts by field; a score not given is missing.
 */

/** Texts are stored without spaces around them, so those are no difference. */
const same = (one, other) => (one ?? "").trim() === (other ?? "").trim();

/** What stands in the page and not at the server: { field: value }. */
export function changes(known, typed) {
  return Object.fromEntries(Object.entries(typed).filter(([name, value]) => (known[name] ?? "") !== value));
}

/**
 * Sorts what is different. `adopted`: only the others changed it, so it becomes ours. `clashes`: both
 * did, to different values, so a person must choose. What only we changed stays and is sent again.
 */
export function merge(known, stored, typed) {
  const adopted = {};
  const clashes = [];
  for (const [name, theirs] of Object.entries(stored)) {
    if (same(theirs, known[name]) || same(theirs, typed[name])) continue;
    if (same(typed[name], known[name])) adopted[name] = theirs;
    else clashes.push({ name, mine: typed[name] ?? "", theirs });
  }
  return { adopted, clashes };
}
