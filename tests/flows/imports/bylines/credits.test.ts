import t, { type Test } from 'tap';
import { parseByline } from '../../../../src/flows/imports/bylines/index.js';

/** A byline, the people with their titles in brackets, and the parts that name nobody. */
type Example = [byline: string, people: string[], unnamedParts?: string[]];

function check(t: Test, examples: readonly Example[]): void {
  for (const [byline, people, unnamedParts = []] of examples)
    for (const isName of [false, true]) {
      const found = parseByline(byline, { isName });
      const printed = found.people.map(({ name, title }) => (title === null ? name : `${name} (${title})`));
      t.strictSame([printed, found.unnamedParts], [people, unnamedParts], `${byline} (${isName})`);
    }
}

t.test('reads the credits behind a slash', async (t) => {
  check(t, [
    ['Text: Anja Heydt / Fotos: Jens Thiele', ['Anja Heydt', 'Jens Thiele (Fotos)']],
    ['Text: Anja Heydt/Foto: Jens Thiele', ['Anja Heydt', 'Jens Thiele (Foto)']],
    ['Fotos: Jens Thiele / Text: Anja Heydt', ['Jens Thiele (Fotos)', 'Anja Heydt']],
    ['Texte : Luc Morand / Photos : Jean Roy', ['Luc Morand', 'Jean Roy (Photos)']],
    ['Texte : Luc Morand / Vidéo : Jean Roy', ['Luc Morand', 'Jean Roy (Vidéo)']],
    ['Texto: Ana Gil / Fotos: Leo Ruiz', ['Ana Gil', 'Leo Ruiz (Fotos)']],
    ['By Ann Porter / Photos by John Roe', ['Ann Porter', 'John Roe (Photos by)']],
    ['By Ann Porter / Video by John Roe', ['Ann Porter', 'John Roe (Video by)']],
    ['By Ann Porter / Edited by John Roe', ['Ann Porter', 'John Roe (Edited by)']],
    ['Text/Foto: Anna Lee', ['Anna Lee']],
    ['Foto: dpa / Jana Müller', ['Jana Müller (Foto)']],
  ]);
});

t.test('reads the position before a name as the title', async (t) => {
  check(t, [
    ['Enviado especial: Tomás Rey', ['Tomás Rey (Enviado especial)']],
    ['Envoyé spécial : Luc Morand', ['Luc Morand (Envoyé spécial)']],
    ['Korrespondentin: Jana Müller', ['Jana Müller (Korrespondentin)']],
    ['Correspondent: Ann Porter and John Roe', ['Ann Porter (Correspondent)', 'John Roe (Correspondent)']],
    ['red. Ewa Kos', ['Ewa Kos']],
    ['Reviewed by Dan Ho', ['Dan Ho (Reviewed by)']],
    ['Fact-checked by Dan Ho', ['Dan Ho (Fact-checked by)']],
    ['政治部記者・田中次郎', ['田中次郎 (政治部記者)']],
    ['編集委員 田中次郎', ['田中次郎 (編集委員)']],
  ]);
});

t.test('reports writers without names, and names nobody after them', async (t) => {
  check(t, [
    ['By Dan Ho and 3 others', ['Dan Ho'], ['3 others']],
    ['By Dan Ho and two others', ['Dan Ho'], ['two others']],
    ['Dan Ho et 3 autres', ['Dan Ho'], ['3 autres']],
    ['Dan Ho und zwei weitere', ['Dan Ho'], ['zwei weitere']],
    ['Tribune. Collectif', [], ['Collectif']],
    ['Фото автора', [], ['Фото автора']],
    ['Вера Зимина / Фото автора', ['Вера Зимина'], ['Фото автора']],
  ]);
});
