import { markdownToHtml } from '../../../../lib/rich-text/index.js';
import { embedHtml } from '../../normalisation/embedded-media.js';
import { asFields, asList, asText, type Fields, firstText } from '../../normalisation/fields.js';
import { escapeHtml } from '../../normalisation/text.js';

/** Is called with the name of a card that cannot be converted. */
export type Note = (what: string) => void;

const figure = (inner: string, caption: unknown): string => {
  const captionHtml = asText(caption);
  return `<figure>${inner}${captionHtml === null ? '' : `<figcaption>${captionHtml}</figcaption>`}</figure>`;
};

/** Puts the caption of a player or link into a paragraph behind it. */
function withCaption(html: string, caption: unknown): string {
  const captionHtml = asText(caption);
  return captionHtml === null ? html : `${html}<p>${captionHtml}</p>`;
}

const image = (src: string, alt: unknown): string =>
  `<img src="${escapeHtml(src)}" alt="${escapeHtml(asText(alt) ?? '')}">`;

const link = (url: string, words: string | null): string =>
  `<p><a href="${escapeHtml(url)}">${escapeHtml(words ?? url)}</a></p>`;

function markdown(text: string, note: Note): string {
  try {
    return markdownToHtml(text);
  } catch {
    note('card markdown');
    return '';
  }
}

/**
 * Converts a card of one of Ghost's editors to HTML: images become figures, embeds of unknown providers become links.
 * Both editors use the same names.
 */
export function cardHtml(name: string, fields: Fields, note: Note): string {
  const url = firstText(fields.url, fields.src, fields.buttonUrl, fields.fileSrc);
  switch (name) {
    case 'image':
      return url === null ? '' : figure(image(url, fields.alt), fields.caption);
    case 'gallery': {
      const images = asList(fields.images).map(asFields);
      const imageTags = images.flatMap(({ src, alt }) => {
        const address = asText(src);
        return address === null ? [] : image(address, alt);
      });
      return imageTags.length === 0 ? '' : figure(imageTags.join(''), fields.caption);
    }
    case 'html':
      return asText(fields.html) ?? '';
    case 'markdown':
    case 'card-markdown':
      return markdown(asText(fields.markdown) ?? '', note);
    case 'code':
    case 'codeblock':
      return `<pre><code>${escapeHtml(typeof fields.code === 'string' ? fields.code : '')}</code></pre>`;
    case 'hr':
    case 'horizontalrule':
      return '<hr>';
    case 'callout':
      return `<blockquote>${asText(fields.calloutText) ?? ''}</blockquote>`;
    case 'toggle':
      return `<details><summary>${asText(fields.heading) ?? ''}</summary>${asText(fields.content) ?? ''}</details>`;
    case 'video':
    case 'audio': {
      const title = firstText(fields.title, fields.fileTitle);
      const player = `<${name} src="${escapeHtml(url ?? '')}" title="${escapeHtml(title ?? '')}"></${name}>`;
      if (url !== null) return withCaption(player, fields.caption);
      break;
    }
    case 'embed':
    case 'bookmark':
    case 'button':
    case 'file': {
      const words = firstText(fields.buttonText, asFields(fields.metadata).title, fields.title, fields.fileTitle);
      const embed = url === null || name !== 'embed' ? undefined : embedHtml(url, words);
      if (url !== null) return withCaption(embed ?? link(url, words), fields.caption ?? fields.fileCaption);
    }
  }
  note(`card ${name.slice(0, 60)}`);
  return '';
}
