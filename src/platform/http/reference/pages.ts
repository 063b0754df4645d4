import { renderJson } from './code.js';
import type { ApiOperation } from './document.js';
import { renderGuide } from './guides.js';
import { type Html, html } from './html.js';
import { operationUrl, type Page, tagUrl } from './layout.js';
import { renderMarkdown } from './markdown.js';
import { renderBody, renderMethod, renderOperation, renderParameters } from './operation.js';
import { originOf } from './request-example.js';
import { renderResponses, renderSharedHeaders } from './responses.js';
import { renderSchema } from './schema.js';
import { schemaUrl } from './schema-text.js';
import type { Site, Tag } from './site.js';

const operationList = (operations: readonly ApiOperation[]): Html =>
  html`<ul class="operations">${operations.map(
    (operation) =>
      html`<li><a href="${operationUrl(operation)}">${renderMethod(operation.method)} <span>${operation.summary}</span></a> <code>${operation.path}</code></li>`,
  )}</ul>`;

const schemaList = (names: readonly string[]): Html =>
  html`<ul class="cards">${names.map((name) => html`<li><a href="${schemaUrl(name)}"><code>${name}</code></a></li>`)}</ul>`;

function renderAuthentication({ document }: Site): Html {
  const schemes = Object.values(document.components?.securitySchemes ?? {});
  return html`${schemes.map(({ scheme, description = '' }) => html`<div class="text">${scheme === 'bearer' && html`<p>Send the token in the header <code>Authorization: Bearer &lt;token&gt;</code>.</p>`}${renderMarkdown(description)}</div>`)}`;
}

function overviewPage(site: Site): Page {
  const { document, tags, guides } = site;
  const { title, version, summary, description = '' } = document.info;
  return {
    title,
    url: '/docs',
    summary,
    content: html`<div class="page"><h1>${title} API</h1>
${summary !== undefined && html`<p class="lead">${summary}</p>`}
<p class="links"><span>Version ${version}</span> <a href="/openapi.json">OpenAPI 3.1 as JSON</a> <a href="/openapi.yaml">as YAML</a></p>
<div class="text">${renderMarkdown(description)}</div>
<p>The address of this server is <code class="origin">${originOf(document)}</code>.</p>
<h2 id="authentication">Authentication</h2>
${renderAuthentication(site)}
${guides.length > 0 && html`<h2 id="guides">Guides</h2>${guideList(site)}`}
<h2 id="operations">Operations</h2>
${tags.map((tag) => html`<h3><a href="${tagUrl(tag.name)}">${tag.name}</a></h3><div class="text">${renderMarkdown(tag.description)}</div>${operationList(tag.operations)}`)}
<h2 id="headers">Response headers</h2>
${renderSharedHeaders(document)}
</div>`,
  };
}

function tagPage(site: Site, tag: Tag): Page {
  const { name, description, operations } = tag;
  return {
    title: name,
    url: tagUrl(name),
    summary: description.replace(/\s*Read the \[guide\].*$/, ''),
    content: html`<div class="intro"><h1>${name}</h1><div class="lead">${renderMarkdown(description)}</div>
${operationList(operations)}</div>
${operations.map((operation) => renderOperation(site.document, operation, site.examples))}`,
  };
}

/** Renders the page of events. It shows once what all events have in common. */
function eventsPage({ document, events, examples }: Site): Page {
  const [first] = events;
  const isCommon = events.every(
    ({ parameters, responses }) =>
      JSON.stringify([parameters, responses]) === JSON.stringify([first?.parameters, first?.responses]),
  );
  const renderEvent = (event: (typeof events)[number]) => {
    const [type, media] = Object.entries(event.body?.content ?? {})[0] ?? [];
    const example = type === undefined || media === undefined ? undefined : examples.ofMedia(type, media);
    return html`<section class="operation" id="${event.id}" aria-labelledby="${event.id}-title"><div class="facts">
<h2 id="${event.id}-title"><a href="#${event.id}"><code>${event.path}</code></a></h2>
<div class="text"><p><strong>${event.summary}.</strong></p>${renderMarkdown(event.description)}</div>
${!isCommon && renderParameters(event.parameters)}${event.body !== undefined && renderBody(document, event.body)}${!isCommon && renderResponses(document, event.responses)}</div>
<div class="examples">${example !== undefined && html`<div class="samples"><div class="tabs"><span class="caption">Message</span><button type="button" class="copy" data-copy>Copy</button></div><pre class="code" tabindex="0" aria-label="Example of ${event.path}"><code>${renderJson(example)}</code></pre></div>`}</div></section>`;
  };
  return {
    title: 'Webhook events',
    url: '/docs/webhook-events',
    summary: 'The requests that the server sends to webhooks.',
    content: html`<div class="intro"><h1>Webhook events</h1><p class="lead">The server sends these requests to webhooks that subscribe to them.</p>
${isCommon && first !== undefined && html`${renderParameters(first.parameters)}${renderResponses(document, first.responses)}`}</div>
${events.map(renderEvent)}`,
  };
}

function renderUses({ usesOf }: Site, name: string): Html {
  const { operations, schemas } = usesOf(name);
  return html`${operations.length > 0 && html`<h2 id="operations">Operations</h2>${operationList(operations)}`}${schemas.length > 0 && html`<h2 id="schemas">Schemas that contain it</h2>${schemaList(schemas)}`}`;
}

function schemaPage(site: Site, name: string): Page | undefined {
  const schema = site.document.components?.schemas?.[name];
  if (schema === undefined) return undefined;
  const example = site.examples.ofSchema({ $ref: `#/components/schemas/${name}` });
  return {
    title: name,
    url: schemaUrl(name),
    summary: schema.description,
    content: html`<section class="operation"><div class="facts"><p class="eyebrow"><a href="/docs/schemas">Schemas</a></p><h1><code>${name}</code></h1>
${renderSchema(site.document, schema, 1)}
${name === 'Problem' ? html`<p><a href="/problems">All codes of problems</a></p>` : renderUses(site, name)}</div>
<div class="examples"><div class="samples"><div class="tabs"><span class="caption">Example</span><button type="button" class="copy" data-copy>Copy</button></div><pre class="code" tabindex="0" aria-label="Example of ${name}"><code>${renderJson(example)}</code></pre></div></div></section>`,
  };
}

function schemasPage({ document }: Site): Page {
  const names = Object.keys(document.components?.schemas ?? {});
  return {
    title: 'Schemas',
    url: '/docs/schemas',
    content: html`<div class="page"><h1>Schemas</h1>${schemaList(names)}</div>`,
  };
}

const guideList = ({ guides }: Site): Html =>
  html`<ul class="cards">${guides.map((guide) => html`<li><a href="${guide.url}">${guide.title}</a></li>`)}</ul>`;

const guidesPage = (site: Site): Page => ({
  title: 'Guides',
  url: '/docs/guides',
  content: html`<div class="page"><h1>Guides</h1>${guideList(site)}</div>`,
});

function guidePage({ guides }: Site, name: string): Page | undefined {
  const guide = guides.find((each) => each.name === name);
  if (guide === undefined) return undefined;
  const { content, headings } = renderGuide(guide, guides);
  const sections = headings.filter(({ level }) => level === 2);
  return {
    title: guide.title,
    url: guide.url,
    content: html`<div class="guide"><article class="text">${content}</article>${sections.length > 1 && html`<nav class="contents" aria-label="On this page"><p class="heading">On this page</p><ul>${sections.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}</ul></nav>`}</div>`,
  };
}

/** Returns the page at a path below /docs, or undefined. Each page has one address. */
export function findPage(site: Site, path: string): Page | undefined {
  if (path === '') return overviewPage(site);
  const [kind = '', name, ...rest] = path.split('/');
  if (rest.length > 0) return undefined;
  if (kind === 'schemas') return name === undefined ? schemasPage(site) : schemaPage(site, name);
  if (kind === 'guides') return name === undefined ? guidesPage(site) : guidePage(site, name);
  if (name !== undefined) return undefined;
  if (kind === 'webhook-events') return site.hasEvents ? eventsPage(site) : undefined;
  const tag = site.tags.find((each) => tagUrl(each.name) === `/docs/${kind}`);
  return tag === undefined ? undefined : tagPage(site, tag);
}

/** Lists the addresses of all pages. */
export function listPageUrls({ tags, guides, document, hasEvents }: Site): string[] {
  return [
    '/docs',
    ...tags.map(({ name }) => tagUrl(name)),
    ...(hasEvents ? ['/docs/webhook-events'] : []),
    '/docs/schemas',
    '/docs/guides',
    ...Object.keys(document.components?.schemas ?? {}).map(schemaUrl),
    ...guides.map(({ url }) => url),
  ];
}
