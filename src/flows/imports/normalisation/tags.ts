import { quote } from './fields.js';

const maxTags = 50;
const maxTagLength = 100;
const plainTagPattern = /^[a-z0-9][a-z0-9-]*(?: [a-z0-9-]+)*$/;

/** Returns tags in the form in which they are stored: lower case, without unsupported characters and duplicates. */
export function tagsOf(names: readonly string[], drop: (what: string, reason: string) => void): string[] {
  const tags = new Set<string>();
  for (const [index, name] of names.entries()) {
    const tag = plainTagPattern.test(name) ? name : tagOf(name);
    if (tag === '' || tag.length > maxTagLength) {
      if (name.trim() !== '') drop(`tag ${quote(name)}`, tag === '' ? 'not-a-tag' : 'too-long');
      continue;
    }
    if (tags.size === maxTags && !tags.has(tag)) {
      drop(`${names.length - index} tags`, 'too-many');
      break;
    }
    tags.add(tag);
  }
  return [...tags];
}

const tagOf = (name: string): string =>
  name
    .slice(0, 10 * maxTagLength)
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[’ʼ]/g, "'")
    .replace(/[^\p{L}\p{M}\p{N}._&'+#-]+/gu, ' ')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .trimEnd();
