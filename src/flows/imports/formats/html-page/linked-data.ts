import { depthOfJson } from '../../../../lib/json-depth.js';
import type { Draft } from '../../draft.js';
import { asList, asText, isFields } from '../../normalisation/fields.js';
import { readArticle } from '../news-article/article.js';
import {
  addressOf,
  graphOf,
  type Index,
  isArticle,
  type Node,
  nodesOf,
  textOf,
  typesOf,
} from '../news-article/nodes.js';
import { allIn, attributeOf, type Element } from './dom.js';

const maxDepth = 64;
const maxScripts = 50;
const maxArticles = 50;

/** An article in the JSON-LD of a page. */
export type LinkedArticle = { address: string | null; draft: Draft; hasText: boolean };

export type LinkedData = {
  articles: LinkedArticle[];
  /** The names of the breadcrumb, the topmost first. */
  breadcrumb: string[];
  /** Whether the page is a live blog. */
  isLive: boolean;
};

/** Returns the JSON-LD of a page. Invalid parts are ignored. */
export function linkedDataOf(root: Element, source: string | null): LinkedData {
  const linkedData: LinkedData = { articles: [], breadcrumb: [], isLive: false };
  const scripts = allIn(root, 'script').filter((one) =>
    /^application\/ld\+json\b/i.test(attributeOf(one, 'type') ?? ''),
  );
  for (const script of scripts.slice(0, maxScripts))
    for (const document of asList(parseScript(script.textContent)).filter(isFields)) {
      const { nodes, byId } = graphOf(document);
      for (const node of nodes) {
        if (typesOf(node).includes('BreadcrumbList') && linkedData.breadcrumb.length === 0)
          linkedData.breadcrumb = namesOf(node, byId);
        if (!isArticle(node) || linkedData.articles.length === maxArticles) continue;
        linkedData.isLive ||= typesOf(node).includes('LiveBlogPosting');
        const read = readArticle(node, 'JSON-LD', byId, source);
        if (read.kind === 'draft')
          linkedData.articles.push({
            address: addressOf(node.url, byId) ?? addressOf(node.mainEntityOfPage, byId),
            draft: read.draft,
            hasText: textOf(byId, node.articleBody) !== null,
          });
      }
    }
  return linkedData;
}

/** Parses a script. Some systems wrap the JSON in a CDATA section or a comment. Returns null for invalid JSON. */
function parseScript(text: string): unknown {
  const json = between(between(text.trim(), '//<![CDATA[', '//]]>'), '<![CDATA[', ']]>');
  const jsonText = between(json, '<!--', '-->');
  if (depthOfJson(jsonText) > maxDepth) return null;
  try {
    return JSON.parse(jsonText);
  } catch {
    return null;
  }
}

const between = (text: string, start: string, end: string): string =>
  text.startsWith(start) ? text.slice(start.length, text.endsWith(end) ? -end.length : undefined).trim() : text;

const namesOf = (list: Node, byId: Index): string[] =>
  nodesOf(list.itemListElement, byId)
    .map((item, index) => ({ at: Number(asText(item.position) ?? index), item }))
    .toSorted((one, other) => one.at - other.at)
    .flatMap(({ item }) => textOf(byId, item.name, item.item) ?? []);
