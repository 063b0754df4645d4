import type { ExpandedTags } from 'exifreader';
import { AssetInput } from './schemas.js';

/** The description that a photographer or an agency wrote into the file of an image. Names are as printed. */
export type EmbeddedMetadata = Pick<
  AssetInput,
  'alt' | 'caption' | 'credit' | 'source' | 'licence' | 'takenAt' | 'place' | 'tags'
> & { creatorNames: string[]; picturedNames: string[] };

type Tag = { value: unknown; description?: string; attributes?: unknown };
type Tags = Readonly<Record<string, unknown>>;

/** Texts that cameras write instead of a description. */
const cameraText = /^(?:.*\bDIGITAL CAMERA|SONY DSC|MINOLTA DSC|SAMSUNG CSC|DCIM.*|Exif_JPEG_PICTURE|untitled)$/i;

const maxNames = 100;
/** The maximum number of tags from the metadata of a file. */
export const embeddedMaxTags = 50;

// Line breaks of other systems, and control characters other than tab and line feed.
const clean = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are removed
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '')
    .trim();

const isTag = (tag: unknown): tag is Tag => typeof tag === 'object' && tag !== null && 'value' in tag;

/** Returns the texts of a tag: one, or those of a list. The value of other tags is an array of bytes or numbers. */
function textsOf(tag: unknown): string[] {
  const isList = isTag(tag) && Array.isArray(tag.value) && tag.value.some(isTag);
  const tags = Array.isArray(tag) ? tag : isList ? (tag.value as unknown[]) : [tag];
  return tags
    .map((one) => (isTag(one) ? (one.description ?? one.value) : one))
    .flatMap((text) => (typeof text === 'string' && clean(text) !== '' ? [clean(text)] : []));
}

/** Returns a text. Of alternatives by language, returns the first, which is the default (XMP, part 1, 8.2.2.4). */
const textOf = (tag: unknown): string | undefined => textsOf(tag)[0];

/** Returns alternatives by language. The language of the default is not known: `und` (BCP 47). */
function textsByLanguage(tag: unknown): Record<string, string> {
  if (!isTag(tag) || !Array.isArray(tag.value)) return {};
  const texts = tag.value.map((one: unknown) => {
    const lang = isTag(one) ? (one.attributes as { lang?: unknown } | undefined)?.lang : undefined;
    const key = typeof lang === 'string' && lang !== 'x-default' ? lang : 'und';
    return AssetInput.shape.alt.safeParse({ [key]: textOf(one) }).data ?? {};
  });
  return Object.assign({}, ...texts);
}

/** Returns a date and time in UTC if the time zone is known, otherwise the day, the month or the year. */
function timeOf(text: string | undefined): string | undefined {
  const match =
    /^(\d{4})(?:[-:](\d\d)(?:[-:](\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?)?)?$/.exec(
      text ?? '',
    );
  if (match === null) return undefined;
  const [, year, month, day, time, zone] = match;
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  if (time === undefined || zone === undefined) return date;
  const instant = new Date(`${date}T${time}${zone}`);
  return Number.isNaN(instant.getTime()) ? date : instant.toISOString();
}

const joinTexts = (...texts: readonly (string | undefined)[]): string | undefined =>
  [...new Set(texts)].filter((text) => text !== undefined).join(', ') || undefined;

/** Returns a value of a field as the API would accept it, cut to the maximum length, or undefined if it does not fit. */
function fit<Name extends 'caption' | 'credit' | 'source' | 'licence' | 'place' | 'takenAt' | 'alt'>(
  name: Name,
  value: AssetInput[Name] | undefined,
): { [Key in Name]?: AssetInput[Name] } {
  const short =
    typeof value === 'string'
      ? value.slice(0, name === 'caption' ? 5_000 : 500).replace(/[\uD800-\uDBFF]$/, '')
      : value;
  if (short === undefined) return {};
  const { success, data } = AssetInput.shape[name].safeParse(short);
  return success ? ({ [name]: data } as { [Key in Name]?: AssetInput[Name] }) : {};
}

/** Returns names and keywords as the API would accept them. Those that are too long are left out. */
const namesOf = (texts: readonly string[], max: number): string[] =>
  [...new Set(texts.flatMap((text) => AssetInput.shape.tags.safeParse([text]).data ?? []))].slice(0, max);

/**
 * Returns the description in the metadata of an image: XMP first, then IPTC IIM, then Exif (IPTC Photo Metadata
 * Standard 2023.2). The place of the camera is left out.
 */
export function readTags(groups: ExpandedTags): EmbeddedMetadata {
  const { xmp = {}, iptc = {}, exif = {} } = groups as Record<string, Tags>;
  const exifText = textOf(exif.ImageDescription);
  const caption =
    textOf(xmp.description) ??
    textOf(iptc['Caption/Abstract']) ??
    (exifText !== undefined && cameraText.test(exifText) ? undefined : exifText) ??
    textOf(xmp.Headline) ??
    textOf(iptc.Headline);
  const creators = [xmp.creator, iptc['By-line'], exif.Artist].map(textsOf).find((names) => names.length > 0) ?? [];
  const iptcTime = [textOf(iptc['Date Created']), textOf(iptc['Time Created'])].filter(Boolean).join('T');
  const exifTime = `${textOf(exif.DateTimeOriginal) ?? ''}${textOf(exif.OffsetTimeOriginal) ?? ''}`;
  const takenAt = [textOf(xmp.DateCreated), iptcTime, exifTime].map(timeOf).find((time) => time !== undefined);
  const alt = textsByLanguage(xmp.AltTextAccessibility);
  const keywords = [...textsOf(xmp.subject), ...textsOf(iptc.Keywords)];
  return {
    ...(Object.keys(alt).length === 0 ? {} : fit('alt', alt)),
    ...fit('caption', caption),
    ...fit('credit', textOf(xmp.Credit) ?? textOf(iptc.Credit) ?? joinTexts(...creators)),
    ...fit('source', textOf(xmp.Source) ?? textOf(iptc.Source)),
    ...fit('licence', textOf(xmp.license) ?? textOf(xmp.UsageTerms)),
    ...fit('takenAt', takenAt),
    ...fit(
      'place',
      joinTexts(textOf(xmp.Location), textOf(xmp.City), textOf(xmp.State), textOf(xmp.Country)) ??
        joinTexts(
          textOf(iptc['Sub-location']),
          textOf(iptc.City),
          textOf(iptc['Province/State']),
          textOf(iptc['Country/Primary Location Name']),
        ),
    ),
    ...(keywords.length === 0 ? {} : { tags: namesOf(keywords, embeddedMaxTags) }),
    creatorNames: namesOf(creators, maxNames),
    picturedNames: namesOf(textsOf(xmp.PersonInImage), maxNames),
  };
}
