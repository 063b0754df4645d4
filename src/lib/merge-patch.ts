function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A JSON value with a JSON merge patch applied (RFC 7396): members that are null in the patch go, objects merge, anything
 * else replaces. Neither argument is changed; parts that stay the same are shared. Keys such as `__proto__` are members
 * like any other and reach no prototype. Recursion is as deep as the patch: cap the depth of what comes from outside.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) members.delete(key);
    else members.set(key, mergePatch(members.get(key), value));
  }
  // Unlike an assignment, `fromEntries` defines an own member even for `__proto__`.
  return Object.fromEntries(members);
}
