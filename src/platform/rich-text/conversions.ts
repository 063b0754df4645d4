import {
  annotatePeople,
  commentMarkdownToHtml,
  compareHtml,
  htmlToMarkdown,
  htmlToText,
  markdownToBody,
  removeAssets,
  sanitizeWithText,
} from '../../lib/rich-text/index.js';
import { compareWords } from '../../lib/word-diff.js';

/** The conversions that may take long, by name. They are pure: the same arguments always give the same result. */
export const conversions = {
  annotatePeople,
  commentMarkdownToHtml,
  compareHtml: (before: string, after: string) => compareHtml(before, after),
  compareWords: (before: string, after: string) => compareWords(before, after),
  htmlToMarkdown,
  htmlToText,
  markdownToBody,
  removeAssets,
  sanitizeWithText,
};

type Conversions = typeof conversions;
export type ConversionName = keyof Conversions;
export type Arguments<Name extends ConversionName> = Parameters<Conversions[Name]>;
export type Result<Name extends ConversionName> = Awaited<ReturnType<Conversions[Name]>>;
