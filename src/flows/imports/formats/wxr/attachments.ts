import type { DraftImageInput } from '../../normalisation/draft.js';
import { type Element, elementsIn, textIn } from '../../xml/elements.js';
import { creditIn, toPlainText } from '../rss/plain-text.js';

/** Characters of all that is remembered of attachments. */
const maxCharacters = 64 * 2 ** 20;

/** Where plugins keep who took a picture. */
const creditFields =
  /^_?(?:media_|photo_|image_|wp_attachment_|navis_media_)*credits?(?:_name|_text)?$|^_?photographer$/i;

/** What a thing has as `wp:postmeta`, by its keys. */
export const metaOf = (item: Element): ReadonlyMap<string, string> =>
  new Map(
    elementsIn(item, 'wp:postmeta').flatMap((meta) => {
      const key = textIn(meta, 'wp:meta_key');
      return key === null ? [] : [[key, textIn(meta, 'wp:meta_value') ?? ''] as const];
    }),
  );

/**
 * The pictures and files of a site, each an item of its own in the export: before or behind the stories that show it. What
 * is said of them is remembered up to some tens of millions of characters.
 */
export class Attachments {
  private readonly byId = new Map<string, DraftImageInput>();
  private length = 0;

  add(id: string, item: Element): void {
    const image = imageOf(item);
    if (image === null || this.length > maxCharacters) return;
    this.length += Object.values(image).reduce((sum: number, text) => sum + (text?.length ?? 0), 100);
    this.byId.set(id, image);
  }

  get(id: string): DraftImageInput | undefined {
    return this.byId.get(id);
  }
}

/** The excerpt of an attachment is its caption; the credit is a field of a plugin, or in the file, or ends the caption. */
function imageOf(item: Element): DraftImageInput | null {
  const url = textIn(item, 'wp:attachment_url', 'guid');
  if (url === null || url.length > 2_000) return null;
  const meta = metaOf(item);
  const caption = toPlainText(textIn(item, 'excerpt:encoded'));
  const field = [...meta].find(([key, value]) => creditFields.test(key) && value !== '')?.[1];
  // Of what PHP has serialised, the one text that cameras and agencies write.
  const inFile = /s:6:"credit";s:\d{1,4}:"([^"]{1,500})";/.exec(meta.get('_wp_attachment_metadata') ?? '')?.[1];
  return {
    url,
    alt: toPlainText(meta.get('_wp_attachment_image_alt'))?.slice(0, 1_000) ?? null,
    caption: caption?.slice(0, 4_000) ?? null,
    credit: toPlainText(field)?.slice(0, 1_000) ?? toPlainText(inFile) ?? creditIn(caption),
  };
}
