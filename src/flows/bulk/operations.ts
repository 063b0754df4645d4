import type { z } from 'zod';
import { ArticleInput, ArticlePatch, type ArticleService, ExternalArticleInput } from '../../content/articles/index.js';
import { CommentPatch, type CommentService } from '../../content/comments/index.js';
import { PersonInput, PersonPatch, type PersonService } from '../../content/people/index.js';
import { SectionInput, SectionPatch, type SectionService } from '../../content/sections/index.js';
import { type Actor, mustHold } from '../../platform/auth/index.js';
import { invalid } from '../../platform/problems/index.js';
import type { BulkResult, Operation } from './schemas.js';

/** What operations are done on. */
export type Content = {
  articles: ArticleService;
  sections: SectionService;
  people: PersonService;
  comments: CommentService;
};

type On<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

const scopes = {
  create: 'content:write',
  put: 'content:write',
  update: 'content:write',
  trash: 'content:write',
  delete: 'content:write',
  publish: 'content:publish',
  unpublish: 'content:publish',
  moderate: 'comments:moderate',
} as const;

function fitting<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw invalid('body', parsed.error);
  return parsed.data;
}

/** Does one operation. @throws whatever it would be refused with by itself */
export async function perform(content: Content, actor: Actor, operation: Operation): Promise<BulkResult> {
  const { articles, sections, people, comments } = content;
  mustHold(actor, scopes[operation.op]);
  switch (operation.op) {
    case 'create':
      return create(content, actor, operation);
    case 'put':
      return put(content, actor, operation);
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
      const patch = fitting(CommentPatch, operation.body);
      return {
        status: 200,
        comment: await comments.moderate(actor, operation.ref, patch, { 'if-match': operation.ifMatch }),
      };
    }
  }
}

async function create(
  { articles, sections, people }: Content,
  actor: Actor,
  { type, body }: On<'create'>,
): Promise<BulkResult> {
  if (type === 'article') return { status: 201, article: await articles.create(actor, fitting(ArticleInput, body)) };
  if (type === 'section') return { status: 201, section: await sections.create(actor, fitting(SectionInput, body)) };
  return { status: 201, person: await people.create(actor, fitting(PersonInput, body)) };
}

async function put(
  { articles, sections, people }: Content,
  actor: Actor,
  { type, externalId, body }: On<'put'>,
): Promise<BulkResult> {
  if (type === 'article') {
    const { article, outcome } = await articles.putExternal(actor, externalId, fitting(ExternalArticleInput, body));
    return { ...was(outcome), article };
  }
  if (type === 'section') {
    const { section, outcome } = await sections.putExternal(actor, externalId, fitting(SectionInput, body));
    return { ...was(outcome), section };
  }
  const { person, outcome } = await people.putExternal(actor, externalId, fitting(PersonInput, body));
  return { ...was(outcome), person };
}

const was = (outcome: 'created' | 'updated' | 'unchanged') => ({
  status: outcome === 'created' ? 201 : 200,
  unchanged: outcome === 'unchanged',
});

async function update(
  { articles, sections, people }: Content,
  actor: Actor,
  { type, ref, body, ifMatch }: On<'update'>,
): Promise<BulkResult> {
  if (type === 'article')
    return {
      status: 200,
      article: await articles.patch(actor, ref, fitting(ArticlePatch, body), { 'if-match': ifMatch }),
    };
  if (type === 'section')
    return {
      status: 200,
      section: await sections.patch(actor, ref, fitting(SectionPatch, body), { 'if-match': ifMatch }),
    };
  return { status: 200, person: await people.patch(actor, ref, fitting(PersonPatch, body), { 'if-match': ifMatch }) };
}
