import { htmlToText } from '../../../lib/rich-text/index.js';
import { languageOf } from '../../../lib/text-language/index.js';
import { quote } from './fields.js';

/** The number of characters of HTML from the start of a body that are read to detect its language. */
const searchLength = 10_000;

type Drop = (what: string, reason: string, detail?: string) => void;

/**
 * Returns the language that the source of an article declares, as a language tag. Without a valid one, the language is
 * read from the text. If the text does not show it either, the article gets the default language. This is reported if
 * `reportsLanguage` is true: for formats whose authors hardly ever declare a language.
 */
export function langOf(
  { lang, reportsLanguage = false }: { lang?: string | null; reportsLanguage?: boolean },
  { headline, body }: { headline: string; body: string },
  drop: Drop,
): string | null {
  const declaredLanguage = lang == null || lang.trim() === '' ? null : tagOf(lang, drop);
  if (declaredLanguage !== null) return declaredLanguage;
  const language = languageOf(`${headline}\n${htmlToText(body.slice(0, searchLength))}`);
  if (language === null && reportsLanguage)
    drop(
      'language',
      'en-is-assumed',
      'The file names no language, and the text does not show it for certain. The language is en.',
    );
  return language;
}

function tagOf(lang: string, drop: Drop): string | null {
  // POSIX writes a language as en_US.UTF-8.
  const tag = lang.trim().replaceAll('_', '-').replace(/\..*$/s, '');
  if (/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/.test(tag)) return tag;
  drop(`language ${quote(lang)}`, 'not-a-language-tag');
  return null;
}
