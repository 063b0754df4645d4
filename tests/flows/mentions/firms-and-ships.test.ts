import t from 'tap';
import { alias, check, named, person } from './marked-text.js';

t.test('finds no person in the name of a firm that the words beside it show', async (t) => {
  const people = named('Gerald Ford', 'Louis Vuitton', 'Anna Fischer', 'James Webb');
  check(
    t,
    people,
    [
      '[Gerald Ford] was president. General Motors and Ford reported losses.',
      '[Gerald Ford] was president. Ford and GM cut jobs.',
      '[Gerald Ford] was president. Shares in Ford fell. Workers at Ford walked out.',
      '[Gerald Ford] was president.\n\nWorkers at Ford walked out. Ford said nothing.',
      '[Gerald Ford] was president. [Ford]’s wife came. Ford’s CEO left.',
      '[Gerald Ford] was president. At Ford, sales rose. Ford makes trucks. He drove a 1964 Ford.',
      '[James Webb] ran NASA. The telescope named after him is large. Webb orbits the sun.',
      '[Louis Vuitton] was born in Anchay. Louis Vuitton shares fell.',
    ],
    'en',
  );
  check(t, people, ['[Gerald Ford] war Präsident.\n\nDas Werk von Ford in Köln schließt. Ford baut Stellen ab.'], 'de');
  check(t, people, ['[Anna Fischer] sprach. Die Firma Fischer baut Häuser. Fischer baut auch Brücken.'], 'de');
});

t.test('finds a person whose surname is a brand where nothing shows that the firm is meant', async (t) => {
  check(
    t,
    named('Gerald Ford', 'Boris Johnson'),
    [
      '[Gerald Ford] was president. Carter and [Ford] debated. [Ford] made two speeches. [Ford] and Carter spoke.',
      '[Gerald Ford] was president. [Ford] reported to the House. People believed in [Ford]. They laughed at [Ford].',
      '[Boris Johnson] shares a house with his sister. The letter carrier [Boris Johnson] came.',
    ],
    'en',
  );
});

t.test('finds no person in the name of a ship', async (t) => {
  const people = [
    ...named('Gerald Ford', 'Abraham Lincoln', 'John F. Kennedy', 'Angela Merkel', 'Theresa May', 'Marie Curie'),
    person({ name: 'Vladimir Putin', aliases: [alias('Владимир Путин')] }),
  ];
  check(
    t,
    people,
    [
      'The carrier Gerald R. Ford left Norfolk. The aircraft carrier Abraham Lincoln sailed.',
      'The destroyer John F. Kennedy sailed. The tanker Angela Merkel sank. The ferry Theresa May did, too.',
    ],
    'en',
  );
  check(t, people, ['Das Schiff Marie Curie fuhr los. Der Tanker Angela Merkel sank.'], 'de');
  check(t, people, ['Le pétrolier Angela Merkel a coulé. Le ferry Marie Curie est parti.'], 'fr');
  check(t, people, ['El petrolero Angela Merkel se hundió.'], 'es');
  check(t, people, ['Авианосец «Владимир Путин» вышел в море. Танкер Владимир Путин затонул.'], 'ru');
});
