import { renderJson, renderPlainJson } from './code.js';
import type { ApiDocument, ApiOperation, Header, Media, Reference, Response } from './document.js';
import { isJsonType, nameOfReference, resolve } from './document.js';
import type { ExampleMaker } from './examples.js';
import { type Html, html } from './html.js';
import { renderInline } from './markdown.js';
import { type ReferenceDepth, renderSchema } from './schema.js';
import { typeOf } from './schema-text.js';

/** Groups media types that have the same schema. */
function groupBySchema(content: Record<string, Media>): { types: string[]; media: Media }[] {
  const groups = new Map<string, { types: string[]; media: Media }>();
  for (const [type, media] of Object.entries(content)) {
    const key = JSON.stringify(media.schema ?? null);
    const group = groups.get(key) ?? { types: [], media };
    group.types.push(type);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Renders the media types of a body, and their schemas with their properties or as links to the pages of components. */
export function renderContent(document: ApiDocument, content: Record<string, Media>, depth: ReferenceDepth): Html {
  return html`${groupBySchema(content).map(
    ({ types, media: { schema } }) =>
      html`<p class="media">${types.map((type, index) => html`${index > 0 && ' '}<code>${type}</code>`)}${schema !== undefined && depth === 0 && html` <span class="type">${typeOf(schema)}</span>`}</p>${schema !== undefined && depth > 0 && renderSchema(document, schema, depth)}`,
  )}`;
}

const headerAnchor = (name: string): string => `header-${name.toLowerCase()}`;

const renderHeader = (name: string, { description, schema }: Header): Html =>
  html`<div class="term"><code class="name">${name}</code>${schema !== undefined && html` <span class="type">${typeOf(schema)}</span>`}</div>${description !== undefined && html`<div class="text">${renderInline(description)}</div>`}`;

/** Renders the headers that several responses share, for the page to which the responses link. */
export function renderSharedHeaders(document: ApiDocument): Html {
  const headers = Object.entries((document.components?.headers ?? {}) as Record<string, Header>);
  return html`<ul class="properties">${headers.map(([name, header]) => html`<li id="${headerAnchor(name)}">${renderHeader(name, header)}</li>`)}</ul>`;
}

function renderHeaders(headers: Record<string, Header | Reference>): Html {
  const entries = Object.entries(headers);
  if (entries.length === 0) return html``;
  const isShared = (header: Header | Reference): header is Reference => '$ref' in header;
  const references = entries.filter(([, header]) => isShared(header));
  const own = entries.filter(([, header]) => !isShared(header));
  return html`${references.length > 0 && html`<p class="headers"><span class="label">Headers</span> ${references.map(([name, header]) => html` <a href="/docs#${headerAnchor(nameOfReference((header as Reference).$ref))}"><code>${name}</code></a>`)}</p>`}${own.length > 0 && html`<p class="label">Headers</p><ul class="properties">${own.map(([name, header]) => html`<li>${renderHeader(name, header as Header)}</li>`)}</ul>`}`;
}

const problemUrl = (code: string): string => `/problems/${encodeURIComponent(code)}`;

/** Renders the problem codes of an error response and its first example. The codes are the names of the examples. */
function renderRefusal(document: ApiDocument, content: Record<string, Media>): Html {
  const examples = Object.entries(content['application/problem+json']?.examples ?? {});
  const [first] = examples;
  if (first === undefined) return html``;
  const { value } = resolve<{ value?: unknown }>(document, first[1] as { value?: unknown });
  return html`<p class="headers"><span class="label">Codes</span> ${examples.map(([code]) => html` <a href="${problemUrl(code)}"><code>${code}</code></a>`)}</p><pre class="code" tabindex="0"><code>${renderPlainJson(value)}</code></pre>`;
}

/** Renders all responses of an operation. Successful ones show the properties of their schemas. */
export function renderResponses(document: ApiDocument, responses: ApiOperation['responses']): Html {
  return html`<h3>Responses</h3><div class="responses">${responses.map(([status, response]) => {
    const { description = '', headers = {}, content = {} } = response;
    const isSuccess = status.startsWith('2');
    return html`<details class="response" data-class="${status.slice(0, 1)}"><summary><span class="status">${status}</span> <span class="text">${renderInline(description)}</span></summary><div class="inside">${renderContent(document, content, isSuccess ? 1 : 0)}${renderHeaders(headers)}${!isSuccess && renderRefusal(document, content)}</div></details>`;
  })}</div>`;
}

function findSuccess(responses: ApiOperation['responses']): readonly [string, Response] | undefined {
  return responses.find(([status]) => status.startsWith('2'));
}

/** Renders an example of the successful response if it is JSON. */
export function renderResponseExample({ responses }: ApiOperation, examples: ExampleMaker): Html {
  const [status, response] = findSuccess(responses) ?? [];
  const [type, media] = Object.entries(response?.content ?? {})[0] ?? [];
  if (type === undefined || media === undefined || !isJsonType(type)) return html``;
  const example = examples.ofMedia(type, media);
  if (example === undefined) return html``;
  return html`<div class="samples"><div class="tabs"><span class="caption">Response <span class="status">${status}</span></span><button type="button" class="copy" data-copy>Copy</button></div><pre class="code" tabindex="0" aria-label="Example of a response"><code>${renderJson(example)}</code></pre></div>`;
}
