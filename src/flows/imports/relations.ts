import {
  type ArticleService,
  type ExistingArticle,
  externalIdKey,
  isTrashedOrKilled,
  OWN_SOURCE,
} from '../../content/articles/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { digestWithRelations, hasOpenRelations } from './digest.js';
import type { Draft, NaturalKey, Omission } from './draft.js';
import { quote } from './normalisation/fields.js';

/** The maximum number of articles whose open relations are remembered until the end of the file. */
const maxOpen = 50_000;

/** The maximum number of missing related articles of one item that the report names. */
const maxNamed = 20;

/** How many articles are updated at once. */
const batchSize = 200;

/** An item whose related articles are missing at the end of its file, with what the report says about them. */
export type MissingRelations = { index: number; from: string; omissions: Omission[] };

type OpenRelation = Pick<Draft, 'key' | 'relatedKeys' | 'from'> & { digest: string; index: number };
type ExistingArticles = ReadonlyMap<string, ExistingArticle>;

type Dependencies = { articles: ArticleService; actor: Actor /** Whether nothing is written. */; dryRun: boolean };

/** Creates the tracker that finds related articles, and connects those that come later in a file at its end. */
export function createRelationTracker({ articles, actor, dryRun }: Dependencies) {
  /** The latest open relations of each article, by its key. */
  const open = new Map<string, OpenRelation>();
  /** The articles that came after the limit of open relations. */
  const articlesOverLimit: MissingRelations[] = [];

  /** In a dry run, the keys of the articles that the import would create. */
  const futureKeys = new Set<string>();

  /** Remembers that a dry run would create an article, to which others in the file may be related. */
  function expect({ key, otherKeys = [] }: Pick<Draft, 'key' | 'otherKeys'>): void {
    for (const one of [key, ...otherKeys]) futureKeys.add(externalIdKey(one));
  }

  /** Returns the existing articles to which drafts are related, by their keys. */
  const find = (drafts: readonly Pick<Draft, 'relatedKeys'>[]): Promise<ExistingArticles> =>
    articles.importing.findExisting(unique(drafts.flatMap(({ relatedKeys }) => relatedKeys)));

  /** Remembers an article some of whose related articles do not exist yet, or did not exist in an earlier run. */
  function leaveOpen({ key, relatedKeys, from }: Draft, digest: string, index: number): void {
    if (open.size < maxOpen) open.set(externalIdKey(key), { key, relatedKeys, from, digest, index });
    else articlesOverLimit.push({ index, from, omissions: [{ what: 'related articles', reason: 'too-many' }] });
  }

  /**
   * Connects the remembered articles with their related ones, unless they have been changed since or this is a dry run.
   * Returns the items whose related articles do not exist.
   */
  async function close(): Promise<MissingRelations[]> {
    const all = [...open.values()];
    const missingRelations = [...articlesOverLimit];
    for (let offset = 0; offset < all.length; offset += batchSize) {
      const batch = all.slice(offset, offset + batchSize);
      const relatedArticles = await find(batch);
      const exists = (key: string) => relatedArticles.has(key) || futureKeys.has(key);
      missingRelations.push(
        ...batch.map((one) => missingOf(one, exists)).filter(({ omissions }) => omissions.length > 0),
      );
      if (dryRun) continue;
      const currentArticles = await articles.importing.findExisting(batch.map(({ key }) => key));
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
    return missingRelations;
  }

  return { find, expect, leaveOpen, close };
}

const unique = (keys: readonly NaturalKey[]): NaturalKey[] => [
  ...new Map(keys.map((key) => [externalIdKey(key), key])).values(),
];

function missingOf({ index, from, relatedKeys }: OpenRelation, exists: (key: string) => boolean): MissingRelations {
  const missingKeys = unique(relatedKeys).filter((key) => !exists(externalIdKey(key)));
  const omissions = missingKeys
    .slice(0, maxNamed)
    .map(({ id }) => ({ what: `related article ${quote(id)}`, reason: 'related-not-found' }));
  const moreCount = missingKeys.length - omissions.length;
  if (moreCount > 0) omissions.push({ what: `${moreCount} more related articles`, reason: 'related-not-found' });
  return { index, from, omissions };
}

/** Returns the ids of the related articles that exist. */
export const idsOf = (relatedKeys: Draft['relatedKeys'], relatedArticles: ExistingArticles): string[] =>
  relatedKeys.flatMap((key) => relatedArticles.get(externalIdKey(key))?.id ?? []);

/**
 * Returns whether an article with open relations has not changed since it was imported. An article that the file names
 * by its id here has no stored digest, so it always counts as unchanged.
 */
const isStillOpen = (
  { id, version, takenDigest, takenVersion }: ExistingArticle,
  key: NaturalKey,
  digest: string,
): boolean =>
  (hasOpenRelations(takenDigest, digest) && takenVersion === version) || (key.source === OWN_SOURCE && key.id === id);
