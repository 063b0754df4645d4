import t, { type Test } from 'tap';
import { parseByline } from '../../../../src/flows/imports/bylines/index.js';

/** A byline and what it says, as people with their titles in brackets, organisations and the place. */
type Example = [byline: string, people: string[], organisations?: string[], place?: string];

function check(t: Test, examples: readonly Example[]): void {
  for (const [byline, people, organisations = [], place = null] of examples) {
    const found = parseByline(byline);
    const printed = found.people.map(({ name, title }) => (title === null ? name : `${name} (${title})`));
    t.strictSame([printed, found.organisations, found.place], [people, organisations, place], byline);
  }
}

t.test('finds people behind a form of address with an article', async (t) => {
  check(t, [
    ['By the Rev. John Roe', ['John Roe (Rev.)']],
    ['By the Right Rev. John Roe', ['John Roe (Right Rev.)']],
    ['By the Hon. Ann Lee', ['Ann Lee (Hon.)']],
    ['By Prof. Ann Lee and the Rev. John Roe', ['Ann Lee (Prof.)', 'John Roe (Rev.)']],
  ]);
});

t.test('tells a person from the organisation behind the name', async (t) => {
  check(t, [
    ['By Ann Porter of the Associated Press', ['Ann Porter'], ['Associated Press']],
    ['By Ann Porter of The Guardian', ['Ann Porter'], ['The Guardian']],
    ['By Ann Porter of the University of Oslo', ['Ann Porter'], ['University of Oslo']],
    ['By Ann Porter from the Harbour Light', ['Ann Porter'], ['Harbour Light']],
    ['Jane Doe The Times', ['Jane Doe'], ['The Times']],
    ['By Ann Porter and the Associated Press', ['Ann Porter'], ['Associated Press']],
  ]);
});

t.test('finds each person of a list with organisations', async (t) => {
  check(t, [
    [
      'By Ann Porter, University of Oslo and John Roe, University of Bergen',
      ['Ann Porter', 'John Roe'],
      ['University of Oslo', 'University of Bergen'],
    ],
    [
      'Por Ana Gil, Universidad de Oslo y Leo Ruiz, Universidad de Bergen',
      ['Ana Gil', 'Leo Ruiz'],
      ['Universidad de Oslo', 'Universidad de Bergen'],
    ],
    [
      'By Ann Porter, Department of Health and Human Services',
      ['Ann Porter'],
      ['Department of Health and Human Services'],
    ],
    [
      'By Ann Porter, Institute of Science and International Security',
      ['Ann Porter'],
      ['Institute of Science and International Security'],
    ],
  ]);
});

t.test('keeps the position of a special envoy and the credit of a translator as titles', async (t) => {
  check(t, [
    ['Enviado especial Jose Gil', ['Jose Gil (Enviado especial)']],
    ['Enviada especial Ana Ruiz', ['Ana Ruiz (Enviada especial)']],
    ['Notre envoyé spécial à Rome Marc Lebrun', ['Marc Lebrun (envoyé spécial)'], [], 'Rome'],
    ['Translated from the French by Ann Porter', ['Ann Porter (Translated from the French by)']],
    [
      'Marc Lebrun. Translated from the French by Ann Porter',
      ['Marc Lebrun', 'Ann Porter (Translated from the French by)'],
    ],
    ['Aus dem Französischen von Anna Lee', ['Anna Lee (Aus dem Französischen von)']],
    ["Traduit de l'allemand par Marc Lebrun", ["Marc Lebrun (Traduit de l'allemand par)"]],
    ['Traducción del inglés de Ana Ruiz', ['Ana Ruiz (Traducción del inglés de)']],
  ]);
});
