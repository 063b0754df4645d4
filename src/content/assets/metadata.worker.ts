import { open } from 'node:fs/promises';
import ExifReader from 'exifreader';
import { type EmbeddedMetadata, readTags } from './embedded-metadata.rules.js';

/** The bytes of a file in which metadata is looked for. Most formats have it at the start. */
const maxBytes = 32 * 1024 * 1024;

/** The text chunk of a PNG with XMP. Some software compresses it, which the standard does not allow. */
const pngXmpKeyword = 'XML:com.adobe.xmp';

/** Reads the description in the metadata of an image file. */
export default async function run({ path }: { path: string }): Promise<EmbeddedMetadata> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, maxBytes));
    await file.read(head, 0, head.length, 0);
    const tags = await ExifReader.load(head, { expanded: true, async: true });
    const textChunk = (tags.png as Record<string, { value?: unknown }> | undefined)?.[pngXmpKeyword]?.value;
    if (tags.xmp !== undefined || typeof textChunk !== 'string') return readTags(tags);
    // The header of a packet (XMP, part 1, 7.3.2), by which the library recognises XMP.
    const packet = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>${textChunk.replace(/^\s*<\?xpacket[^>]*\?>/, '')}`;
    return readTags({ ...tags, ...ExifReader.load(Buffer.from(packet), { expanded: true }) });
  } finally {
    await file.close();
  }
}
