import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Session } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { ExternalId } from '../external-ids/index.js';
import { chooseSlug } from '../slugs/index.js';
import { chooseVisibility } from '../visibility/index.js';
import { candidatesFor } from './candidates.js';
import { personEvents } from './events.js';
import { changedNames } from './merge.rules.js';
import { findExactlyNamed, findRecentlyCreated } from './names.store.js';
import { toPersonWrite } from './person-write.js';
import type { ResolveResult } from './resolve.schemas.js';
import { wordsQuery } from './rules.js';
import { type PersonWrite, personStore } from './store.js';

/** A name as an article prints it, and what else the article says about the person. */
export type PrintedName = {
  name: string;
  slug?: string | undefined;
  key?: ExternalId | null | undefined;
  title?: string | undefined;
  date?: string | undefined;
};

type Candidates = {
  /** The id of the person with the external id, who is certain. */
  keyedPersonId: string | undefined;
  candidates: ResolveResult['results'][number]['candidates'];
};

type Dependencies = {
  database: Session;
  events: Events;
  isPublicByDefault: boolean;
};

/** Finds people by printed names and creates missing people, in batches. */
export function personMatcher({ database, events, isPublicByDefault }: Dependencies) {
  /**
   * Returns the candidates for each name, the most likely first, with one statement. Considers only people who have all
   * words of the name, the slug or the external id; `resolve` also finds misspelt names.
   */
  async function findCandidates(names: readonly PrintedName[], limit: number): Promise<Candidates[]> {
    const matches = await findExactlyNamed(
      database,
      names.map(({ name, slug, key }) => ({
        query: wordsQuery(name),
        slug: slug ?? null,
        source: key?.source ?? null,
        key: key?.id ?? null,
      })),
    );
    return names.map(({ name, title, date }, index) => ({
      keyedPersonId: matches[index]?.keyedPersonId,
      candidates: candidatesFor({ name, title, date }, matches[index]?.people ?? [], limit),
    }));
  }

  /**
   * Creates people by name. If a slug is taken, another one is made from the name. A person that a concurrent import
   * has just created is used instead of a new one.
   *
   * @returns the ids in the order of `people`
   */
  function createAll(actor: Actor, people: readonly { name: string; slug?: string | undefined }[]): Promise<string[]> {
    return database.transaction(actor, async (tx) => {
      const names = people.map(({ name }) => name);
      const recentPeople = await findRecentlyCreated(tx, names);
      const isThis = (recentPerson: (typeof recentPeople)[number], { name, slug }: (typeof people)[number]) =>
        recentPerson.name === name && (slug === undefined || slug === recentPerson.slug);
      const ids = people.map((person) => recentPeople.find((recentPerson) => isThis(recentPerson, person))?.id);
      const fresh = people.flatMap(({ name, slug }, index) => {
        if (ids[index] !== undefined) return [];
        const id = uuid();
        ids[index] = id;
        const generatedSlug = chooseSlug({ name, requestedSlug: undefined, fallback: 'person' });
        return [
          {
            id,
            name,
            generatedSlug,
            slug: slug === undefined ? generatedSlug : chooseSlug({ name, requestedSlug: slug, fallback: '' }),
          },
        ];
      });
      const ownSlugIds = await personStore.takeSlugs(tx, fresh);
      const rows: { id: string; write: PersonWrite }[] = [];
      for (const { id, name, slug, generatedSlug } of fresh)
        rows.push({
          id,
          write: toPersonWrite(
            { name },
            {
              slug: ownSlugIds.has(id) ? slug : await personStore.takeSlugLike(tx, generatedSlug, id),
              visibility: chooseVisibility(actor, undefined, isPublicByDefault),
            },
          ),
        });
      await personStore.createMany(tx, rows);
      await events.appendAll(
        tx,
        personEvents.created,
        rows.map(({ id, write }) => ({
          subjectId: id,
          payload: { ...write, id, version: 1, names: changedNames(undefined, write) },
          actor,
        })),
      );
      return ids.map((id) => id ?? '');
    });
  }

  return { findCandidates, createAll };
}
