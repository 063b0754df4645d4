import { cleanName } from '../../../lib/clean-name.js';
import { tagSlug } from '../../../lib/tag-slug.js';
import { quote } from './fields.js';

const maxTags = 50;
const maxTagLength = 100;

/** Returns tags as they are written, without those that have no letter or digit, and each slug once. */
export function tagsOf(names: readonly string[], drop: (what: string, reason: string) => void): string[] {
  const tags = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const tag = cleanName(name.slice(0, 10 * maxTagLength).normalize('NFC'));
    const slug = tagSlug(tag);
    if (slug === '' || tag.length > maxTagLength) {
      if (name.trim() !== '') drop(`tag ${quote(name)}`, slug === '' ? 'not-a-tag' : 'too-long');
      continue;
    }
    if (tags.size === maxTags && !tags.has(slug)) {
      drop(`${names.length - index} tags`, 'too-many');
      break;
    }
    if (!tags.has(slug)) tags.set(slug, tag);
  }
  return [...tags.values()];
}
