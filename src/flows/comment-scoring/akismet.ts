import type { CommentScorer } from '../../content/comments/index.js';

/** Bytes of an answer that is read: what is asked for has five at most. */
const maxResponseBytes = 1_024;

/** Characters of what the service says of a mistake. */
const maxHelpCharacters = 200;

type Options = {
  /** Where comments are checked. */
  url: string;
  key: string;
  /** The address of the site, which the service knows by the key. */
  site: string;
  /** Where readers find an article, with `{slug}` for its slug; else its address in the API, below `site`. */
  articleUrl?: string | undefined;
};

/** The beginning of an answer. @throws for one that is longer than any that is understood */
async function readShortText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxResponseBytes) throw new Error('Akismet answered with more than 1 KiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8').trim();
}

/**
 * Asks Akismet, or whoever speaks its protocol (`comment-check`, version 1.1). Errors say why without the key.
 */
export function akismet({ url, key, site, articleUrl = `${site}/v1/articles/{slug}` }: Options): CommentScorer {
  const redactKey = (text: string) => text.replaceAll(key, '…').slice(0, maxHelpCharacters);

  async function send(form: URLSearchParams, signal: AbortSignal): Promise<Response> {
    try {
      return await fetch(url, {
        method: 'POST',
        body: form,
        headers: { 'user-agent': 'Broadsheet' },
        // The form holds readers' addresses: it goes nowhere else.
        redirect: 'manual',
        signal,
      });
    } catch (error) {
      throw signal.aborted ? signal.reason : unreachableError(error);
    }
  }

  return {
    name: 'akismet',
    async score(comment, signal) {
      const form = new URLSearchParams({
        api_key: key,
        blog: site,
        user_ip: comment.ip,
        ...optionalField('user_agent', comment.userAgent),
        ...optionalField('referrer', comment.referrer),
        permalink: articleUrl.replace('{slug}', () => encodeURIComponent(comment.articleSlug)),
        comment_type: comment.isReply ? 'reply' : 'comment',
        comment_author: comment.authorName,
        comment_author_email: comment.authorEmail,
        ...optionalField('comment_author_url', comment.authorUrl),
        comment_content: comment.body,
        comment_date_gmt: new Date().toISOString(),
        blog_charset: 'UTF-8',
      });
      const response = await send(form, signal);
      if (response.status !== 200) {
        await response.body?.cancel().catch(() => {});
        throw new Error(`Akismet answered with the status ${response.status}.`);
      }
      let text: string;
      try {
        text = await readShortText(response);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw error instanceof TypeError ? unreachableError(error) : error;
      }
      if (text === 'true') return 'spam';
      if (text === 'false') return 'ham';
      const help = response.headers.get('x-akismet-debug-help');
      throw new Error(
        `Akismet cannot tell: ${redactKey(help === null || help === '' ? JSON.stringify(text.slice(0, 20)) : help)}`,
      );
    },
  };
}

const optionalField = (name: string, value: string | null): Record<string, string> =>
  value === null ? {} : { [name]: value };

/** An error of fetch, whose cause may name the host, which in old addresses begins with the key. */
function unreachableError(error: unknown): Error {
  const cause = (error as Error).cause as { code?: string } | undefined;
  return new Error(`Akismet cannot be reached${cause?.code === undefined ? '' : ` (${cause.code})`}.`);
}
