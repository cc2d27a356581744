/**
 * What three states of a sheet come to: what the server had when we last heard of it, what it has
 * now, and what stands in the page. Knows no page. Values are texts by field; a score not given is missing.
 */

/** Texts are stored without spaces around them, so those are no difference. */
export const same = (one, other) => (one ?? "").trim() === (other ?? "").trim();

/** What stands in the page and not at the server: { field: value }. */
export function changes(known, typed) {
  return Object.fromEntries(Object.entries(typed).filter(([name, value]) => (known[name] ?? "") !== value));
}

/**
 * What of a save may be at the server, whose answer says that the sheet has moved on. At the version
 * right after it, it is not there: the server would have known it again.
 */
export function perhapsThere({ version, fields }, now) {
  return now > Number(version) + 1 ? fields : {};
}

/**
 * Sorts what is different. `adopted`: only the others changed it, so it becomes ours. `clashes`: both
 * did, to different values, so a person must choose. What only we changed stays and is sent again.
 * `sent` is what we saved without hearing whether it came through: that it is there is no news, and
 * that it is not may be somebody's will, so a person is asked.
 */
export function merge(known, stored, typed, sent = {}) {
  const adopted = {};
  const clashes = [];
  for (const [name, theirs] of Object.entries(stored)) {
    const unheard = name in sent;
    if (same(theirs, unheard ? sent[name] : known[name]) || same(theirs, typed[name])) continue;
    if (!unheard && same(typed[name], known[name])) adopted[name] = theirs;
    else clashes.push({ name, mine: typed[name] ?? "", theirs });
  }
  return { adopted, clashes };
}
