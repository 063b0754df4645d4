import { isFullName, splitHonorific } from './names.js';
import { isAgency, isOrganisation } from './organisations.js';
import { splitTrailingPlace } from './trailing-place.js';

/** Words for "for", also in bylines in capitals. */
const forWords = 'for|für|pour|para|per|voor|för|dla|για|для|за';
const articles = 'the|die|der|den|das|le|la|les|el|il|lo|o|a|de|het|το|τη|την|τον';
const inAnyCase = (words: string): string =>
  words
    .split('|')
    .flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()])
    .join('|');

/** The article is part of the name if it has a capital and other letters are small: `for The Guardian`. */
const clientPattern = new RegExp(
  `^(?:(\\S.{1,80}?) )?(?:${inAnyCase(forWords)}) (?:(${articles}|${articles.toUpperCase()}) |[lL]['’])?[«"„“]?(\\S.{1,80})$`,
  'u',
);

/** Words before "for" that belong to a title: `Special for USA Today`. */
const titleBefore = /(?:^| )(?:special|exclusive|exklusiv|especial|exclusivo|exclusief|specjalnie|speciaal)$/iu;

/** The people, the agency or medium for which they write, and the place from which they do. The name may be empty. */
type ClientOfWriter = { name: string; organisation: string; place: string | null };

/**
 * Splits the agency or medium for which a person writes from a piece, or returns null: `Ann Porter for Reuters`. The name
 * is empty in `for Reuters`. An unknown medium counts only with the article: `for the Harbour Light`.
 */
export function splitClient(piece: string): ClientOfWriter | null {
  if (piece.length > 200) return null;
  const [match, name = '', article = '', client = ''] = clientPattern.exec(piece) ?? [];
  if (match === undefined || (name !== '' && !isFullName(splitHonorific(name).name)) || titleBefore.test(name))
    return null;
  const { text: organisation, place } = splitTrailingPlace(client);
  const isNamed = isOrganisation(organisation) || (/^the$/i.test(article) && /^\p{Lu}/u.test(organisation));
  return isNamed ? { name, organisation, place } : null;
}

const endOfTitle = new RegExp(` (?:${forWords}) (?:(?:${articles}) |l['’])?(\\S.{1,80})$`, 'u');

/** Returns the agency at the end of a title, or null: `freelance writer for Reuters`. */
export function agencyAtEnd(title: string): string | null {
  const name = endOfTitle.exec(` ${title}`)?.[1] ?? '';
  return isAgency(name) ? name : null;
}
