import { readFileSync } from 'node:fs';
import type { ApiDescription } from './platform/http/index.js';

const root = new URL('..', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  version: string;
};

/** The introduction and the tags of the OpenAPI document. */
export const apiDescription: ApiDescription = {
  title: 'Broadsheet',
  version,
  summary: 'A headless CMS for newsrooms: articles, sections, named people and comments.',
  text: `You need no token to read published content. Editing requires a token: send it as
\`Authorization: Bearer <token>\`. Drafts are below \`/v1/desk\`. Published content is the same with and without a
token.

To name a section, person or article in a request, send its id or its slug. A list has the form \`{ data, page }\`, and
\`page\` contains cursors. The parameter \`fields\` limits a response to the properties that you name. The response then
contains only these properties, even if the schema requires others. Every response with a single resource has a strong
ETag. Send the ETag as \`If-None-Match\` to avoid reading an unchanged resource again, or as \`If-Match\` to avoid
overwriting the change of somebody else. Send an \`Idempotency-Key\` to make a POST safe to repeat. Every error is an RFC
9457 problem document with a stable \`code\`. Its \`type\` is the address of a page that explains the problem. An empty
query parameter is treated as missing.

Every response has the headers \`X-Request-Id\` and \`Cache-Control\`. \`X-Request-Id\` is the id of the request in logs.
Ignore properties of responses that you do not know, because a later version may add properties.`,
  tags: [
    {
      name: 'Articles',
      description: 'Articles. Editors work on the draft copy of an article, and readers see its publication.',
      guide: 'desk',
    },
    { name: 'Sections', description: 'The tree of sections to which articles belong.', guide: 'front-end' },
    {
      name: 'People',
      description: 'The directory of named people, with their names, aliases and roles over time.',
      guide: 'named-people',
    },
    {
      name: 'Comments',
      description: "Readers' comments, their moderation, and the policies that apply to them.",
      guide: 'moderation',
    },
    {
      name: 'Mentions',
      description: 'Mentions of people in articles. They are found automatically, and editors confirm or reject them.',
      guide: 'named-people',
    },
    {
      name: 'Corrections',
      description: 'Notes that tell readers what was wrong in a published article.',
      guide: 'corrections',
    },
    {
      name: 'Lists',
      description: 'Articles in an order that editors choose, such as a front page.',
      guide: 'front-pages',
    },
    {
      name: 'Assets',
      description: 'Pictures, audio, video and documents, with their descriptions and rights.',
      guide: 'media',
    },
    { name: 'Feeds', description: 'Published articles for feed readers and search engines.', guide: 'feeds' },
    { name: 'Imports', description: 'Import articles from files, and run operations in bulk.', guide: 'importing' },
    {
      name: 'Changes',
      description: 'The log of changes, as pages or as a stream of Server-Sent Events.',
      guide: 'changes',
    },
    {
      name: 'Webhooks',
      description: 'Signed HTTP requests that notify other systems of events. Each event is sent at least once.',
      guide: 'webhooks',
    },
    { name: 'Sign-in', description: 'Sign in at an identity provider or with a link, and sign out.', guide: 'sign-in' },
    { name: 'Users', description: 'The staff of the newsroom, and their roles.', guide: 'staff' },
    { name: 'Tokens', description: 'Access tokens and their scopes.', guide: 'scripting' },
    { name: 'Audit', description: 'The log of who did what, when, and from where.', guide: 'changes' },
    { name: 'Health', description: 'Health checks for the operators of the server.', guide: 'operating' },
  ],
};
