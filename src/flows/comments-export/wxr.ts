import type { ExportedComment } from '../../content/comments/index.js';

const statuses = { approved: '1', pending: '0', spam: 'spam', rejected: 'trash' } as const satisfies Record<
  ExportedComment['status'],
  string
>;

type Options = {
  /** The public address of the newsroom, without a trailing slash. Links to articles begin with it. */
  base: string;
  title: string;
};

/** The numbers of the comments of one article in the file, by their ids. */
type Numbers = Map<string, number>;

/** Articles without a WordPress id are numbered from here, far above the ids of real sites. */
const firstNumber = 1_000_000_001;

/**
 * Writes an RSS 2.0 file with WordPress's extensions (WXR 1.2) that has one item per article. WordPress ids are
 * numbers, so comments are numbered from 1. Broadsheet's own ids are written as metadata, by which Broadsheet
 * recognises the comments when it imports the file. All comments of an article must follow one another, each after its
 * parent.
 */
export async function* wxrExport(
  batches: AsyncIterable<readonly ExportedComment[]>,
  { base, title }: Options,
): AsyncGenerator<string> {
  let article: string | undefined;
  let itemCount = 0;
  let commentCount = 0;
  let numbers: Numbers = new Map();
  yield head(base, title);
  for await (const batch of batches) {
    const parts: string[] = [];
    for (const comment of batch) {
      if (comment.article.id !== article) {
        if (article !== undefined) parts.push('</item>\n');
        article = comment.article.id;
        numbers = new Map();
        parts.push(itemOf(comment.article, firstNumber + itemCount, base));
        itemCount += 1;
      }
      commentCount += 1;
      numbers.set(comment.id, commentCount);
      parts.push(commentOf(comment, numbers));
    }
    yield parts.join('');
  }
  yield `${article === undefined ? '' : '</item>\n'}</channel>\n</rss>\n`;
}

/** Removes the characters that XML does not allow: most controls, lone surrogates, U+FFFE and U+FFFF. */
const stripInvalidXml = (text: string) =>
  text
    .replace(/\p{Surrogate}|[\ufffe\uffff]/gu, '')
    .replace(/\p{Cc}/gu, (control) => (/[\t\n\r]/.test(control) || control >= '\u0080' ? control : ''));

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

const element = (name: string, text: string) =>
  `<${name}>${stripInvalidXml(text).replace(/[&<>\r]/g, (character) => escapes[character] ?? '')}</${name}>\n`;

/** Writes an element with CDATA. A `]]>` in the text is split over two CDATA sections. */
const data = (name: string, text: string) =>
  `<${name}><![CDATA[${stripInvalidXml(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>\n`;

const dateTime = (iso: string) => iso.slice(0, 19).replace('T', ' ');

function head(base: string, title: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
${element('title', title)}${element('link', base)}${element('description', 'Comments')}<wp:wxr_version>1.2</wp:wxr_version>
${element('wp:base_site_url', base)}${element('wp:base_blog_url', base)}`;
}

function itemOf({ id, slug, headline, externalIds }: ExportedComment['article'], number: number, base: string): string {
  const wordpressId = externalIds.find(({ source }) => source === 'wordpress')?.id;
  return `<item>
${element('title', headline)}${element('link', `${base}/v1/articles/${slug}`)}<guid isPermaLink="false">${id}</guid>
${element('wp:post_id', wordpressId ?? String(number))}${element('wp:post_name', slug)}<wp:post_type>post</wp:post_type>
<wp:status>publish</wp:status>
${meta('wp:postmeta', 'broadsheet_id', id)}`;
}

function commentOf(comment: ExportedComment, numbers: Numbers): string {
  const { id, author, parentId, inReplyToId, deletedAt } = comment;
  const createdAt = dateTime(comment.createdAt);
  const parts = [
    element('wp:comment_id', String(numbers.get(id))),
    data('wp:comment_author', asHtml(author.name)),
    author.email ? element('wp:comment_author_email', author.email) : '',
    element('wp:comment_author_url', author.url ?? ''),
    element('wp:comment_date', createdAt),
    element('wp:comment_date_gmt', createdAt),
    data('wp:comment_content', normaliseLineBreaks(comment.bodyHtml)),
    element('wp:comment_approved', statuses[comment.status]),
    element('wp:comment_type', 'comment'),
    element('wp:comment_parent', String(numbers.get(parentId ?? '') ?? 0)),
    meta('wp:commentmeta', 'broadsheet_id', id),
    parentId === null ? '' : meta('wp:commentmeta', 'broadsheet_parent_id', parentId),
    inReplyToId === null ? '' : meta('wp:commentmeta', 'broadsheet_in_reply_to_id', inReplyToId),
    deletedAt === null ? '' : meta('wp:commentmeta', 'broadsheet_deleted_at', deletedAt),
  ];
  return `<wp:comment>\n${parts.join('')}</wp:comment>\n`;
}

/** Escapes a name, because WordPress stores names as HTML. */
const asHtml = (name: string) => name.replace(/[&<>]/g, (character) => escapes[character] ?? '');

/**
 * Keeps only those line breaks that follow block tags and `<br>`. WordPress shows each line break of a comment, also
 * after it has removed the tags that it does not allow in comments.
 */
const normaliseLineBreaks = (html: string) =>
  html.replace(/(<\/p>\n)|(<(?:br|\/?(?:blockquote|li|ol|ul))>\n)|\n/g, (_, paragraph?: string, other?: string) =>
    paragraph === undefined ? (other ?? ' ') : `${paragraph}\n`,
  );

const meta = (kind: 'wp:commentmeta' | 'wp:postmeta', key: string, value: string) =>
  `<${kind}><wp:meta_key>${key}</wp:meta_key><wp:meta_value>${value}</wp:meta_value></${kind}>\n`;
