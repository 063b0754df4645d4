import type { z } from 'zod';
import {
  ArticleInput,
  ArticlePatch,
  type ArticleService,
  ExternalArticleInput,
  type WrittenArticle,
} from '../../content/articles/index.js';
import { CommentPatch, type CommentService } from '../../content/comments/index.js';
import { PersonInput, PersonPatch, type PersonService } from '../../content/people/index.js';
import { SectionInput, SectionPatch, type SectionService } from '../../content/sections/index.js';
import { type Actor, requireNoSectionLimit, requireScope } from '../../platform/auth/index.js';
import { createValidationProblem, describeIssue } from '../../platform/problems/index.js';
import type { BulkResult, Operation } from './schemas.js';

/** The services that carry out operations. */
export type ContentServices = {
  articles: ArticleService;
  sections: SectionService;
  people: PersonService;
  comments: CommentService;
};

type OperationOf<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

const scopeByOperation = {
  create: 'content:write',
  put: 'content:write',
  update: 'content:write',
  trash: 'content:write',
  delete: 'content:write',
  publish: 'content:publish',
  unpublish: 'content:publish',
  moderate: 'comments:moderate',
} as const;

function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body, { error: describeIssue });
  if (!result.success) throw createValidationProblem('body', result.error);
  return result.data;
}

/**
 * Carries out one operation.
 *
 * @throws the same problem as the request for this operation alone
 */
export async function performOperation(
  content: ContentServices,
  actor: Actor,
  operation: Operation,
): Promise<BulkResult> {
  const { articles, sections, people, comments } = content;
  requireScope(actor, scopeByOperation[operation.op]);
  if (operation.type === 'section' || operation.type === 'person') requireNoSectionLimit(actor);
  switch (operation.op) {
    case 'create':
      return create(content, actor, operation);
    case 'put':
      return upsert(content, actor, operation);
    case 'update':
      return update(content, actor, operation);
    case 'publish':
      return {
        status: 200,
        article: await articles.publish(actor, operation.ref, { preconditions: { 'if-match': operation.ifMatch } }),
      };
    case 'unpublish':
      return {
        status: 200,
        article: await articles.unpublish(actor, operation.ref, { 'if-match': operation.ifMatch }),
      };
    case 'trash':
      await articles.trash(actor, operation.ref, { 'if-match': operation.ifMatch });
      return { status: 204 };
    case 'delete':
      if (operation.type === 'section')
        await sections.remove(actor, operation.ref, operation.moveTo, { 'if-match': operation.ifMatch });
      else await people.remove(actor, operation.ref, { 'if-match': operation.ifMatch });
      return { status: 204 };
    case 'moderate': {
      const patch = parseBody(CommentPatch, operation.body);
      return {
        status: 200,
        comment: await comments.moderate(actor, operation.ref, patch, { 'if-match': operation.ifMatch }),
      };
    }
  }
}

const writtenArticle = (status: number, { dropped: droppedParts, ...article }: WrittenArticle): BulkResult => ({
  status,
  ...(droppedParts === undefined ? {} : { dropped: droppedParts }),
  article,
});

async function create(
  { articles, sections, people }: ContentServices,
  actor: Actor,
  { type, body }: OperationOf<'create'>,
): Promise<BulkResult> {
  if (type === 'article') return writtenArticle(201, await articles.create(actor, parseBody(ArticleInput, body)));
  if (type === 'section') return { status: 201, section: await sections.create(actor, parseBody(SectionInput, body)) };
  return { status: 201, person: await people.create(actor, parseBody(PersonInput, body)) };
}

async function upsert(
  { articles, sections, people }: ContentServices,
  actor: Actor,
  { type, externalId, body }: OperationOf<'put'>,
): Promise<BulkResult> {
  if (type === 'article') {
    const { article, outcome } = await articles.upsertByExternalId(
      actor,
      externalId,
      parseBody(ExternalArticleInput, body),
    );
    return { ...writtenArticle(200, article), ...upsertStatus(outcome) };
  }
  if (type === 'section') {
    const { section, outcome } = await sections.upsertByExternalId(actor, externalId, parseBody(SectionInput, body));
    return { ...upsertStatus(outcome), section };
  }
  const { person, outcome } = await people.upsertByExternalId(actor, externalId, parseBody(PersonInput, body));
  return { ...upsertStatus(outcome), person };
}

const upsertStatus = (outcome: 'created' | 'updated' | 'unchanged') => ({
  status: outcome === 'created' ? 201 : 200,
  unchanged: outcome === 'unchanged',
});

async function update(
  { articles, sections, people }: ContentServices,
  actor: Actor,
  { type, ref, body, ifMatch }: OperationOf<'update'>,
): Promise<BulkResult> {
  if (type === 'article')
    return writtenArticle(
      200,
      await articles.patch(actor, ref, parseBody(ArticlePatch, body), { 'if-match': ifMatch }),
    );
  if (type === 'section')
    return {
      status: 200,
      section: await sections.patch(actor, ref, parseBody(SectionPatch, body), { 'if-match': ifMatch }),
    };
  return { status: 200, person: await people.patch(actor, ref, parseBody(PersonPatch, body), { 'if-match': ifMatch }) };
}
