/** The states and territories of members of Congress, by their codes in the files. */
const states: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AK: 'Alaska',
    AL: 'Alabama',
    AR: 'Arkansas',
    AS: 'American Samoa',
    AZ: 'Arizona',
    CA: 'California',
    CO: 'Colorado',
    CT: 'Connecticut',
    DC: 'the District of Columbia',
    DE: 'Delaware',
    DK: 'the Dakota Territory',
    FL: 'Florida',
    GA: 'Georgia',
    GU: 'Guam',
    HI: 'Hawaii',
    IA: 'Iowa',
    ID: 'Idaho',
    IL: 'Illinois',
    IN: 'Indiana',
    KS: 'Kansas',
    KY: 'Kentucky',
    LA: 'Louisiana',
    MA: 'Massachusetts',
    MD: 'Maryland',
    ME: 'Maine',
    MI: 'Michigan',
    MN: 'Minnesota',
    MO: 'Missouri',
    MP: 'the Northern Mariana Islands',
    MS: 'Mississippi',
    MT: 'Montana',
    NC: 'North Carolina',
    ND: 'North Dakota',
    NE: 'Nebraska',
    NH: 'New Hampshire',
    NJ: 'New Jersey',
    NM: 'New Mexico',
    NV: 'Nevada',
    NY: 'New York',
    OH: 'Ohio',
    OK: 'Oklahoma',
    OL: 'the Territory of Orleans',
    OR: 'Oregon',
    PA: 'Pennsylvania',
    PI: 'the Philippine Islands',
    PR: 'Puerto Rico',
    RI: 'Rhode Island',
    SC: 'South Carolina',
    SD: 'South Dakota',
    TN: 'Tennessee',
    TX: 'Texas',
    UT: 'Utah',
    VA: 'Virginia',
    VI: 'the United States Virgin Islands',
    VT: 'Vermont',
    WA: 'Washington',
    WI: 'Wisconsin',
    WV: 'West Virginia',
    WY: 'Wyoming',
  }),
);

const territories: ReadonlySet<string> = new Set(['AS', 'DC', 'DK', 'GU', 'MP', 'OL', 'VI']);
const commonwealths: ReadonlySet<string> = new Set(['PI', 'PR']);

/** Returns the name of a state as it stands in a sentence, or the code itself if it is unknown. */
export const stateName = (code: string): string => states.get(code) ?? code;

/** Returns the title of a member of the House of Representatives. Members from territories are not Representatives. */
export function houseTitle(code: string): string {
  if (commonwealths.has(code)) return 'Resident Commissioner';
  return territories.has(code) ? 'Delegate' : 'Representative';
}
