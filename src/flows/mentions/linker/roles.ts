import type { Token } from './tokens.js';

/**
 * Matches German compounds that end in a word for what people are, such as `parteichef`. German nouns have a capital
 * letter, so that before a surname they would look like given names.
 */
const germanRole = new RegExp(
  `^\\p{Ll}{4,}(?:${[
    '(?:chef|prasident|kandidat|senator|direktor|sekretar|kommissar|general|gouverneur|professor|autor|moderator|anwalt|intendant|assistent)(?:in)?',
    '(?:minister|kanzler|politiker|sprecher|leiter|trainer|fuhrer|meister|richter|manager|unternehmer|sieger|trager|spieler|sanger)(?:in)?',
    '(?:kunstler|forscher|wissenschaftler|lehrer|verteidiger|berater|botschafter|vertreter|grunder|fahrer|laufer|musiker|historiker)(?:in)?',
    '(?:konsul|pianist|journalist|jurist|aktivist|expert|biolog|psycholog|therapeut|architekt|okonom|pilot|strateg)(?:e|in)?',
    '(?:vorsitzende|abgeordnete|beauftragte)[rnm]?',
    'konig|konigin|prinz|prinzessin|bischof|stadtrat|ministerialrat|superstar|popstar|legende|boss',
  ].join('|')})$`,
  'u',
);

/** Words that a hyphen joins to a role that somebody no longer or only partly has, folded. */
const rolePrefixes: ReadonlySet<string> = new Set('ex vize vice alt then oud former co wice neo'.split(' '));

/** Returns whether a word before a name is a role rather than a given name: `Parteichef`, `CSU-Chef`, `Ex-Kanzler`. */
export function isRoleAt(tokens: readonly Token[], at: number): boolean {
  const { key, gap } = tokens[at] as Token;
  const before = gap === 'hyphen' ? tokens[at - 1] : undefined;
  if (before !== undefined && (before.isAllCaps || rolePrefixes.has(before.key))) return true;
  return germanRole.test(before === undefined ? key : `${before.key}${key}`);
}
