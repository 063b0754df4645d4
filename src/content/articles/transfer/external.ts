import { type Actor, mustHold } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import { checkPreconditions, type Preconditions } from '../../../platform/preconditions/index.js';
import { Problem } from '../../../platform/problems/index.js';
import type { Desk } from '../drafts/desk.js';
import { checkPast } from '../planning/scheduling.rules.js';
import type { articlePublishing } from '../publishing/publishing.js';
import { externalIdTaken, OWN_SOURCE } from '../rules.js';
import type { ArticleInput, DeskArticle, ExternalArticleInput } from '../schemas.js';

type Writing = Pick<ReturnType<typeof articlePublishing>, 'publish'> & {
  create(actor: Actor, input: ArticleInput): Promise<DeskArticle>;
  replace(
    actor: Actor,
    ref: string,
    input: ArticleInput,
    preconditions: Preconditions | undefined,
    within?: Transaction,
  ): Promise<DeskArticle>;
};

/** Articles under the keys by which other systems know them. */
export function externalArticles({ database, store, clock }: Desk, { create, replace, publish }: Writing) {
  /**
   * Writes the article that another system knows under a key: makes it, or brings it to what is sent. Without a time of
   * publication its state stays as it is.
   *
   * @throws forbidden for a time of publication without the scope `import`; invalid-request for one that lies ahead
   */
  async function putExternal(
    actor: Actor,
    key: { source: string; id: string },
    { publishedAt, ...sent }: ExternalArticleInput,
    preconditions?: Preconditions,
  ): Promise<{ article: DeskArticle; outcome: 'created' | 'updated' | 'unchanged' }> {
    if (publishedAt !== undefined) {
      mustHold(actor, 'import');
      checkPast('publishedAt', new Date(publishedAt), clock());
    }
    const others = (sent.externalIds ?? []).filter(({ source, id }) => source !== key.source || id !== key.id);
    const publishing = async (article: DeskArticle, within?: Transaction) =>
      publishedAt === undefined ? article : publish(actor, article.id, { at: new Date(publishedAt), within });
    const known = await store.byExternalId(key.source, key.id);
    // What is known by its own id needs no other.
    const isOwn = key.source === OWN_SOURCE && key.id === known?.id;
    const input = { ...sent, externalIds: isOwn ? others : [key, ...others] };
    if (known === undefined) {
      checkPreconditions(preconditions, undefined);
      try {
        return { article: await publishing(await create(actor, input)), outcome: 'created' };
      } catch (error) {
        // Somebody else may have made it a moment ago.
        if (!(error instanceof Problem) || error.definition !== externalIdTaken) throw error;
        if ((await store.byExternalId(key.source, key.id)) === undefined) throw error;
        const again = { ...sent, ...(publishedAt === undefined ? {} : { publishedAt }) };
        return putExternal(actor, key, again, preconditions);
      }
    }
    // In one transaction: what may not be published is not written either.
    const article = await database.transaction(actor, async (within) =>
      publishing(await replace(actor, known.id, input, preconditions, within), within),
    );
    return { article, outcome: article.version === known.version ? 'unchanged' : 'updated' };
  }

  return { putExternal, findExternal: store.byExternalId };
}
