import fc from 'fast-check';

/** One write. `picture` is the number of a picture that is sent as the body. */
export type Operation = {
  /** The method and the path without ids. */
  kind: string;
  method: string;
  path: string;
  body?: unknown;
  lines?: string;
  picture?: number;
};

/** The ids and slugs that the writes use. */
export type Targets = {
  articles: readonly string[];
  people: readonly string[];
  sections: readonly string[];
  assets: readonly string[];
  mentions: readonly string[];
  corrections: readonly string[];
  lists: readonly string[];
  note: { article: string; id: string };
  comment: string;
  user: string;
  token: string;
  role: string;
  text: string;
  /** A time in the future. */
  later: string;
};

const one = <Value>(...values: Value[]) => fc.constantFrom(...values);
const some = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });
const withDefaults = (fields: Record<string, fc.Arbitrary<unknown>>, defaults: object) =>
  some(fields).map((sent) => ({ ...defaults, ...sent }));
/** A slug that is free, or one that may be taken. */
const slugOf = (taken: fc.Arbitrary<string>, word: string) =>
  fc.oneof(
    { arbitrary: taken, weight: 1 },
    { arbitrary: fc.nat(1_000_000).map((number) => `${word}-${number}`), weight: 4 },
  );

/** Writes to a path in which each `{}` stands for one of the values. */
function writes(
  method: string,
  pattern: string,
  values: readonly fc.Arbitrary<string>[],
  body?: fc.Arbitrary<unknown>,
): fc.Arbitrary<Operation> {
  return fc.tuple(fc.tuple(...values), body ?? fc.constant(undefined)).map(([refs, sent]) => {
    const rest = [...refs];
    const path = pattern.replaceAll('{}', () => rest.shift() ?? '');
    return { kind: `${method} ${pattern}`, method, path, ...(sent === undefined ? {} : { body: sent }) };
  });
}

/** Creates random writes by actors who have no right to publish. Some are refused, and none may change what the public sees. */
export function unprivilegedWrites(targets: Targets): fc.Arbitrary<Operation> {
  const { later, text } = targets;
  const article = one(...targets.articles, 'new-story');
  const person = one(...targets.people, 'new-person');
  const section = one(...targets.sections, 'new-section');
  const asset = one(...targets.assets);
  const list = one(...targets.lists);
  const mention = one(...targets.mentions);
  const correction = one(...targets.corrections);
  const externalId = one('first', 'second', 'planned', 'killed', 'draft', 'other');
  const user = one(targets.user);

  const leadImage = fc.oneof(
    fc.constant(null),
    asset.map((id) => ({ asset: id })),
    asset.map((id) => ({ asset: id, caption: 'Changed.' })),
    one({ url: 'https://images.paper.example/a.jpg', alt: 'Changed.' }),
  );
  const articleFields = {
    headline: one('Changed', 'Ada Lumen resigns', 'New Story'),
    slug: slugOf(one('first', 'new-story'), 'story'),
    section,
    people: fc.array(fc.record({ person, relation: one('quoted', 'author', 'mentioned') }), { maxLength: 2 }),
    related: fc.array(one(...targets.articles), { maxLength: 2 }),
    tags: one([], ['harbour'], ['secret']),
    body: one('<p>Changed.</p>', `<p>${text} Double Agent.</p>`, '<p>Double Agent said: “We will be rich.”</p>'),
    commentsOpen: fc.boolean(),
    seo: one({ title: 'Changed' }),
  };
  const written = { ...articleFields, leadImage };
  const imported = { ...written, publishedAt: one('2017-07-07T18:00:00Z') };
  const draftOrPublic = one('draft', 'draft', 'draft', 'public');
  const personFields = {
    name: one('Ada Lumen', 'New Person', 'Secret Source'),
    slug: slugOf(one('ada-lumen', 'new-person'), 'person'),
    bio: one('Changed.'),
    visibility: draftOrPublic,
    aliases: one([{ name: 'Bo Strand', kind: 'alias' }]),
  };
  const sectionFields = {
    name: one('Changed', 'New Section'),
    slug: slugOf(one('news', 'new-section'), 'section'),
    parent: section,
    position: fc.nat(3),
    visibility: draftOrPublic,
  };
  const assetFields = {
    alt: one({ en: 'Changed' }),
    caption: one('Changed.'),
    credit: one('Changed'),
    creator: person,
    people: fc.array(person, { maxLength: 2 }),
    tags: one(['secret']),
    focalPoint: one({ x: 0.1, y: 0.9 }),
    availableFrom: one(null, later),
    availableUntil: one(null, '2018-01-01T00:00:00Z'),
    visibility: draftOrPublic,
  };
  const assignee = fc.oneof(user, one('me', null));

  const importLine = fc
    .tuple(some({ ...imported, status: one('published', 'draft', 'unpublished', 'trashed') }), externalId)
    .map(
      ([fields, id]) =>
        `${JSON.stringify({ headline: 'Imported', ...fields, externalIds: [{ source: 'wire', id }] })}\n`,
    );

  const newArticle = withDefaults(written, { headline: 'New Story' });
  const newPerson = withDefaults(personFields, { name: 'New Person' });
  const newSection = withDefaults(sectionFields, { name: 'New Section' });

  const articleEdits = [
    writes('POST', '/v1/articles', [], newArticle),
    writes('PUT', '/v1/articles/{}', [article], newArticle),
    writes('PATCH', '/v1/articles/{}', [article], some(written)),
    writes('DELETE', '/v1/articles/{}{}', [article, one('', '', '?purge=true')]),
    ...[written, imported].map((fields) =>
      writes('PUT', '/v1/articles/by-external-id/wire/{}', [externalId], withDefaults(fields, { headline: 'Put' })),
    ),
    writes('POST', '/v1/articles/{}/{}', [article, one('restore', 'discard-changes')]),
    writes('POST', '/v1/articles/{}/revisions/{}/restore', [article, one('1', '2', '3')], one({}, { missing: 'drop' })),
    writes('POST', '/v1/articles/{}/{}', [article, one('locks', 'previews')], one({})),
    importLine.map((lines): Operation => ({ kind: 'POST /v1/imports', method: 'POST', path: '/v1/imports', lines })),
  ];
  const reviews = [
    writes('POST', '/v1/articles/{}/submit', [article], some({ note: one('Ready.'), assignee })),
    writes('POST', '/v1/articles/{}/return', [article], one({ note: 'Not yet.' })),
    writes('POST', '/v1/articles/{}/approve', [article], one({}, { note: 'Go.' })),
    writes(
      'PUT',
      '/v1/articles/{}/assignee',
      [article],
      assignee.map((sent) => ({ user: sent })),
    ),
    writes('POST', '/v1/articles/{}/notes', [article], one({ text: 'A secret note.' })),
    writes('DELETE', '/v1/articles/{}/notes/{}', [one(targets.note.article), one(targets.note.id)]),
  ];
  const directoryEdits = [
    writes('POST', '/v1/people', [], newPerson),
    writes('PATCH', '/v1/people/{}', [person], some(personFields)),
    writes('PUT', '/v1/people/{}', [person], newPerson),
    writes('PUT', '/v1/people/by-external-id/wire/{}', [externalId], newPerson),
    writes(
      'POST',
      '/v1/people/{}/merge',
      [person],
      person.map((into) => ({ into })),
    ),
    writes('POST', '/v1/people/{}/unmerge', [person]),
    writes('DELETE', '/v1/people/{}', [person]),
    writes('POST', '/v1/sections', [], newSection),
    writes('PATCH', '/v1/sections/{}', [section], some(sectionFields)),
    writes('PUT', '/v1/sections/{}', [section], newSection),
    writes('PUT', '/v1/sections/by-external-id/wire/{}', [externalId], newSection),
    writes('DELETE', '/v1/sections/{}?moveTo={}', [section, section]),
  ];
  const assetEdits = [
    fc.nat(3).map((picture): Operation => ({ kind: 'POST /v1/assets', method: 'POST', path: '/v1/assets', picture })),
    writes('PATCH', '/v1/assets/{}', [asset], some(assetFields)),
    writes('PATCH', '/v1/assets/{}', [asset], some(assetFields)),
    writes('DELETE', '/v1/assets/{}', [asset]),
  ];

  const externalRef = externalId.map((id) => ({ source: 'wire', id }));
  const bulkOperation = fc.oneof(
    fc.record({ op: one('create'), type: one('article'), body: newArticle }),
    fc.record({ op: one('create'), type: one('person'), body: newPerson }),
    fc.record({ op: one('create'), type: one('section'), body: newSection }),
    fc.record({
      op: one('put'),
      type: one('article'),
      externalId: externalRef,
      body: withDefaults(imported, { headline: 'Put' }),
    }),
    fc.record({ op: one('put'), type: one('person'), externalId: externalRef, body: newPerson }),
    fc.record({ op: one('put'), type: one('section'), externalId: externalRef, body: newSection }),
    fc.record({ op: one('update'), type: one('article'), ref: article, body: some(written) }),
    fc.record({ op: one('update'), type: one('person'), ref: person, body: some(personFields) }),
    fc.record({ op: one('update'), type: one('section'), ref: section, body: some(sectionFields) }),
    fc.record({ op: one('publish', 'unpublish', 'trash'), type: one('article'), ref: article }),
    fc.record({ op: one('delete'), type: one('person'), ref: person }),
    fc.record({ op: one('delete'), type: one('section'), ref: section, moveTo: section }),
    fc.record({
      op: one('moderate'),
      type: one('comment'),
      ref: one(targets.comment),
      body: one({ status: 'rejected' }),
    }),
  );
  const bulk = writes(
    'POST',
    '/v1/bulk',
    [],
    fc.record({ operations: fc.array(bulkOperation, { minLength: 1, maxLength: 3 }), atomic: fc.boolean() }),
  );

  /** Writes that are refused most of the time. */
  const publications = [
    writes('POST', '/v1/articles/{}/{}', [
      article,
      one('publish', 'publish', 'unpublish', 'unschedule', 'unkill', 'mentions/relink'),
    ]),
    writes('POST', '/v1/articles/{}/publish', [article], one({ updateType: 'minor' }, { at: '2017-07-07T18:00:00Z' })),
    writes('POST', '/v1/articles/{}/schedule', [article], one({ at: later }, { unpublishAt: later })),
    writes('POST', '/v1/articles/{}/kill', [article], one({ reason: 'Gone.' })),
    writes('POST', '/v1/articles/{}/embargo', [article], one({ until: later }, { until: null })),
    writes(
      'POST',
      '/v1/articles/{}/corrections',
      [article],
      one({ kind: 'update', note: 'Leak.' }, { kind: 'update', note: 'Leak.', publish: false }),
    ),
    writes('PATCH', '/v1/corrections/{}', [correction], one({ note: 'Leak.' })),
    writes('DELETE', '/v1/corrections/{}', [correction]),
    writes(
      'POST',
      '/v1/articles/{}/mentions',
      [article],
      fc.record({ field: one('body'), start: one(0, 14), end: one(9, 23), person }),
    ),
    writes(
      'PATCH',
      '/v1/mentions/{}',
      [mention],
      fc.oneof(
        one('rejected', 'confirmed', 'auto').map((status) => ({ status })),
        person.map((meant) => ({ person: meant })),
      ),
    ),
    writes('POST', '/v1/mentions/relink', []),
    writes('POST', '/v1/lists', [], one({ name: 'Leak', published: true, rule: { section: 'news' } })),
    writes('PUT', '/v1/lists/{}', [list], one({ name: 'Leak', published: true })),
    writes('PATCH', '/v1/lists/{}', [list], one({ name: 'Leak' }, { published: false }, { published: true })),
    writes(
      'PUT',
      '/v1/lists/{}/order',
      [list],
      article.map((pinned) => ({ version: 1, items: [{ article: pinned }] })),
    ),
    writes('POST', '/v1/lists/{}/moves', [list], one({ article: 'second', to: 2 })),
    writes('DELETE', '/v1/lists/{}', [list]),
    writes('PATCH', '/v1/comments/{}', [one(targets.comment)], one({ status: 'rejected' })),
    writes('DELETE', '/v1/comments/{}', [one(targets.comment)]),
    writes(
      'POST',
      '/v1/comment-decisions',
      [],
      one({ decisions: [{ id: targets.comment, version: 1, status: 'rejected' }] }),
    ),
    writes('PUT', '/v1/{}comment-policy', [one('', 'articles/first/', 'sections/news/')], one({ mode: 'closed' })),
  ];

  /** Writes that could give their actor more rights. */
  const rights = [
    writes(
      'POST',
      '/v1/tokens',
      [],
      one(
        { name: 'Leak', role: 'admin' },
        { name: 'Leak', scopes: ['content:write'] },
        { name: 'Leak', role: 'writer', owner: 'newsroom' },
      ),
    ),
    writes('DELETE', '/v1/tokens/{}', [one(targets.token)]),
    writes('POST', '/v1/users', [], one({ name: 'Leak', email: 'leak@paper.example', role: 'admin' })),
    writes('PATCH', '/v1/users/{}', [user], one({ role: 'admin' }, { role: 'editor' })),
    writes('POST', '/v1/users/{}/{}', [user, one('deactivate', 'reactivate', 'sign-in-links')]),
    writes('DELETE', '/v1/users/{}', [user]),
    writes('PUT', '/v1/roles/{}', [one('leak', 'writer', targets.role)], one({ scopes: ['admin'] })),
    writes('DELETE', '/v1/roles/{}', [one('writer', targets.role)]),
    writes('POST', '/v1/webhooks', [], one({ url: 'https://leak.example/hook', events: ['*'] })),
  ];

  return fc.oneof(
    { arbitrary: fc.oneof(...articleEdits), weight: 6 },
    { arbitrary: fc.oneof(...directoryEdits), weight: 6 },
    { arbitrary: fc.oneof(...assetEdits), weight: 3 },
    { arbitrary: fc.oneof(...reviews), weight: 2 },
    { arbitrary: bulk, weight: 3 },
    { arbitrary: fc.oneof(...publications), weight: 4 },
    { arbitrary: fc.oneof(...rights), weight: 1 },
  );
}
