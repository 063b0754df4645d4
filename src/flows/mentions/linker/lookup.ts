import type { Lookup, Person } from './directory.js';

/** The values of an index by key, which can be changed. */
export class Index<Value extends { person: Person } | Person> implements Lookup<Value> {
  readonly #values = new Map<string, Value[]>();
  get(key: string): readonly Value[] | undefined {
    return this.#values.get(key);
  }
  has(key: string): boolean {
    return this.#values.has(key);
  }
  add(key: string, value: Value): void {
    const before = this.#values.get(key);
    if (before === undefined) this.#values.set(key, [value]);
    else before.push(value);
  }
  remove(key: string, isRemoved: (value: Value) => boolean): void {
    const rest = (this.#values.get(key) ?? []).filter((value) => !isRemoved(value));
    if (rest.length === 0) this.#values.delete(key);
    else this.#values.set(key, rest);
  }
}

const personIn = (value: { person: Person } | Person): Person => ('person' in value ? value.person : value);

/** Returns an index without the people who are not public. */
export function publicOnly<Value extends { person: Person } | Person>(index: Lookup<Value>): Lookup<Value> {
  const get = (key: string) => {
    const values = index.get(key);
    if (values === undefined || values.every((value) => personIn(value).isPublic)) return values;
    const visible = values.filter((value) => personIn(value).isPublic);
    return visible.length === 0 ? undefined : visible;
  };
  return { get, has: (key) => get(key) !== undefined };
}
