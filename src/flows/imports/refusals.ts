import { type ExistingArticle, getDatabaseFault } from '../../content/articles/index.js';
import { type Actor, createSectionLimitProblem } from '../../platform/auth/index.js';
import { Problem } from '../../platform/problems/index.js';
import { importedSourceVersion } from './digest.js';
import type { Draft } from './draft.js';
import { type Item, type ItemOutcome, type Mode, outcomeOf, type Refusal } from './outcome.js';

/** The refusals for articles that are in the trash or killed. An import does not change these. */
export const removedArticleRefusals: Readonly<Record<'trashed' | 'killed', Refusal>> = {
  trashed: {
    outcome: 'skipped',
    reason: 'in-the-trash',
    title: 'The article is in the trash',
    detail: 'The article is in the trash here, so it was not updated. Restore it and import it again.',
  },
  killed: {
    outcome: 'skipped',
    reason: 'killed',
    title: 'The article was killed',
    detail: 'The article was killed here, so it was not updated. Bring it back with unkill and import it again.',
  },
};

const olderVersion: Refusal = {
  outcome: 'skipped',
  reason: 'older-version',
  title: 'A newer version was imported',
  detail: 'A newer version of the article was imported before, so this one was not imported.',
};

const alreadyExists = {
  reason: 'already-here',
  title: 'The article already exists',
  detail: 'The article already exists, so it was not imported. Use the mode upsert to update it.',
};

/** What decides whether an import may change existing articles. `foreignIds` are those that the actor may not change. */
type RefusalRules = { actor: Actor; mode: Mode; foreignIds: ReadonlySet<string> };

/** Returns why an import does not change the existing article of a draft, or undefined if it may change it. */
export function refusalOfUpdate(
  { sourceVersion }: Draft,
  { id, status, takenDigest }: ExistingArticle,
  { actor, mode, foreignIds }: RefusalRules,
): Refusal | undefined {
  if (actor.sectionLimit !== null && foreignIds.has(id))
    return toRefusal(createSectionLimitProblem(actor.sectionLimit));
  if (status === 'trashed' || status === 'killed') return removedArticleRefusals[status];
  if (mode !== 'upsert') return { ...alreadyExists, outcome: mode === 'skip' ? 'skipped' : 'failed' };
  const importedVersion = importedSourceVersion(takenDigest);
  return importedVersion !== null && (sourceVersion ?? importedVersion) < importedVersion ? olderVersion : undefined;
}

export const refusalOutcome = (item: Item, { outcome, reason, detail }: Refusal, articleId?: string): ItemOutcome =>
  outcomeOf(item, { outcome, reason, detail, articleId: articleId ?? null });

const toRefusal = ({ definition: { code, title }, detail }: Problem): Refusal => ({
  outcome: 'failed',
  reason: code,
  title,
  detail,
});

/** Returns the refusal for an error about one article, or undefined if the error has another cause. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Problem) return toRefusal(error);
  const issues = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues;
  if (Array.isArray(issues)) {
    const detail = issues.map(({ path, message }) => `/${path.map(String).join('/')} ${message}`).join('; ');
    return { outcome: 'failed', reason: 'does-not-fit', title: 'The article has invalid fields', detail };
  }
  const fault = getDatabaseFault(error);
  if (fault === undefined || fault === 'away' || fault === 'disk-full') return undefined;
  return {
    outcome: 'failed',
    reason: 'not-stored',
    title: 'The database refused the article',
    detail: `The database refused the article (${fault}). Correct the article and import it again.`,
  };
}
