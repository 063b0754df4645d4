import {
  type ArticleService,
  type ExistingArticle,
  externalIdKey,
  isTrashedOrKilled,
  OWN_SOURCE,
} from '../../content/articles/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { digestWithRelations, hasOpenRelations } from './digest.js';
import type { Draft, NaturalKey } from './draft.js';

/** Stories whose relations to later ones are remembered until the end. */
const maxOpen = 50_000;

/** Stories that are related to others at once. */
const batchSize = 200;

type OpenRelation = Pick<Draft, 'key' | 'relatedKeys'> & { digest: string };
type ExistingArticles = ReadonlyMap<string, ExistingArticle>;

type Dependencies = { articles: ArticleService; actor: Actor };

/** Finds the stories to which others are related: those that come later in a file, once it is at its end. */
export function createRelationTracker({ articles, actor }: Dependencies) {
  /** The last that the file has said, by their keys. */
  const open = new Map<string, OpenRelation>();

  /** Stories by the keys by which drafts refer to them. */
  const find = (drafts: readonly Pick<Draft, 'relatedKeys'>[]): Promise<ExistingArticles> =>
    articles.importing.findExisting(unique(drafts.flatMap(({ relatedKeys }) => relatedKeys)));

  /** Remembers a story some of whose relations lead to nothing yet, or may have led to nothing in an earlier run. */
  function leaveOpen({ key, relatedKeys }: Pick<Draft, 'key' | 'relatedKeys'>, digest: string): void {
    if (open.size < maxOpen) open.set(externalIdKey(key), { key, relatedKeys, digest });
  }

  /** Relates what was left open, where nobody has changed it since. */
  async function close(): Promise<void> {
    const all = [...open.values()];
    for (let offset = 0; offset < all.length; offset += batchSize) {
      const batch = all.slice(offset, offset + batchSize);
      const currentArticles = await articles.importing.findExisting(batch.map(({ key }) => key));
      const relatedArticles = await find(batch);
      const updates = batch.flatMap(({ key, relatedKeys, digest: fullDigest }) => {
        const article = currentArticles.get(externalIdKey(key));
        if (article === undefined || isTrashedOrKilled(article.status) || !isStillOpen(article, key, fullDigest))
          return [];
        const ids = idsOf(relatedKeys, relatedArticles);
        const digest = digestWithRelations(fullDigest, ids.length, relatedKeys.length);
        return digest === article.takenDigest ? [] : [{ ...article, key, relatedIds: [...new Set(ids)], digest }];
      });
      if (updates.length > 0) await articles.importing.relateAll(actor, updates);
    }
  }

  return { find, leaveOpen, close };
}

const unique = (keys: readonly NaturalKey[]): NaturalKey[] => [
  ...new Map(keys.map((key) => [externalIdKey(key), key])).values(),
];

/** The ids of those that are there, of the stories to which a draft is related. */
export const idsOf = (relatedKeys: Draft['relatedKeys'], relatedArticles: ExistingArticles): string[] =>
  relatedKeys.flatMap((key) => relatedArticles.get(externalIdKey(key))?.id ?? []);

/** Whether a story is as an import has left it, with relations open. Of one that is known by its own id nothing is remembered. */
const isStillOpen = (
  { id, version, takenDigest, takenVersion }: ExistingArticle,
  key: NaturalKey,
  digest: string,
): boolean =>
  (hasOpenRelations(takenDigest, digest) && takenVersion === version) || (key.source === OWN_SOURCE && key.id === id);
