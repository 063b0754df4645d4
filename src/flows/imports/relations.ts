import { type ArticleService, isPutAway, type KnownArticle, OWN_SOURCE, pairOf } from '../../content/articles/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { digestWith, isOpen } from './digest.js';
import type { Draft, NaturalKey } from './draft.js';

/** Stories whose relations to later ones are remembered until the end. */
const mostOpen = 50_000;

/** Stories that are related to others at once. */
const atOnce = 200;

type Open = Pick<Draft, 'key' | 'related'> & { digest: string };
type Known = ReadonlyMap<string, KnownArticle>;

type Needs = { articles: ArticleService; actor: Actor };

/** Finds the stories to which others are related: those that come later in a file, once it is at its end. */
export function relations({ articles, actor }: Needs) {
  /** The last that the file has said, by their keys. */
  const open = new Map<string, Open>();

  /** Stories by the keys by which drafts refer to them. */
  const find = (drafts: readonly Pick<Draft, 'related'>[]): Promise<Known> =>
    articles.importing.known(unique(drafts.flatMap(({ related }) => related)));

  /** Remembers a story some of whose relations lead to nothing yet, or may have led to nothing in an earlier run. */
  function leaveOpen({ key, related }: Pick<Draft, 'key' | 'related'>, digest: string): void {
    if (open.size < mostOpen) open.set(pairOf(key), { key, related, digest });
  }

  /** Relates what was left open, where nobody has changed it since. */
  async function close(): Promise<void> {
    const all = [...open.values()];
    for (let at = 0; at < all.length; at += atOnce) {
      const some = all.slice(at, at + atOnce);
      const stories = await articles.importing.known(some.map(({ key }) => key));
      const found = await find(some);
      const waiting = some.flatMap(({ key, related, digest: whole }) => {
        const story = stories.get(pairOf(key));
        if (story === undefined || isPutAway(story.status) || !isWaiting(story, key, whole)) return [];
        const ids = idsOf(related, found);
        const digest = digestWith(whole, ids.length, related.length);
        return digest === story.takenDigest ? [] : [{ ...story, key, related: [...new Set(ids)], digest }];
      });
      if (waiting.length > 0) await articles.importing.relateAll(actor, waiting);
    }
  }

  return { find, leaveOpen, close };
}

const unique = (keys: readonly NaturalKey[]): NaturalKey[] => [
  ...new Map(keys.map((key) => [pairOf(key), key])).values(),
];

/** The ids of those that are there, of the stories to which a draft is related. */
export const idsOf = (related: Draft['related'], found: Known): string[] =>
  related.flatMap((key) => found.get(pairOf(key))?.id ?? []);

/** Whether a story is as an import has left it, with relations open. Of one that is known by its own id nothing is remembered. */
const isWaiting = (
  { id, version, takenDigest, takenVersion }: KnownArticle,
  key: NaturalKey,
  digest: string,
): boolean => (isOpen(takenDigest, digest) && takenVersion === version) || (key.source === OWN_SOURCE && key.id === id);
