import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

// One database is enough: the document does not depend on it.
const { readDocument } = await openNewsroom(t);

type Json = Record<string, unknown>;
type Message = { type: string; timestamp: string; position?: number; data: Json };
type Webhook = {
  summary: string;
  description: string;
  requestBody: { content: Record<string, { schema: { $ref: string }; example: Message }> };
};

const document = readDocument() as {
  webhooks: Record<string, { post: Webhook }>;
  components: { schemas: Record<string, { properties: Record<string, { $ref?: string }>; description?: string }> };
};
const ajv = new Ajv2020({ strict: false });
(formats as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addSchema({ $id: 'doc:', ...document });

const messages = Object.entries(document.webhooks).map(([type, { post }]) => {
  const media = post.requestBody.content['application/json'];
  if (media === undefined) throw new Error(`${type} has no JSON body.`);
  return { type, ...post, ...media };
});
const exampleOf = (type: string) => document.webhooks[type]?.post.requestBody.content['application/json']?.example;

t.test('says of every message what happened, who receives it and what its data contains', async (t) => {
  t.ok(messages.length >= 60);
  for (const { type, summary, description } of messages) {
    t.match(summary, /^(?:A|An|The) .*[^.]$/, `${type}: summary`);
    t.match(description, /^Sent when [^\n]*\. The data contains [^\n]*\.$/, `${type}: description`);
    t.match(description, /webhooks? (?:with the scope|can receive|receives)/i, `${type} says who receives it`);
  }
  const summaries = new Set(messages.map(({ summary }) => summary));
  t.equal(summaries.size, messages.length, 'no two messages have the same summary');
});

t.test('has an example of every message that matches its schema', async (t) => {
  for (const { type, schema, example } of messages) {
    const validate = ajv.compile({ $ref: `doc:${schema.$ref}` });
    t.ok(validate(example), `${type}: ${JSON.stringify(validate.errors)}`);
    t.equal(example.type, type);
    t.notOk(validate({ ...example, data: {} }), `${type} does not accept just any data`);
  }
});

t.test('has examples whose status fits the event', async (t) => {
  for (const status of ['published', 'unpublished', 'killed', 'trashed', 'scheduled'])
    t.equal(exampleOf(`article.${status}`)?.data.status, status);
  t.equal(exampleOf('article.purged')?.data.status, 'trashed');
  t.equal(exampleOf('article.created')?.data.version, 1);
  t.equal(exampleOf('correction.drafted')?.data.public, false);
  for (const { type, example } of messages) {
    const { status, previousStatus } = example.data;
    if (previousStatus !== undefined) t.not(status, previousStatus, `${type}: the status differs from the one before`);
  }
});

t.test('refers to named schemas for the data of messages', async (t) => {
  for (const { type, schema } of messages) {
    const { properties } = document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {};
    t.match(properties?.data?.$ref, /^#\/components\/schemas\/\w+EventData$/, type);
  }
});
