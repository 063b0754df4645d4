function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Applies a JSON merge patch (RFC 7396) to a JSON value: null removes a member, objects are merged, and other values
 * replace. Neither argument is changed, and the result shares unchanged parts. Keys such as `__proto__` are ordinary
 * members and do not affect prototypes. The recursion is as deep as the patch, so callers must limit the depth of
 * patches from outside.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) members.delete(key);
    else members.set(key, mergePatch(members.get(key), value));
  }
  // Unlike an assignment, `fromEntries` defines an own property even for `__proto__`.
  return Object.fromEntries(members);
}
