import type { CommentPolicies } from '../../content/comments/index.js';
import type { ListService } from '../../content/lists/index.js';
import type { PersonService } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import { type Actor, requireScope } from '../../platform/auth/index.js';
import { readEntries } from './entries.js';
import { listFiles } from './lists.js';
import { type EntryImporter, type EntryReport, importEntries } from './outcome.js';
import { entriesOf } from './pages.js';
import { policyFiles } from './policies.js';
import { sectionFiles } from './sections.js';

type Dependencies = {
  sections: SectionService;
  people: PersonService;
  lists: ListService;
  policies: CommentPolicies;
};

/** The kinds of entries that files can contain. */
export type ImportableKind = 'sections' | 'lists' | 'policies';
export type ExportableKind = ImportableKind | 'people';

/** The text is no file of entries. */
export class UnknownEntriesError extends Error {}

/** Exports and imports everything in a newsroom that is neither an article nor a comment. */
export function directoryFiles({ sections, people, lists, policies }: Dependencies) {
  const importable = {
    sections: sectionFiles(sections),
    lists: listFiles({ lists, sections, people }),
    policies: policyFiles(policies),
  } satisfies Record<ImportableKind, { createImporter: () => EntryImporter; entries: () => AsyncGenerator<object> }>;
  const listPeople = (): AsyncGenerator<object> =>
    entriesOf((query) => people.list({ ...query, sort: 'createdAt' }, 'desk'));

  return {
    /**
     * Yields the entries of a kind as NDJSON lines, with the fields of the desk in the API.
     *
     * @throws forbidden without the scope `content:read`, or `comments:moderate` for policies
     */
    async *export(actor: Actor, kind: ExportableKind): AsyncGenerator<string> {
      requireScope(actor, kind === 'policies' ? 'comments:moderate' : 'content:read');
      const entries = kind === 'people' ? listPeople() : importable[kind].entries();
      for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
    },

    /**
     * Imports a file of entries. An entry replaces the one with the same slug. Importing a file again changes nothing.
     *
     * @returns the outcomes, and whether the file is one page of a longer list
     * @throws UnknownEntriesError if the text is neither JSON nor NDJSON
     */
    async import(actor: Actor, kind: ImportableKind, text: string): Promise<EntryReport & { hasNextPage: boolean }> {
      const file = readEntries(text, nameOf);
      if (file === undefined)
        throw new UnknownEntriesError(
          `The text is neither NDJSON nor JSON. A file of ${kind} has one entry per line, as the export writes it, or is a response of the API.`,
        );
      const report = await importEntries(actor, file, importable[kind].createImporter());
      return { ...report, hasNextPage: file.hasNextPage };
    },
  };
}

const nameOf = (entry: unknown): unknown => (entry as { name?: unknown } | null)?.name;
