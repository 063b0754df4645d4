/** A part of a body that was left out. */
export type DroppedPart = {
  /** The part, to show to a person, such as `iframe "https://…"`. */
  what: string;
  /** A stable code in kebab-case. */
  reason: 'unknown-embed' | 'unsupported-element' | 'not-a-web-address';
};

/** Notes that a part was left out. @param address the address of the part, if it has one */
export type NoteDropped = (element: string, reason: DroppedPart['reason'], address?: string) => void;

/** How many different parts are listed, and how many characters of an address. */
const maxParts = 50;
const maxAddressLength = 200;

/** Returns a list of dropped parts, and the function that fills it. Each part is listed once. */
export function createDroppedParts(): { parts: DroppedPart[]; note: NoteDropped } {
  const parts: DroppedPart[] = [];
  const keys = new Set<string>();
  return {
    parts,
    note(element, reason, address = '') {
      if (parts.length >= maxParts) return;
      const short =
        address.length > maxAddressLength
          ? `${address.slice(0, maxAddressLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
          : address;
      const what = short === '' ? element : `${element} "${short}"`;
      const key = `${what} ${reason}`;
      if (keys.has(key)) return;
      keys.add(key);
      parts.push({ what, reason });
    },
  };
}
