import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Session } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { ExternalId } from '../external-ids/index.js';
import { wantedSlug } from '../slugs/index.js';
import { personEvents } from './events.js';
import { changedNames } from './merge.rules.js';
import { calledExactly, madeLately } from './names.store.js';
import { candidatesFor } from './resolving.js';
import { wordsQuery } from './rules.js';
import type { Resolved } from './schemas.js';
import { type PersonWrite, personStore } from './store.js';
import { written } from './writing.js';

/** A name as a story prints it, and what else the story says of whom it means. */
export type PrintedName = {
  name: string;
  slug?: string | undefined;
  key?: ExternalId | null | undefined;
  title?: string | undefined;
  date?: string | undefined;
};

type Candidates = {
  /** Who is meant for certain, by what another system calls them. */
  keyed: string | undefined;
  candidates: Resolved['results'][number]['candidates'];
};

type Needs = {
  database: Session;
  events: Events;
};

/** Finds people by the names that stories print, and makes those who are not there: by the hundred. */
export function naming({ database, events }: Needs) {
  /**
   * Who may be meant by each name, the likeliest first, in one statement. Only those are looked at who have all words of the name, or the
   * slug: for misspelt names there is `resolve`.
   */
  async function whoMayBe(names: readonly PrintedName[], limit: number): Promise<Candidates[]> {
    const found = await calledExactly(
      database,
      names.map(({ name, slug, key }) => ({
        query: wordsQuery(name),
        slug: slug ?? null,
        source: key?.source ?? null,
        key: key?.id ?? null,
      })),
    );
    return names.map(({ name, title, date }, index) => ({
      keyed: found[index]?.keyed,
      candidates: candidatesFor({ name, title, date }, found[index]?.people ?? [], limit),
    }));
  }

  /**
   * Makes people of whom nothing is known but the name; a slug that another has is left to that one. Somebody whom another import has
   * just made is not made again.
   *
   * @returns their ids, in order
   */
  function makeAll(actor: Actor, people: readonly { name: string; slug?: string | undefined }[]): Promise<string[]> {
    return database.transaction(actor, async (tx) => {
      const names = people.map(({ name }) => name);
      const lately = await madeLately(tx, names);
      const isThis = (one: (typeof lately)[number], { name, slug }: (typeof people)[number]) =>
        one.name === name && (slug === undefined || slug === one.slug);
      const ids = people.map((person) => lately.find((one) => isThis(one, person))?.id);
      const fresh = people.flatMap(({ name, slug }, index) => {
        if (ids[index] !== undefined) return [];
        const id = uuid();
        ids[index] = id;
        const made = wantedSlug({ name, asked: undefined, fallback: 'person' });
        return [{ id, name, made, slug: slug === undefined ? made : wantedSlug({ name, asked: slug, fallback: '' }) }];
      });
      const own = await personStore.takeSlugs(tx, fresh);
      const rows: { id: string; write: PersonWrite }[] = [];
      for (const { id, name, slug, made } of fresh)
        rows.push({ id, write: written({ name }, own.has(id) ? slug : await personStore.takeSlugLike(tx, made, id)) });
      await personStore.createMany(tx, rows);
      await events.appendAll(
        tx,
        personEvents.created,
        rows.map(({ id, write }) => ({
          subjectId: id,
          payload: { id, slug: write.slug, name: write.name, version: 1, names: changedNames(undefined, write) },
          actor,
        })),
      );
      return ids.map((id) => id ?? '');
    });
  }

  return { whoMayBe, makeAll };
}
