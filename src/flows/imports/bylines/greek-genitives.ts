import type { Writer } from './state.js';

/** Given names whose accent moves in the genitive. */
const movedAccents: Readonly<Record<string, string>> = {
  Αλεξάνδρου: 'Αλέξανδρος',
  Αντωνίου: 'Αντώνιος',
  Αριστείδου: 'Αριστείδης',
  Βασιλείου: 'Βασίλειος',
  Γεωργίου: 'Γεώργιος',
  Δημητρίου: 'Δημήτριος',
  Θεοδώρου: 'Θεόδωρος',
  Ιωάννου: 'Ιωάννης',
  Νικολάου: 'Νικόλαος',
  Στεφάνου: 'Στέφανος',
  Χριστοφόρου: 'Χριστόφορος',
};

type Endings = readonly (readonly [genitive: RegExp, nominative: string])[];

const givenNameOfMan: Endings = [
  [/ου$/u, 'ος'],
  [/η$/u, 'ης'],
  [/ή$/u, 'ής'],
  [/α$/u, 'ας'],
  [/ά$/u, 'άς'],
];
const givenNameOfWoman: Endings = [
  [/ης$/u, 'η'],
  [/ής$/u, 'ή'],
  [/ας$/u, 'α'],
  [/άς$/u, 'ά'],
  [/ώς$/u, 'ώ'],
];

/** Other surnames in `ου` are genitives themselves, such as `Δημητρίου`. Those of women always are. */
const surnameOfMan: Endings = [[/πουλου$/u, 'πουλος'], ...givenNameOfMan.slice(1)];

function withEnding(word: string, endings: Endings): string {
  const [genitive, nominative = ''] = endings.find(([ending]) => ending.test(word)) ?? [];
  return genitive === undefined ? word : word.replace(genitive, nominative);
}

/** Returns a name in the genitive after an article in the nominative. Words in capitals and of other scripts stay. */
function inNominative(name: string, article: string): string {
  const [first = '', ...surnames] = name.split(' ');
  if (!/^\p{Script=Greek}/u.test(name)) return name;
  const isWoman = /^της$/iu.test(article) || (/^των$/iu.test(article) && /[ηήαάώ]ς$/u.test(first));
  const isMan = /^του$/iu.test(article) || (/^των$/iu.test(article) && /ου$/u.test(first));
  const isDeclined = (isWoman ? givenNameOfWoman : givenNameOfMan).some(([ending]) => ending.test(first));
  if (!(isWoman || isMan) || !isDeclined) return name;
  if (isWoman) return [withEnding(first, givenNameOfWoman), ...surnames].join(' ');
  const givenName = movedAccents[first] ?? withEnding(first, givenNameOfMan);
  return [givenName, ...surnames.map((surname) => withEnding(surname, surnameOfMan))].join(' ');
}

/**
 * Returns the people of a byline with the names behind a Greek article, which are in the genitive, in the nominative:
 * `Του Γιώργου Παπαδόπουλου` names Γιώργος Παπαδόπουλος. A surname that may have several nominatives stays as printed.
 */
export function greekNominatives(people: readonly Writer[], byline: string): Writer[] {
  const opening = /^(?:του|της|των)(?=:? )/iu.exec(byline)?.[0];
  if (opening === undefined) return [...people];
  let article = opening;
  return people.map((person) => {
    const before = byline.slice(0, Math.max(0, byline.indexOf(person.name)));
    article = /(?:^|\s)(του|της|των):? $/iu.exec(before)?.[1] ?? article;
    return { ...person, name: inNominative(person.name, article) };
  });
}
