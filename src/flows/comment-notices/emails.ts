import { createHash } from 'node:crypto';
import type { ModeratorNotice, ReplyNotice } from '../../content/comments/index.js';
import type { Email } from '../../platform/mail/index.js';

type SiteOptions = {
  /** The sender's e-mail address. */
  from: string;
  publicUrl: string;
  /** The address of an article for readers, with `{slug}` for its slug. Undefined means its address in the API. */
  articleUrl: string | undefined;
};

/** How many comments an e-mail to moderators lists. It gives only the number of the others. */
const maxListedComments = 50;

/** The maximum length of a name or headline in an e-mail, in characters. */
const maxLineLength = 120;

/** Control characters, line ends and characters that change the text direction. They have no place in a name. */
const unsafeCharacters = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** Returns a name or headline as a single line of at most `maxLineLength` characters. */
function line(text: string): string {
  const characters = [...text.replace(unsafeCharacters, ' ').replace(/\s+/g, ' ').trim()];
  return characters.length > maxLineLength
    ? `${characters.slice(0, maxLineLength - 1).join('')}…`
    : characters.join('');
}

const nameOf = (authorName: string) => line(authorName) || 'Somebody';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const lines = (text: string) => text.split(/\r\n|[\n\r\u2028\u2029]/).map((one) => one.replace(unsafeCharacters, ' '));
const quoteText = (text: string) =>
  lines(text)
    .map((one) => `> ${one}`.trimEnd())
    .join('\n');
const quoteHtml = (text: string) => `<blockquote>${lines(text).map(escapeHtml).join('<br>')}</blockquote>`;
const link = (url: string, text = url) => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;

const page = (parts: readonly string[]) => `<!doctype html>\n<html lang="en">\n${parts.join('\n')}\n</html>\n`;

const pluralize = (count: number, singular: string, plural: string) => (count === 1 ? singular : `${count} ${plural}`);

/** Returns functions that write the e-mails of one site. */
export function createEmailComposer({ from, publicUrl, articleUrl }: SiteOptions) {
  const site = new URL(publicUrl).host;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const articleAt = (slug: string) =>
    articleUrl === undefined
      ? `${publicUrl}/v1/articles/${encodeURIComponent(slug)}`
      : articleUrl.replace('{slug}', () => encodeURIComponent(slug));
  const common = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

  /** Writes an e-mail that tells moderators which comments await moderation and which were reported. */
  function composeModeratorEmail(moderators: readonly string[], notices: readonly ModeratorNotice[]): Email {
    const [waitingCount, reportedCount] = [
      notices.filter(({ waits }) => waits).length,
      notices.filter(({ reasons }) => reasons.length > 0).length,
    ];
    const summary = [
      ...(waitingCount > 0
        ? [pluralize(waitingCount, 'a comment awaits moderation', 'comments await moderation')]
        : []),
      ...(reportedCount > 0 ? [pluralize(reportedCount, 'a comment was reported', 'comments were reported')] : []),
    ].join(', ');
    const headlines = new Set(notices.map(({ headline }) => line(headline)));
    const subject = capital(headlines.size === 1 ? `${summary}: ${[...headlines].join()}` : summary);
    const listedNotices = notices.slice(0, maxListedComments);
    const more = notices.length - listedNotices.length;
    const rest = more === 0 ? [] : [`And ${more} more.`];
    const queue = `${publicUrl}/v1/desk/comments?queue=${waitingCount > 0 ? 'pending' : 'reported'}`;
    const footer = `${site} sends this to the moderators named in its configuration (MODERATORS_MAIL).`;
    const sections = listedNotices.map((notice) => {
      const address = `${publicUrl}/v1/desk/comments/${notice.id}`;
      const state = [
        ...(notice.waits ? ['Awaits moderation.'] : []),
        ...(notice.reasons.length > 0 ? [`Reported: ${notice.reasons.join(', ')}.`] : []),
      ].join(' ');
      const [headline, name] = [line(notice.headline), nameOf(notice.authorName)];
      return {
        text: `${headline}\n${name} wrote:\n${quoteText(notice.text)}\n${state}\n${address}`,
        html: `<h2>${escapeHtml(headline)}</h2>\n<p>${escapeHtml(name)} wrote:</p>\n${quoteHtml(notice.text)}\n<p>${escapeHtml(state)}<br>${link(address)}</p>`,
      };
    });
    const names = notices.map(({ id, waits, reasons }) => `${id} ${waits} ${reasons.length > 0}`).sort();
    return {
      to: moderators,
      subject,
      text: [...sections.map(({ text }) => text), ...rest, `Full queue: ${queue}`, `-- \n${footer}\n`].join('\n\n'),
      html: page([
        ...sections.map(({ html }) => html),
        ...rest.map((one) => `<p>${one}</p>`),
        `<p>Full queue: ${link(queue)}</p>`,
        `<p><small>${escapeHtml(footer)}</small></p>`,
      ]),
      messageId: `<moderators.${createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 32)}@${domain}>`,
      headers: common,
    };
  }

  /** Writes an e-mail that tells a reader about a reply to their comment. */
  function composeReplyEmail(notice: ReplyNotice): Email {
    const [headline, name] = [line(notice.headline), nameOf(notice.authorName)];
    const unsubscribe = `${publicUrl}/v1/comment-unsubscribes?token=${notice.unsubscribeToken}`;
    const address = articleAt(notice.slug);
    const summary = `${name} replied to your comment on “${headline}”`;
    const footer = `You receive this e-mail from ${site} because a commenter who gave this address asked for it.`;
    return {
      to: [notice.to],
      subject: summary,
      text: `${summary}:\n\n${quoteText(notice.text)}\n\n${address}\n\n-- \n${footer}\nUnsubscribe: ${unsubscribe}\n`,
      html: page([
        `<p>${escapeHtml(summary)}:</p>`,
        quoteHtml(notice.text),
        `<p>${link(address)}</p>`,
        `<p><small>${escapeHtml(footer)} ${link(unsubscribe, 'Unsubscribe')}</small></p>`,
      ]),
      messageId: `<answered.${notice.id}@${domain}>`,
      // With both headers, mail programs offer a button that unsubscribes in one step (RFC 8058).
      headers: {
        ...common,
        'List-Unsubscribe': `<${unsubscribe}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    };
  }

  return { composeModeratorEmail, composeReplyEmail };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
