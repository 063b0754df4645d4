import { escapeHtml } from '../../normalisation/text.js';
import { mediumHtml, pictureHtml } from '../rss/figures.js';
import type { Attachment } from './attachments.js';

/** The attachments of a site, as far as they have been read. `ownId` is the id of the article with the shortcode. */
export type AttachmentIndex = {
  ownId: string;
  get(id: string): Attachment | undefined;
  /** Returns the attachments that belong to an article, in the order of their menu. */
  childrenOf(id: string): readonly Attachment[];
};

/** Counts something that was left out. */
type Count = (what: string, reason: string) => void;

export const attributeOf = (attributes: string, name: string): string | null => {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"']+))`, 'i').exec(attributes);
  return (match?.[1] ?? match?.[2] ?? match?.[3])?.trim() || null;
};

const idsIn = (text: string | null): string[] => text?.match(/\d{1,20}/g) ?? [];

const listedIds = (attributes: string): string[] =>
  idsIn(attributeOf(attributes, 'ids') ?? attributeOf(attributes, 'include'));

/** Shortcodes that show attachments. */
const attachmentShortcode = /\[(gallery|playlist|audio|video)((?:\s[^[\]]*)?)\]/gi;

/**
 * Returns the ids of the attachments that the shortcodes of a text show, and the ids of the articles whose attachments
 * they show because they list none.
 */
export function attachmentsShownBy(text: string, ownId: string): { ids: string[]; parentIds: string[] } {
  const ids: string[] = [];
  const parentIds: string[] = [];
  for (const [, name = '', attributes = ''] of text.matchAll(attachmentShortcode)) {
    const idsListed = listedIds(attributes);
    ids.push(...idsListed);
    const hasAddress = /https?:\/\//i.test(attributes) || /^(?:audio|video)$/i.test(name);
    if (idsListed.length === 0 && !hasAddress) parentIds.push(attributeOf(attributes, 'id') ?? ownId);
  }
  return { ids, parentIds };
}

/** Returns the attachments that a shortcode lists, or else those of its article that have the kind. */
function attachmentsOf(
  attributes: string,
  kind: Attachment['kind'],
  index: AttachmentIndex,
  count: Count,
): Attachment[] {
  const idsListed = listedIds(attributes);
  if (idsListed.length > 0)
    return idsListed.flatMap((id) => {
      const attachment = index.get(id);
      if (attachment === undefined) count(`attachment ${id}`, 'not-in-the-file');
      return attachment ?? [];
    });
  const excludedIds = new Set(idsIn(attributeOf(attributes, 'exclude')));
  const attachments = index
    .childrenOf(attributeOf(attributes, 'id') ?? index.ownId)
    .filter((attachment) => attachment.kind === kind && !excludedIds.has(attachment.id));
  return /^desc$/i.test(attributeOf(attributes, 'order') ?? '') ? attachments.toReversed() : attachments;
}

/** Returns the figures of a gallery. Without any picture, the gallery is counted as left out. */
export function galleryHtml(attributes: string, index: AttachmentIndex, count: Count): string {
  const pictures = attachmentsOf(attributes, 'image', index, (what, reason) =>
    count(what.replace('attachment', 'image'), reason),
  );
  if (pictures.length === 0) count('shortcode [gallery]', 'pictures-not-in-the-file');
  return pictures.map((picture) => pictureHtml(picture, ` class="wp-image-${escapeHtml(picture.id)}"`)).join('');
}

/** Returns the media of a playlist as figures. Without any medium, the playlist is counted as left out. */
export function playlistHtml(attributes: string, index: AttachmentIndex, count: Count): string {
  const kind = /^video$/i.test(attributeOf(attributes, 'type') ?? '') ? 'video' : 'audio';
  const media = attachmentsOf(attributes, kind, index, count);
  if (media.length === 0) count('shortcode [playlist]', 'media-not-in-the-file');
  return media
    .map((medium) => mediumHtml({ ...medium, kind: medium.kind === 'image' ? 'other' : medium.kind }))
    .join('');
}
