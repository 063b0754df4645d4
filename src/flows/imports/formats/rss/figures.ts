import type { DraftImageInput } from '../../normalisation/draft.js';
import { lastPathSegment } from '../../normalisation/fields.js';
import { escapeHtml } from '../../normalisation/text.js';

/** An audio, a video or another file that belongs to an article. */
export type Medium = DraftImageInput & { kind: 'audio' | 'video' | 'other'; title?: string | null | undefined };

const extensions: readonly (readonly [Medium['kind'] | 'image', RegExp])[] = [
  ['image', /\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#]|$)/i],
  ['audio', /\.(?:aac|flac|m4a|mp3|oga|ogg|opus|wav)(?:[?#]|$)/i],
  ['video', /\.(?:m4v|mov|mp4|mpe?g|ogv|webm)(?:[?#]|$)/i],
];

/** Returns the kind of a file by its media type such as `audio/mpeg`, or else by the extension of its URL. */
export function kindOf(url: string, mediaType: string | null | undefined): Medium['kind'] | 'image' {
  const statedKind = /^\s*(image|audio|video)(?:\/|$)/i.exec(mediaType ?? '')?.[1]?.toLowerCase();
  if (statedKind !== undefined) return statedKind as Medium['kind'] | 'image';
  return extensions.find(([, pattern]) => pattern.test(url))?.[0] ?? 'other';
}

/** Returns the caption of a figure, with the credit if the caption does not contain it. */
function captionHtml({ caption, credit }: DraftImageInput): string {
  const parts = [
    ...(caption ? [escapeHtml(caption)] : []),
    ...(credit && !caption?.includes(credit) ? [`<cite>${escapeHtml(credit)}</cite>`] : []),
  ];
  return parts.length === 0 ? '' : `<figcaption>${parts.join(' ')}</figcaption>`;
}

/** Returns an image as a figure with its caption and credit. `attributes` are written into the `img` element. */
export const pictureHtml = (picture: DraftImageInput, attributes = ''): string =>
  `<figure><img${attributes} src="${escapeHtml(picture.url)}" alt="${escapeHtml(picture.alt ?? '')}">${captionHtml(picture)}</figure>`;

/** Returns an audio or a video as a figure that embeds it, and another file as a figure with a link. */
export function mediumHtml({ kind, title, ...medium }: Medium): string {
  const url = escapeHtml(medium.url);
  const words = escapeHtml(title || lastPathSegment(medium.url) || medium.url);
  const player =
    kind === 'other' ? `<a href="${url}">${words}</a>` : `<${kind} src="${url}" title="${words}"></${kind}>`;
  return `<figure>${player}${captionHtml(medium)}</figure>`;
}
