import { type Html, html, toKebabCase } from './html.js';
import { renderMethod } from './operation.js';
import type { Site } from './site.js';

export type Page = {
  title: string;
  /** The address of the page. */
  url: string;
  content: Html;
  /** The description of the page for search engines and link previews. */
  summary?: string | undefined;
};

export const tagUrl = (tag: string): string => `/docs/${toKebabCase(tag)}`;
export const operationUrl = ({ tag, id }: { tag: string; id: string }): string => `${tagUrl(tag)}#${id}`;

const currentPage = (isCurrent: boolean): Html => html`${isCurrent && html` aria-current="page"`}`;

function renderNavigation({ tags, guides, hasEvents, hasSchemas }: Site, url: string): Html {
  const link = (target: string, title: string) =>
    html`<a href="${target}"${currentPage(url === target || (target === '/docs/schemas' && url.startsWith(`${target}/`)))}>${title}</a>`;
  const isGuide = url.startsWith('/docs/guides');
  return html`<nav id="navigation" class="sidebar" aria-label="Reference">
<ul class="top"><li>${link('/docs', 'Overview')}</li></ul>
${
  guides.length > 0 &&
  html`<details${(isGuide || url === '/docs') && html` open`}><summary>Guides</summary><ul><li>${link('/docs/guides', 'All guides')}</li>${guides.map((guide) => html`<li>${link(guide.url, guide.title)}</li>`)}</ul></details>`
}
<p class="heading">Operations</p>
${tags.map(
  ({ name, operations }) =>
    html`<details${tagUrl(name) === url && html` open`}><summary>${name}</summary><ul><li>${link(tagUrl(name), 'All operations')}</li>${operations.map(
      (operation) =>
        html`<li><a href="${operationUrl(operation)}">${renderMethod(operation.method)}<span>${operation.summary}</span></a></li>`,
    )}</ul></details>`,
)}
<ul class="top">${hasEvents && html`<li>${link('/docs/webhook-events', 'Webhook events')}</li>`}${hasSchemas && html`<li>${link('/docs/schemas', 'Schemas')}</li>`}<li>${link('/problems', 'Problems')}</li></ul>
</nav>`;
}

const renderSearch = ({ assets }: Site): Html => html`<div class="search" role="search">
<label for="search" class="hidden">Search the reference</label>
<input id="search" type="search" role="combobox" placeholder="Search" autocomplete="off" spellcheck="false" aria-expanded="false" aria-controls="search-results" aria-autocomplete="list" data-index="${assets.searchIndex}"><kbd aria-hidden="true">/</kbd>
<ul id="search-results" role="listbox" aria-label="Search results" hidden></ul>
</div>`;

/** Renders a complete page: the content with the header and the navigation. */
export function renderPage(site: Site, page: Page): Html {
  const { assets, title } = site;
  return html`<!doctype html>
<html lang="en" data-language="curl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title === title ? `${title} API reference` : `${page.title} · ${title} API`}</title>
${page.summary !== undefined && html`<meta name="description" content="${page.summary}">`}
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets.style}">
<script src="${assets.settings}"></script>
${assets.modules.map((module) => html`<link rel="modulepreload" href="${module}">\n`)}<script type="module" src="${assets.script}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="bar">
<button type="button" class="menu" aria-expanded="false" aria-controls="navigation" data-menu>Menu</button>
<a class="brand" href="/docs"><strong>${title}</strong> <span>API reference</span></a>
${renderSearch(site)}
<button type="button" class="theme" data-theme-toggle aria-label="Dark theme" aria-pressed="false"><span aria-hidden="true">◐</span></button>
</header>
<div class="frame">
${renderNavigation(site, page.url)}
<main id="content" tabindex="-1">
${page.content}
</main>
</div>
</body>
</html>
`;
}
