import { type ColumnType, type RawBuilder, sql } from 'kysely';
import { Prisma } from './generated/client.js';

/** The table of each model of the Prisma schema. The code does not compile if a model is missing. */
export const tables = {
  articleAssets: 'ArticleAsset',
  articleExternalIds: 'ArticleExternalId',
  articleLocks: 'ArticleLock',
  articleNotes: 'ArticleNote',
  articlePeople: 'ArticlePerson',
  articleSlugs: 'ArticleSlug',
  articles: 'Article',
  articlesToLink: 'ArticleToLink',
  assetAddresses: 'AssetAddress',
  assetPeople: 'AssetPerson',
  assetUploadParts: 'AssetUploadPart',
  assetUploads: 'AssetUpload',
  assets: 'Asset',
  audit: 'AuditEntry',
  commentBans: 'CommentBan',
  commentCounts: 'CommentCount',
  commentDecisions: 'CommentDecision',
  commentFlags: 'CommentFlag',
  commentNotices: 'CommentNotice',
  commentPolicies: 'CommentPolicy',
  commentReactions: 'CommentReaction',
  commentUnsubscribes: 'CommentUnsubscribe',
  commentWords: 'CommentWord',
  comments: 'Comment',
  corrections: 'Correction',
  eventConsumers: 'EventConsumer',
  eventHorizon: 'EventHorizon',
  events: 'Event',
  idempotencyKeys: 'IdempotencyKey',
  importChunks: 'ImportChunk',
  importItems: 'ImportItem',
  importJobs: 'ImportJob',
  linkedArticles: 'LinkedArticle',
  listPins: 'ListPin',
  listSlugs: 'ListSlug',
  lists: 'List',
  mentions: 'Mention',
  people: 'Person',
  personAliases: 'PersonAlias',
  personExternalIds: 'PersonExternalId',
  personMerges: 'PersonMerge',
  personRoles: 'PersonRole',
  personSlugs: 'PersonSlug',
  previews: 'Preview',
  privacyRequests: 'PrivacyRequest',
  publicSubjects: 'PublicSubject',
  publicationAssets: 'PublicationAsset',
  publicationMentions: 'PublicationMention',
  publicationQuotes: 'PublicationQuote',
  publicationPeople: 'PublicationPerson',
  publicationSections: 'PublicationSection',
  publicationSlugs: 'PublicationSlug',
  publicationTags: 'PublicationTag',
  publicationTombstones: 'PublicationTombstone',
  publications: 'Publication',
  revisions: 'Revision',
  roles: 'Role',
  sectionExternalIds: 'SectionExternalId',
  sectionSlugs: 'SectionSlug',
  sections: 'Section',
  signInLinks: 'SignInLink',
  tokens: 'Token',
  userIdentities: 'UserIdentity',
  users: 'User',
  webhookDeliveries: 'WebhookDelivery',
  webhookStories: 'WebhookStory',
  webhooks: 'Webhook',
} as const satisfies Record<string, Prisma.ModelName>;

export type JsonValue = Prisma.JsonValue;

/** JSON as a parameter. `pg` would send an array as a PostgreSQL array, and a string unquoted. */
export type JsonParameter = RawBuilder<Prisma.JsonValue>;

/** Wraps a value for a column of type `json` or `jsonb`. */
export const toJson = (value: unknown): JsonParameter => sql`${JSON.stringify(value)}`;

type Model<Name extends Prisma.ModelName> = Prisma.TypeMap['model'][Name];
type Scalars<Name extends Prisma.ModelName> = Model<Name>['payload']['scalars'];
type Input<Name extends Prisma.ModelName> = Model<Name>['operations']['createMany']['args'] extends { data: infer Data }
  ? Data extends (infer Item)[]
    ? Item
    : never
  : never;

/** The type that `pg` returns for a Prisma type. A `bigint` is returned as a string. */
type ReadValue<Value> = bigint extends Value ? Exclude<Value, bigint> | string : Value;

/** The type that a column accepts. `undefined` means its default. */
type WriteValue<Value> = Prisma.JsonValue extends Value
  ? JsonParameter | Extract<null, Value>
  : bigint extends Value
    ? Value | string | number
    : Uint8Array<ArrayBuffer> extends Value
      ? Uint8Array | Extract<null, Value>
      : Value;

type Optional<Row> = { [Column in keyof Row]-?: undefined extends Row[Column] ? Column : never }[keyof Row];

type Table<Name extends Prisma.ModelName> = {
  [Column in keyof Scalars<Name>]: ColumnType<
    ReadValue<Scalars<Name>[Column]>,
    Column extends Optional<Input<Name>>
      ? WriteValue<Scalars<Name>[Column]> | undefined
      : WriteValue<Scalars<Name>[Column]>,
    WriteValue<Scalars<Name>[Column]>
  >;
};

/** The tables and columns by their Prisma names, against which Kysely checks statements. */
export type Tables = { [Name in keyof typeof tables]: Table<(typeof tables)[Name]> };

/** Converts a fragment of `Prisma.sql` to a part of a Kysely statement. */
export const toKysely = <Value = unknown>({ strings, values }: Prisma.Sql): RawBuilder<Value> =>
  sql(strings as unknown as TemplateStringsArray, ...values);

/**
 * Returns the columns of a table that are in the Prisma schema. Other columns, such as the words for the search, are
 * large and not needed.
 *
 * @param except columns to leave out
 */
export const columnNames = <Table extends keyof Tables & string, Except extends keyof Tables[Table] & string = never>(
  table: Table,
  ...except: Except[]
) => {
  const all = Object.values(Prisma[`${tables[table]}ScalarFieldEnum`]) as (keyof Tables[Table] & string)[];
  return all.filter((name): name is Exclude<typeof name, Except> => !except.includes(name as Except));
};
