import { depthOfJson } from '../../../../lib/json-depth.js';
import type { Draft } from '../../draft.js';
import { asList, asText, isFields } from '../../fitting/fields.js';
import { readStory } from '../news-article/article.js';
import { addressOf, graphOf, type Index, isStory, type Node, nodesOf, textOf, typesOf } from '../news-article/nodes.js';
import { allIn, attributeOf, type Element } from './dom.js';

const maxDepth = 64;
const mostScripts = 50;
const mostStories = 50;

/** A story as a page describes it in JSON-LD. */
export type Described = { address: string | null; draft: Draft; hasText: boolean };

export type LinkedData = {
  stories: Described[];
  /** Names of a breadcrumb, the top first. */
  breadcrumb: string[];
  /** Whether the page is one live blog. */
  isLive: boolean;
};

/** What a page says in JSON-LD; what cannot be read of it is as if it were not there. */
export function linkedDataOf(root: Element, source: string | null): LinkedData {
  const found: LinkedData = { stories: [], breadcrumb: [], isLive: false };
  const scripts = allIn(root, 'script').filter((one) =>
    /^application\/ld\+json\b/i.test(attributeOf(one, 'type') ?? ''),
  );
  for (const script of scripts.slice(0, mostScripts))
    for (const document of asList(parsedScript(script.textContent)).filter(isFields)) {
      const { nodes, byId } = graphOf(document);
      for (const node of nodes) {
        if (typesOf(node).includes('BreadcrumbList') && found.breadcrumb.length === 0)
          found.breadcrumb = namesOf(node, byId);
        if (!isStory(node) || found.stories.length === mostStories) continue;
        found.isLive ||= typesOf(node).includes('LiveBlogPosting');
        const read = readStory(node, 'JSON-LD', byId, source);
        if (read.kind === 'draft')
          found.stories.push({
            address: addressOf(node.url, byId) ?? addressOf(node.mainEntityOfPage, byId),
            draft: read.draft,
            hasText: textOf(byId, node.articleBody) !== null,
          });
      }
    }
  return found;
}

/** Some systems put the JSON into a section of CDATA or a comment. */
function parsedScript(text: string): unknown {
  const json = between(between(text.trim(), '//<![CDATA[', '//]]>'), '<![CDATA[', ']]>');
  const bare = between(json, '<!--', '-->');
  if (depthOfJson(bare) > maxDepth) return null;
  try {
    return JSON.parse(bare);
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
