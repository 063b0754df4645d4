import type { CommentScorer } from '../../content/comments/index.js';

/** The maximum size of a response in bytes. Valid responses have at most five. */
const maxResponseBytes = 1_024;

/** How many characters of the service's own error message are shown. */
const maxHelpCharacters = 200;

type Options = {
  /** The address of `comment-check`. */
  url: string;
  key: string;
  /** The address of the site for which the key was issued. */
  site: string;
  /** The address of an article for readers, with `{slug}` for its slug. The default is its API address below `site`. */
  articleUrl?: string | undefined;
};

/**
 * Returns the trimmed text of a response.
 *
 * @throws Error if the response is larger than `maxResponseBytes`
 */
async function readShortText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxResponseBytes) throw new Error('Akismet responded with more than 1 KiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8').trim();
}

/**
 * Creates a scorer that asks Akismet or a service with the same protocol (`comment-check`, version 1.1). Its errors do
 * not contain the key.
 */
export function akismet({ url, key, site, articleUrl = `${site}/v1/articles/{slug}` }: Options): CommentScorer {
  const redactKey = (text: string) => text.replaceAll(key, '…').slice(0, maxHelpCharacters);

  async function send(form: URLSearchParams, signal: AbortSignal): Promise<Response> {
    try {
      return await fetch(url, {
        method: 'POST',
        body: form,
        headers: { 'user-agent': 'Broadsheet' },
        // The form contains readers' e-mail addresses, so it must not follow a redirect to another server.
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
        throw new Error(`Akismet responded with status ${response.status}.`);
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
        `Akismet gave no result: ${redactKey(help === null || help === '' ? JSON.stringify(text.slice(0, 20)) : help)}`,
      );
    },
  };
}

const optionalField = (name: string, value: string | null): Record<string, string> =>
  value === null ? {} : { [name]: value };

/** Returns an error without the host name, which begins with the key in Akismet's old addresses. */
function unreachableError(error: unknown): Error {
  const cause = (error as Error).cause as { code?: string } | undefined;
  return new Error(`Akismet cannot be reached${cause?.code === undefined ? '' : ` (${cause.code})`}.`);
}
