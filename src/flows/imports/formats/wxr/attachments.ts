import type { DraftImageInput } from '../../normalisation/draft.js';
import { type Element, elementsIn, textIn } from '../../xml/elements.js';
import { kindOf } from '../rss/figures.js';
import { creditIn, toPlainText } from '../rss/plain-text.js';

/** The maximum number of characters that are remembered of all attachments. */
const maxCharacters = 64 * 2 ** 20;

/** An image or another file of the media library. */
export type Attachment = DraftImageInput & {
  id: string;
  kind: ReturnType<typeof kindOf>;
  title: string | null;
  menuOrder: number;
};

/** The fields in which plugins store the credit of an image. */
const creditFields =
  /^_?(?:media_|photo_|image_|wp_attachment_|navis_media_)*credits?(?:_name|_text)?$|^_?photographer$/i;

/** Returns the `wp:postmeta` of an item, by key. */
export const metaOf = (item: Element): ReadonlyMap<string, string> =>
  new Map(
    elementsIn(item, 'wp:postmeta').flatMap((meta) => {
      const key = textIn(meta, 'wp:meta_key');
      return key === null ? [] : [[key, textIn(meta, 'wp:meta_value') ?? ''] as const];
    }),
  );

/**
 * The attachments of a site. Each is an item of its own in the export, before or after the articles that show it. Their
 * descriptions are remembered up to `maxCharacters`.
 */
export class Attachments {
  private readonly byId = new Map<string, Attachment>();
  private readonly byParent = new Map<string, Attachment[]>();
  private length = 0;

  add(id: string, item: Element): void {
    const attachment = attachmentOf(id, item);
    if (attachment === null || this.length > maxCharacters) return;
    const { url, alt, caption, credit, title } = attachment;
    this.length += [url, alt, caption, credit, title].reduce((sum, text) => sum + (text?.length ?? 0), 100);
    this.byId.set(id, attachment);
    const parent = textIn(item, 'wp:post_parent') ?? '0';
    if (parent === '0') return;
    const siblings = this.byParent.get(parent);
    if (siblings === undefined) this.byParent.set(parent, [attachment]);
    else siblings.push(attachment);
  }

  get(id: string): Attachment | undefined {
    return this.byId.get(id);
  }

  /** Returns the attachments of an article, sorted like those of a gallery: in the order of the menu, then by id. */
  childrenOf(id: string): readonly Attachment[] {
    return (this.byParent.get(id) ?? []).toSorted(
      (one, other) => one.menuOrder - other.menuOrder || Number(one.id) - Number(other.id),
    );
  }
}

/** Returns an attachment. Its credit comes from a plugin, the metadata of the file, or the caption. */
function attachmentOf(id: string, item: Element): Attachment | null {
  const url = textIn(item, 'wp:attachment_url', 'guid');
  if (url === null || url.length > 2_000) return null;
  const meta = metaOf(item);
  const caption = toPlainText(textIn(item, 'excerpt:encoded'));
  const field = [...meta].find(([key, value]) => creditFields.test(key) && value !== '')?.[1];
  // The metadata is serialised PHP. Only the credit is read, which cameras and agencies write.
  const inFile = /s:6:"credit";s:\d{1,4}:"([^"]{1,500})";/.exec(meta.get('_wp_attachment_metadata') ?? '')?.[1];
  return {
    id,
    url,
    kind: kindOf(url, null),
    title: toPlainText(textIn(item, 'title'))?.slice(0, 500) ?? null,
    menuOrder: Number(textIn(item, 'wp:menu_order')) || 0,
    alt: toPlainText(meta.get('_wp_attachment_image_alt'))?.slice(0, 1_000) ?? null,
    caption: caption?.slice(0, 4_000) ?? null,
    credit: toPlainText(field)?.slice(0, 1_000) ?? toPlainText(inFile) ?? creditIn(caption),
  };
}
