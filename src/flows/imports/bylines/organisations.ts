import { isMediumName } from './media-names.js';
import { isKnownPlace } from './places.js';
import { agencies, outlets, pictureAgencies } from './words/agencies.js';

const withoutArticle = (name: string): string => name.replace(/^(?:the |l['’])/i, '').replace(/[\s'’.]+$/, '');
/** Turkish capitals with a dot become two letters in lower case: `İHA`. */
const normalise = (name: string): string => withoutArticle(name).toLowerCase().replaceAll('\u0307', '');

const agencyNames = new Set(agencies.map(normalise));
const outletNames = new Set([...outlets, ...pictureAgencies].map(normalise));

/** Names of agencies that are also a common word or name. They count only in capitals or as they are listed. */
const exactNames = new Set(agencies.filter((name) => name.length <= 4));
const shortNames = new Set([...exactNames].map(normalise));

const isShortName = (name: string): boolean =>
  exactNames.has(name) || name === name.toUpperCase() || name === name.toLowerCase();

/** Returns whether one word after a name is an agency, in capitals or not: `Giulia De Santis, Agi`. */
export const isAgencyAfterName = (word: string): boolean => agencyNames.has(normalise(word));

/** Returns whether a text is the name of a news agency, such as `AFP`, `dpa-infocom` or `the Associated Press`. */
export function isAgency(name: string): boolean {
  const key = normalise(name);
  if (agencyNames.has(key)) return !shortNames.has(key) || isShortName(withoutArticle(name));
  const [first = ''] = key.split('-');
  return first !== key && first.length > 2 && agencyNames.has(first) && !name.includes(' ');
}

/** Returns whether a text is the name of a known newspaper, broadcaster or agency. */
export const isKnownOutlet = (name: string): boolean => outletNames.has(normalise(name)) || isAgency(name);

/** Words of the names of universities, institutes, authorities and companies, which no name of a person has. */
const organisationWord =
  /(?:^|[\s-])(?:universi(?:ty|té|tät|tà|teit|tet|tetet|dad|dade|tate[a]?|tatea)|university's|uniwersytet|univerzita|yliopisto|üniversitesi|университет|університет|πανεπιστήμιο|hochschule|fachhochschule|college|polytechnic\w*|politecnico|institut[eo]?|institution|instytut|институт|інститут|ινστιτούτο|academy|akademie|académie|academia|society|gesellschaft|foundation|stiftung|fondation|fundación|fundação|fondazione|stichting|association|asociación|associação|associazione|verein|verband|council|commission|committee|ministry|ministerium|ministère|ministerio|министерство|министерства|υπουργείο|department|federation|organi[sz]ation|laboratory|observatory|hospital|museum|library|centre|center|consortium|bureau|network|coalition|initiative|alliance|partnership|newspaper|broadcasting|newswire|agency|agencia|agência|agenzia|agence|agentur|agentura|агентство|агенція|πρακτορείο|ajans[ıi]|agenția|agentúra|وكالة|وكالات|جامعة|אוניברסיטת|correspondents'|inc|ltd|llc|gmbh|corp|corporation|company|studios|magazine|redes|ngo|nasa|esa|unicef|unesco)(?=$|[\s,.'’])/iu;

const mediumWords =
  'Times|Post|Herald|Tribune|Journal|Gazette|Guardian|Observer|Telegraph|Courier|Chronicle|Standard|Express|Echo|Dispatch|Examiner|Inquirer|Bulletin|Globe|Sentinel|Register|Monitor|Weekly|Daily';

/** A word at the end of a text that names a medium and is also a surname or a common word. */
export const mediumWord = new RegExp(`(?:^| )(?:${mediumWords})$`, 'u');

/** The name of a medium with two words before its last word. */
const mediumEnding = new RegExp(
  `^(?:\\p{Lu}[\\p{L}\\p{N}.'’&-]*\\s+){2,5}(?:${mediumWords}|Zeitung|Radio|TV|Television|Media|Press|Watch|Group|Online|International|Research|Europe)$`,
  'u',
);

/** Words that end the name of a medium and are never surnames. */
const newsEnding =
  /^(?:\p{L}[\p{L}\p{N}.'’&-]*\s+){1,5}(?:News|Newspapers?|Nieuws|Nachrichten|Noticias|Notícias|Zeitung|Tageblatt|Rundschau|Allgemeine|Online|(?:News|Press|Wire|Media|Information) Service)$/u;

/** Words that end the name of a company or authority. They need a word before them. */
const bodyEnding =
  /^\p{Lu}\S*(?: \S+){0,5} (?:Today|Insider|Wire|Network|Project|Fund|Trust|Police|Government|Parliament|Office|Services|Systems|Technologies|Labs|Partners|Airlines|Club|FC|Studios|Productions|Entertainment|Publishing|Magazine|Review|Images|Pictures|Team|Union|Party|Tech|State|School|Institution|Survey|Administration|Authority)$/u;

/** Words that begin the name of a medium or body and are not given names: `Tech Xplore`, `Public Health England`. */
const bodyBeginning =
  /^(?:Tech|Science|Live|Space|Health|World|Daily|Global|Medical|Digital|News|Business|National|Public|Open|Data|Sports|Weekly|Radio|TV|Associated|Amnesty|Royal Society|Sciences|Doctors|Friends of|Save the|Council of|Bank of|House of|School of|Friends|Citizens|Agence|Agencia|Agência|Agenzia|Agentur|Grupo|Groupe|Gruppe|Redes|Canal|Kanal|Télé|Tele)\s\S/u;

const schoolOf = /\b(?:School|Faculty|Board|Bank|Church|House) of \p{Lu}/u;

/** An address of a website without its protocol. */
const domain = /^(?:[\p{L}\d-]{3,40}\.)+(?:com|org|net|info|news|tv|co\.uk|com\.[a-z]{2}|[a-z]{2})$/u;

/** No name of a person begins with the article. */
const theMedium = /^The \p{Lu}/u;

/** A broadcaster with the language or country of its service: `BBC Türkçe`, `CNN Brasil`. */
const isLanguageService = (name: string): boolean =>
  /^\p{Lu}{3,} \p{Lu}\p{Ll}+$/u.test(name) && isKnownOutlet(name.split(' ')[0] ?? '');

/** Returns whether a text is a medium with the place of its office: `ARD Berlin`. */
function isLocalOffice(name: string): boolean {
  const [first = '', ...rest] = name.split(' ');
  return rest.length > 0 && isKnownOutlet(first) && isKnownPlace(rest.join(' '));
}

/** Returns whether a text is the name of an organisation: a university, an authority, a company or a medium. */
export function isOrganisation(name: string): boolean {
  if (name.length > 200) return false;
  return (
    isAgency(name) ||
    isKnownOutlet(name) ||
    isLocalOffice(name) ||
    isLanguageService(name) ||
    isMediumName(name) ||
    (theMedium.test(name) && !isKnownPlace(name)) ||
    newsEnding.test(name) ||
    bodyEnding.test(name) ||
    bodyBeginning.test(name) ||
    schoolOf.test(name) ||
    domain.test(name) ||
    (organisationWord.test(name) && !/^(?:college|bureau|center|centre|company)$/i.test(name)) ||
    mediumEnding.test(name)
  );
}
