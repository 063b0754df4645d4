import { type Actor, barredFields, requireReadableFields, requireScope } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import { checkPreconditions, type Preconditions } from '../../../platform/preconditions/index.js';
import { Problem } from '../../../platform/problems/index.js';
import type { ArticleDependencies } from '../drafts/dependencies.js';
import { prepareBody } from '../drafts/draft-content.js';
import { checkPast } from '../planning/schedule.rules.js';
import type { createPublishOperations } from '../publishing/publish.js';
import { externalIdTaken, OWN_SOURCE } from '../rules.js';
import type { ArticleInput, ExternalArticleInput, WrittenArticle } from '../schemas.js';
import { findByExternalId } from './external.store.js';

type WriteOperations = Pick<ReturnType<typeof createPublishOperations>, 'publish'> & {
  create(actor: Actor, input: ArticleInput): Promise<WrittenArticle>;
  replace(
    actor: Actor,
    ref: string,
    input: ArticleInput,
    preconditions: Preconditions | undefined,
    within?: Transaction,
  ): Promise<WrittenArticle>;
};

/** Creates the operations on articles by external id. */
export function createExternalIdOperations(
  { database, clock, approvals }: ArticleDependencies,
  { create, replace, publish }: WriteOperations,
) {
  /**
   * Creates or replaces the article with an external id. With a time of publication, the article is published as of
   * that time; without it, the state does not change.
   *
   * @throws field-not-allowed if the external ids are hidden from the actor; forbidden for a time of publication
   *   without the scopes `content:publish` and `import`; invalid-request for a time in the future; needs-approval
   */
  async function upsertByExternalId(
    actor: Actor,
    key: { source: string; id: string },
    { publishedAt, ...articleInput }: ExternalArticleInput,
    preconditions?: Preconditions,
  ): Promise<{ article: WrittenArticle; outcome: 'created' | 'updated' | 'unchanged' }> {
    if (publishedAt !== undefined) {
      requireScope(actor, 'content:publish');
      requireScope(actor, 'import');
      checkPast('publishedAt', new Date(publishedAt), clock());
    }
    requireReadableFields(actor, 'articles', ['externalIds'], 'The token may not use external ids.');
    const others = (articleInput.externalIds ?? []).filter(({ source, id }) => source !== key.source || id !== key.id);
    const publishIfDated = async (article: WrittenArticle, within?: Transaction): Promise<WrittenArticle> => {
      if (publishedAt === undefined) return article;
      const publishedArticle = await publish(actor, article.id, { at: new Date(publishedAt), within });
      return article.dropped === undefined ? publishedArticle : { ...publishedArticle, dropped: article.dropped };
    };
    const existingArticle = await findByExternalId(database, key.source, key.id);
    // An article that is addressed by its own id needs no external id.
    const isOwn = key.source === OWN_SOURCE && key.id === existingArticle?.id;
    const isKept =
      existingArticle !== undefined &&
      articleInput.externalIds === undefined &&
      barredFields(actor, 'articles').includes('externalIds');
    const input = { ...articleInput, externalIds: isKept ? undefined : isOwn ? others : [key, ...others] };
    if (existingArticle === undefined) {
      checkPreconditions(preconditions, undefined);
      if (publishedAt !== undefined) approvals.requireNoApproval(actor);
      try {
        return { article: await publishIfDated(await create(actor, input)), outcome: 'created' };
      } catch (error) {
        // A concurrent request may have created it.
        if (!(error instanceof Problem) || error.definition !== externalIdTaken) throw error;
        if ((await findByExternalId(database, key.source, key.id)) === undefined) throw error;
        const again = { ...articleInput, ...(publishedAt === undefined ? {} : { publishedAt }) };
        return upsertByExternalId(actor, key, again, preconditions);
      }
    }
    await prepareBody(input);
    // Use one transaction, so that nothing is written if the publication is refused.
    const article = await database.transaction(actor, async (within) =>
      publishIfDated(await replace(actor, existingArticle.id, input, preconditions, within), within),
    );
    return { article, outcome: article.version === existingArticle.version ? 'unchanged' : 'updated' };
  }

  return {
    upsertByExternalId,
    findByExternalId: (source: string, id: string) => findByExternalId(database, source, id),
  };
}
