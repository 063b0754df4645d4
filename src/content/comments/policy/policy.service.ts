import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../../platform/auth/index.js';
import type { Reader, Session } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { checkPreconditions, type Preconditions, stateOf } from '../../../platform/preconditions/index.js';
import { problems } from '../../../platform/problems/index.js';
import { requireSectionAccess } from '../../section-limits/index.js';
import type { AuthorIdentity } from '../threads/author-identity.js';
import { commentPolicyEvents, siteSubjectId } from './policy.events.js';
import { closesAt, isOpen, resolvePolicy } from './policy.rules.js';
import type { ArticlePolicy, BanInput, PolicyInput, StatedPolicy, WordAction, WordInput } from './policy.schemas.js';
import { articlePlace, type Place, policyStore, sectionPlace, sitePlace } from './policy.store.js';

type Articles = {
  findLive(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
  find(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
};

type Dependencies = { database: Session; events: Events; articles: Articles; authors: AuthorIdentity };

/** Manages comment policies, word rules and bans. */
export function commentPolicies({ database, events, articles, authors }: Dependencies) {
  const store = policyStore(database);

  /**
   * Returns the effective policy of a published article with a new form token, and the policy stated on the article
   * itself. It is computed at each request, so that a changed policy also applies to older articles.
   */
  async function getEffectivePolicy(ref: string): Promise<{ effective: ArticlePolicy; ownPolicy: StatedPolicy }> {
    const article = requireEntity(await articles.findLive(database, ref), 'article');
    const { policies, own, publishedAt, commentsOpen } = requireEntity(
      await store.findModerationContext(database, article.id, null, null),
      'article',
    );
    const policy = resolvePolicy(policies);
    const place = { commentsOpen, publishedAt: new Date(publishedAt) };
    const now = new Date();
    const effective = {
      ...policy,
      open: isOpen(policy, place, now),
      closesAt: closesAt(policy, place.publishedAt)?.toISOString() ?? null,
      formToken: authors.formToken(article.id, now),
    };
    return { effective, ownPolicy: own };
  }

  async function setPolicy(
    actor: Actor,
    place: Place,
    input: PolicyInput,
    preconditions: Preconditions | undefined,
  ): Promise<StatedPolicy> {
    return database.transaction(actor, async (tx) => {
      await store.lock(tx, place);
      const { sectionId, articleId } = place;
      if (place.place !== sitePlace.place)
        requireEntity(await store.holdEntity(tx, place), articleId === null ? 'section' : 'article');
      await requireSectionAccess(
        tx,
        actor,
        articleId === null ? { sectionIds: [sectionId] } : { articleIds: [articleId] },
      );
      const before = await store.findPolicy(tx, place);
      checkPreconditions(preconditions, stateOf(before));
      await store.setPolicy(tx, place, input, actor.name);
      const policy = await store.findPolicy(tx, place);
      if (!isDeepStrictEqual(policy, before)) {
        const subjectId = articleId ?? sectionId ?? siteSubjectId;
        const payload = { sectionId, articleId, policy };
        await events.append(tx, commentPolicyEvents.stated, { subjectId, payload, actor });
      }
      return policy;
    });
  }

  const findSectionPlace = async (ref: string): Promise<Place> =>
    sectionPlace(requireEntity(await store.findSectionId(ref), 'section'));
  const findArticlePlace = async (ref: string): Promise<Place> =>
    articlePlace(requireEntity(await articles.find(database, ref), 'article').id);

  return {
    getEffectivePolicy,
    getSitePolicy: () => store.findPolicy(database, sitePlace),
    setSitePolicy: (actor: Actor, input: PolicyInput, preconditions?: Preconditions) =>
      setPolicy(actor, sitePlace, input, preconditions),
    getSectionPolicy: async (ref: string) => store.findPolicy(database, await findSectionPlace(ref)),
    setSectionPolicy: async (actor: Actor, ref: string, input: PolicyInput, preconditions?: Preconditions) =>
      setPolicy(actor, await findSectionPlace(ref), input, preconditions),
    setArticlePolicy: async (actor: Actor, ref: string, input: PolicyInput, preconditions?: Preconditions) =>
      setPolicy(actor, await findArticlePlace(ref), input, preconditions),

    listPolicies: () => store.listPolicies(database),
    listWords: async () => ({ data: (await store.listWords()).map(presentWord) }),
    addWord: (actor: Actor, input: WordInput) =>
      database.transaction(actor, async (tx) => {
        const before = await store.findWord(tx, input.phrase);
        const word = presentWord(await store.upsertWord(tx, input));
        if (before?.action !== word.action)
          await events.append(tx, commentPolicyEvents.wordSet, { subjectId: word.id, payload: word, actor });
        return word;
      }),
    deleteWord: (actor: Actor, id: string) =>
      database.transaction(actor, async (tx) => {
        const word = presentWord(requireEntity(await store.deleteWord(tx, id), 'rule'));
        await events.append(tx, commentPolicyEvents.wordDeleted, { subjectId: id, payload: word, actor });
      }),

    listBans: async () => ({ data: (await store.listBans()).map(presentBan) }),
    async createBan(actor: Actor, input: BanInput) {
      const comment = await store.findCommentAuthor(input.comment);
      if (comment?.authorKey == null || comment.authorKey === '') {
        const detail = `The comment "${input.comment}" does not exist or has no author to ban.`;
        throw problems.unknownReference(detail, { errors: [{ pointer: '/comment', code: 'unknown-comment', detail }] });
      }
      const { authorKey } = comment;
      return database.transaction(actor, async (tx) => {
        const ban = presentBan(await store.upsertBan(tx, authorKey, input, actor.name));
        await events.append(tx, commentPolicyEvents.banSet, { subjectId: ban.id, payload: ban, actor });
        return ban;
      });
    },
    deleteBan: (actor: Actor, id: string) =>
      database.transaction(actor, async (tx) => {
        const ban = presentBan(requireEntity(await store.deleteBan(tx, id), 'ban'));
        await events.append(tx, commentPolicyEvents.banLifted, { subjectId: id, payload: ban, actor });
      }),

    async history(commentId: string) {
      requireEntity(await store.findCommentAuthor(commentId), 'comment');
      return { data: (await store.history(commentId)).map(({ commentId: _, ...row }) => presentRow(row)) };
    },
  };
}

export type CommentPolicies = ReturnType<typeof commentPolicies>;

const presentRow = <Row extends { createdAt: Date }>(row: Row) => ({ ...row, createdAt: row.createdAt.toISOString() });
const presentWord = ({
  action,
  ...row
}: Parameters<typeof presentRow>[0] & { id: string; phrase: string; action: string }) => ({
  ...row,
  action: action as WordAction,
  createdAt: row.createdAt.toISOString(),
});
const presentBan = <Row extends { createdAt: Date; until: Date | null }>(row: Row) => ({
  ...presentRow(row),
  until: row.until?.toISOString() ?? null,
});

function requireEntity<Value>(value: Value | null | undefined, what: string): Value {
  if (value == null) throw problems.notFound(`The ${what} does not exist.`);
  return value;
}
