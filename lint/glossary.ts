/** One line of the second table of docs/glossary.md. */
export type GlossaryRule = {
  /** What to write instead. */
  use: string;
  /** Whether a name is on the "not" side. `words` are its words in lower case. */
  forbids: (name: string, words: readonly string[]) => boolean;
};

const anywhere = (list: string, use: string): GlossaryRule => {
  const forbidden = new Set(list.split(' '));
  return { use, forbids: (_, words) => words.some((word) => forbidden.has(word)) };
};
const alone = (list: string, use: string): GlossaryRule => {
  const forbidden = new Set(list.split(' '));
  return { use, forbids: (name) => forbidden.has(name) };
};
const inFront = (list: string, use: string): GlossaryRule => {
  const forbidden = new Set(list.split(' '));
  return { use, forbids: (_, words) => forbidden.has(words[0] ?? '') };
};

export const glossary: readonly GlossaryRule[] = [
  anywhere('story stories', 'article'),
  anywhere('answer answers answered', 'response, or reply for a comment below a comment'),
  anywhere('front', 'response cache'),
  anywhere('newsstand', 'publication'),
  anywhere('archive', 'revision'),
  alone('desk', 'desk view or draft copy'),
  anywhere('told tell telling tells', 'event consumer, or a verb such as notify'),
  alone('flow flows sign signs', 'event consumer or heartbeat'),
  anywhere('needs', 'dependencies'),
  inFront('most', 'maxX'),
  anywhere('patience together', 'timeoutMs or batchSize'),
  alone('keep', 'retentionDays'),
  inFront('must', 'requireX'),
  inFront('bring put take', 'loadX, createX, updateX or publish'),
  anywhere('land outlook foresight', 'single-flight, cache key, invalidation or planned invalidation'),
  anywhere('keeper keepers circumstances considered', 'author identity, moderation context or moderation decision'),
  anywhere('arrival arrivals fitting departure departures', 'import record, normalised draft, upload or outcome'),
  anywhere('forgetting', 'pruneX'),
  alone('breath aMoment sent', 'yieldToEventLoop'),
  anywhere('privy', 'hasScope'),
];

const split = (list: string) => new Set(list.split(' '));

export const irregularParticiples = split(
  'found known told shown asked kept held made given taken sent written seen gone done built said put left lost met paid sold bought brought caught drawn driven eaten fallen felt forgotten frozen grown heard hidden hit hurt led lent lain meant ridden risen run sung sunk slept spoken spent stood stolen stuck swept swum taught torn thought thrown understood woken worn won bound broken begun born chosen come cut dealt dug fed fled flown got hung laid let lit proven quit read rung sought shaken shot shut sat slid spread sprung sworn swung tied wept withdrawn',
);

/** Nouns, and verbs in the imperative, that end or are spelled like a participle. */
export const notParticiples = split(
  'feed seed need embed speed proceed heading string building setting warning spelling timing ordering encoding mapping rating listing thing ping ending opening nothing bring read run set cut put let come hit spread quit shut',
);

type Exceptions = Readonly<Record<string, { names: string; reason: string }>>;

/** Words of the "not" side that stand here for something else. */
export const otherMeanings: Exceptions = {
  'src/commands/files.ts': { names: 'archive', reason: 'a tar file' },
  'src/flows/imports/formats/markdown/archive.ts': {
    names: 'archive ArchiveFile brokenArchive',
    reason: 'a zip or tar file',
  },
  'src/flows/imports/formats/markdown/front-matter.ts': {
    names: 'front-matter',
    reason: 'the name that Markdown tools give to the YAML block at the start of a file',
  },
  'src/content/articles/publishing/people.store.ts': {
    names: 'desk newsstand',
    reason: 'keys of JSON that merges of people have stored',
  },
};

/** Participles whose names something outside decides. */
export const participles: Exceptions = {
  'src/commands/import-report.ts': {
    names: 'created updated unchanged skipped failed',
    reason: 'outcomes of imports in the API',
  },
  'src/commands/media-prune.ts': { names: 'unused', reason: 'an option of the command' },
  'src/content/articles/content.ts': { names: 'related', reason: 'a field of articles' },
  'src/content/articles/drafts/references.store.ts': { names: 'related', reason: 'a field of articles' },
  'src/content/articles/publishing/people.store.ts': { names: 'doubled', reason: 'a key of stored JSON' },
  'src/content/articles/representations/published-article.ts': { names: 'named', reason: 'an alias in SQL' },
  'src/content/articles/revisions/revisions.store.ts': { names: 'changed', reason: 'a column' },
  'src/content/mentions/mention-rows.ts': { names: 'quoted pinned', reason: 'columns' },
  'src/content/mentions/rules.ts': { names: 'pinned quoted', reason: 'fields of mentions' },
  'src/content/mentions/store.ts': { names: 'quoted', reason: 'a column' },
  'src/content/people/merge.store.ts': { names: 'taken moved', reason: 'a column and a key of stored JSON' },
  'src/flows/comments-import/import.ts': {
    names: 'created known orphaned skipped',
    reason: 'outcomes of imports that the command prints',
  },
  'src/flows/feeds/sitemaps.store.ts': { names: 'published', reason: 'an alias in SQL' },
  'src/flows/imports/outcome.ts': { names: 'dropped', reason: 'a field of import items' },
  'src/flows/imports/report.ts': {
    names: 'created updated unchanged known failed skipped dropped',
    reason: 'outcomes of imports in the API',
  },
  'src/flows/mentions/linker/link.ts': { names: 'quoted', reason: 'a field of mentions' },
  'src/flows/mentions/service.ts': { names: 'importing waiting', reason: 'a service and a field of the API' },
  'src/flows/webhooks/deliveries.service.ts': { names: 'queued', reason: 'a field of the API' },
  'src/platform/db/directory-lock.ts': { names: 'started', reason: 'a key of lock.json' },
  'src/platform/http/openapi-operations.ts': { names: 'required', reason: 'a property of OpenAPI' },
};
