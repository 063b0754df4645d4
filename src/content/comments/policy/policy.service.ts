import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../../platform/auth/index.js';
import type { Reader, Session } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { checkPreconditions, type Preconditions, stateOf } from '../../../platform/preconditions/index.js';
import { problems } from '../../../platform/problems/index.js';
import type { Authors } from '../threads/author.js';
import { commentPolicyEvents, theSite } from './policy.events.js';
import { closesAt, isOpen, nearest } from './policy.rules.js';
import type { ArticlePolicy, BanInput, PolicyInput, StatedPolicy, WordAction, WordInput } from './policy.schemas.js';
import { inSection, onArticle, type Place, policyStore, site } from './policy.store.js';

type Articles = {
  findLive(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
  find(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
};

type Needs = { database: Session; events: Events; articles: Articles; authors: Authors };

/** What holds for comments where, which words and whom they may not have. */
export function commentPolicies({ database, events, articles, authors }: Needs) {
  const store = policyStore(database);

  /** What holds on a live article now, so that changes reach old stories, and a token for a form; and what is stated on it. */
  async function onLive(ref: string): Promise<{ effective: ArticlePolicy; stated: StatedPolicy }> {
    const article = found(await articles.findLive(database, ref), 'article');
    const { policies, own, publishedAt, commentsOpen } = found(
      await store.circumstances(database, article.id, null, null),
      'article',
    );
    const policy = nearest(policies);
    const place = { commentsOpen, publishedAt: new Date(publishedAt) };
    const now = new Date();
    const effective = {
      ...policy,
      open: isOpen(policy, place, now),
      closesAt: closesAt(policy, place.publishedAt)?.toISOString() ?? null,
      formToken: authors.formToken(article.id, now),
    };
    return { effective, stated: own };
  }

  async function state(
    actor: Actor,
    place: Place,
    input: PolicyInput,
    preconditions: Preconditions | undefined,
  ): Promise<StatedPolicy> {
    return database.transaction(actor, async (tx) => {
      await store.lock(tx, place);
      const before = await store.stated(tx, place);
      checkPreconditions(preconditions, stateOf(before));
      await store.state(tx, place, input, actor.name);
      const policy = await store.stated(tx, place);
      if (!isDeepStrictEqual(policy, before)) {
        const { sectionId, articleId } = place;
        const subjectId = articleId ?? sectionId ?? theSite;
        const payload = { sectionId, articleId, policy };
        await events.append(tx, commentPolicyEvents.stated, { subjectId, payload, actor });
      }
      return policy;
    });
  }

  const ofSection = async (ref: string): Promise<Place> => inSection(found(await store.sectionId(ref), 'section'));
  const ofArticle = async (ref: string): Promise<Place> =>
    onArticle(found(await articles.find(database, ref), 'article').id);

  return {
    onLive,
    onSite: () => store.stated(database, site),
    stateOnSite: (actor: Actor, input: PolicyInput, preconditions?: Preconditions) =>
      state(actor, site, input, preconditions),
    inSection: async (ref: string) => store.stated(database, await ofSection(ref)),
    stateInSection: async (actor: Actor, ref: string, input: PolicyInput, preconditions?: Preconditions) =>
      state(actor, await ofSection(ref), input, preconditions),
    stateOnArticle: async (actor: Actor, ref: string, input: PolicyInput, preconditions?: Preconditions) =>
      state(actor, await ofArticle(ref), input, preconditions),

    words: async () => ({ data: (await store.words()).map(ruled) }),
    addWord: (actor: Actor, input: WordInput) =>
      database.transaction(actor, async (tx) => {
        const before = await store.wordOf(tx, input.phrase);
        const word = ruled(await store.word(tx, input));
        if (before?.action !== word.action)
          await events.append(tx, commentPolicyEvents.wordSet, { subjectId: word.id, payload: word, actor });
        return word;
      }),
    forgetWord: (actor: Actor, id: string) =>
      database.transaction(actor, async (tx) => {
        const word = ruled(found(await store.forgetWord(tx, id), 'rule'));
        await events.append(tx, commentPolicyEvents.wordDeleted, { subjectId: id, payload: word, actor });
      }),

    bans: async () => ({ data: (await store.bans()).map(ended) }),
    async ban(actor: Actor, input: BanInput) {
      const comment = await store.authorOf(input.comment);
      if (comment?.authorKey == null || comment.authorKey === '') {
        const detail = `There is no comment "${input.comment}".`;
        throw problems.unknownReference(detail, { errors: [{ pointer: '/comment', code: 'unknown-comment', detail }] });
      }
      const { authorKey } = comment;
      return database.transaction(actor, async (tx) => {
        const ban = ended(await store.ban(tx, authorKey, input, actor.name));
        await events.append(tx, commentPolicyEvents.banSet, { subjectId: ban.id, payload: ban, actor });
        return ban;
      });
    },
    forgetBan: (actor: Actor, id: string) =>
      database.transaction(actor, async (tx) => {
        const ban = ended(found(await store.forgetBan(tx, id), 'ban'));
        await events.append(tx, commentPolicyEvents.banLifted, { subjectId: id, payload: ban, actor });
      }),

    async history(commentId: string) {
      found(await store.authorOf(commentId), 'comment');
      return { data: (await store.history(commentId)).map(({ commentId: _, ...row }) => dated(row)) };
    },
  };
}

export type CommentPolicies = ReturnType<typeof commentPolicies>;

const dated = <Row extends { createdAt: Date }>(row: Row) => ({ ...row, createdAt: row.createdAt.toISOString() });
const ruled = ({ action, ...row }: Parameters<typeof dated>[0] & { id: string; phrase: string; action: string }) => ({
  ...row,
  action: action as WordAction,
  createdAt: row.createdAt.toISOString(),
});
const ended = <Row extends { createdAt: Date; until: Date | null }>(row: Row) => ({
  ...dated(row),
  until: row.until?.toISOString() ?? null,
});

function found<Thing>(thing: Thing | null | undefined, what: string): Thing {
  if (thing == null) throw problems.notFound(`There is no such ${what}.`);
  return thing;
}
