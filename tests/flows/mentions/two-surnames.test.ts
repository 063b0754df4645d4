import t from 'tap';
import { markMentions, person } from './marked-text.js';

t.test('finds people with two surnames by the first one, also if the directory does not divide the name', async (t) => {
  for (const [name, text] of [
    ['Gabriel Boric Font', '[Gabriel Boric] llegó ayer. [Boric] dijo que no habrá cambios.'],
    ['Mariano Rajoy Brey', '[Mariano Rajoy Brey] llegó ayer. [Rajoy] dijo que no habrá cambios.'],
    ['Claudia Sheinbaum Pardo', 'La presidenta [Claudia Sheinbaum] llegó ayer. El plan de [Sheinbaum] es otro.'],
    ['Luís Nogueira Lopes', '[Luís Nogueira] chegou ontem. [Nogueira] disse que não.'],
  ] as const)
    t.equal(markMentions([person({ name })], text), text, text);
  const divided = person({ name: 'Carmen Pardo Molina', givenName: 'Carmen', familyName: 'Pardo Molina' });
  const text = '[Carmen Pardo] llegó ayer. [Pardo] dijo que no.';
  t.equal(markMentions([divided], text), text, text);
});

t.test('takes neither a second given name nor a surname in -ez for the first of two surnames', async (t) => {
  for (const [name, text] of [
    ['Ana María Matute', '[Ana María Matute] llegó ayer. María dijo que no.'],
    ['Sarah Huckabee Sanders', '[Sarah Huckabee Sanders] came. Huckabee said no.'],
    ['Pedro Sánchez Castejón', '[Pedro Sánchez Castejón] llegó ayer. Sánchez dijo que no.'],
  ] as const)
    t.equal(markMentions([person({ name })], text), text, text);
});

t.test('does not take a coast or a mountain range for a person', async (t) => {
  const people = [person({ name: 'António Costa' }), person({ name: 'José Serra' })];
  for (const text of [
    '[António Costa] chegou ontem. A Costa do Marfim venceu.',
    '[António Costa] chegou ontem. Um incêndio na Costa da Caparica.',
    '[José Serra] chegou ontem. Nevou na Serra da Estrela.',
    '[António Costa] chegou ontem. [Costa] do PS falou.',
  ])
    t.equal(markMentions(people, text), text, text);
});
