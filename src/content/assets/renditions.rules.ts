import { createHash } from 'node:crypto';
import { preferredType } from '../../lib/accept.js';

/**
 * The renditions that exist: every width in every ratio and format. The set is closed, so that nobody can fill the
 * storage by asking for ever new sizes.
 */
export const renditionWidths = [160, 320, 480, 640, 800, 1200, 1600, 2400] as const;
const RATIOS = ['1x1', '4x3', '3x2', '16x9', '3x4', '2x3', '9x16'] as const;
/** The media types of renditions by their ending. */
export const renditionTypes = { avif: 'image/avif', webp: 'image/webp', jpg: 'image/jpeg' } as const;
export type Format = keyof typeof renditionTypes;

/** A size and a shape of an image. Without a ratio, it keeps that of the original. */
export type Rendition = { width: number; ratio: (typeof RATIOS)[number] | undefined; format: Format };

export const mediaTypeOf = (format: Format): string => renditionTypes[format];

export const specPattern = new RegExp(
  `^w(${renditionWidths.join('|')})(?:-(${RATIOS.join('|')}))?(?:\\.(${Object.keys(renditionTypes).join('|')}))?$`,
);

/**
 * Returns the rendition of a specification such as `w800`, `w800-16x9` or `w800-16x9.webp`. Without a format, `Accept`
 * selects one. AVIF and WebP need to be named there, because older clients send a wildcard and cannot decode them.
 */
export function parseSpec(spec: string, accept: string | undefined): Rendition | undefined {
  const match = specPattern.exec(spec);
  if (match === null) return undefined;
  const [, width, ratio, format] = match;
  return {
    width: Number(width),
    ratio: ratio as Rendition['ratio'],
    format: (format as Format | undefined) ?? formatFor(accept),
  };
}

function formatFor(accept = ''): Format {
  const modern = (['avif', 'webp'] as const).filter((format) => accept.toLowerCase().includes(renditionTypes[format]));
  if (modern.length === 0) return 'jpg';
  const best = preferredType(accept, [...modern.map(mediaTypeOf), renditionTypes.jpg]);
  return (Object.keys(renditionTypes) as Format[]).find((format) => renditionTypes[format] === best) ?? 'jpg';
}

export type FocalPoint = { x: number; y: number };
type Size = { width: number; height: number };

/** Returns the part of an image with a ratio that has the focal point as near to its middle as possible. */
export function cropOf({ width, height }: Size, ratio: string, focal: FocalPoint) {
  const [across = 1, down = 1] = ratio.split('x').map(Number);
  const isTooWide = width * down > height * across;
  const size = isTooWide
    ? { width: Math.max(1, Math.round((height * across) / down)), height }
    : { width, height: Math.max(1, Math.round((width * down) / across)) };
  const place = (whole: number, part: number, at: number) =>
    Math.round(Math.min(Math.max(at * whole - part / 2, 0), whole - part));
  return { ...size, left: place(width, size.width, focal.x), top: place(height, size.height, focal.y) };
}

/** Returns a short name of a rendition of a file, which is different for each content. */
export function renditionName({ width, ratio, format }: Rendition, focal: FocalPoint | null): string {
  // The focal point only matters for crops.
  const point = ratio === undefined || focal === null ? '' : `-${digestOf(`${focal.x} ${focal.y}`)}`;
  return `w${width}${ratio === undefined ? '' : `-${ratio}`}${point}.${format}`;
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
