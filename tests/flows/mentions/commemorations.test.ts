import t from 'tap';
import { check, named, person } from './marked-text.js';

t.test('finds no person in the name of a finding, a case in court or a town', async (t) => {
  check(t, named('Akira Tomonaga', 'Claire Parrish', 'Rosalind Achterberg', 'Emilio Cienfuegos'), [
    '[Akira Tomonaga] died. The Tomonaga balance is used in the Tomonaga laboratory. [Tomonaga] tested it.',
    '[Claire Parrish] won. The case is Parrish v. Echo Newspapers. [Parrish] was glad.',
    '[Rosalind Achterberg] came. The Achterberg test will be used. The [Achterberg] of old was strict.',
    '[Emilio Cienfuegos] came. In Cienfuegos, Cuba, it rained. In [Cienfuegos], they trust.',
  ]);
  check(t, named('Emilio Cienfuegos'), ['[Emilio Cienfuegos] llegó ayer. En Cienfuegos, Cuba, nació su madre.'], 'es');
  check(t, named('Johannes Kraft'), ['[Johannes Kraft] kam. Das Urteil tritt in Kraft. [Kraft] schwieg.'], 'de');
});

t.test('finds no person in a surname with a particle after the given name of somebody else', async (t) => {
  check(
    t,
    [person({ name: 'Omar el-Sayed', givenName: 'Omar', familyName: 'el-Sayed' })],
    ['[Omar el-Sayed] wept. [El-Sayed] is 19. Amina el-Sayed, his mother, thanked the court. [El-Sayed] went home.'],
  );
});

t.test('finds no person in the name of a hotel, a club, a province or a ship in other languages', async (t) => {
  check(
    t,
    named('Feride Aydın', 'Hakan Ilgaz', 'Selin Ateş'),
    [
      '[Feride Aydın] geldi. Aydın ilinde köprü kapalı. [Aydın] sustu.',
      'Hakan Ilgaz Kulübü yas ilan etti. [Hakan Ilgaz] öldü.',
      'Gemi, Selin Ateş adını taşıyor. [Selin Ateş] sevindi.',
    ],
    'tr',
  );
  check(
    t,
    named('Mateusz Borowski', 'Bożena Wilczek'),
    [
      'Wspomina [Mateusz Borowski]. Schronisko Borowskiego stoi do dziś. [Borowski] wyszedł.',
      'Hotel Wilczek kupi ktoś inny. [Bożena Wilczek] odchodzi.',
    ],
    'pl',
  );
  check(t, named('بشير كرم'), ['توفي [بشير كرم] أمس. وكان معروفا بكرم الضيافة. ونعته جمعية بشير كرم للتسلق.'], 'ar');
  check(t, named('Вера Королева'), ['[Вера Королева] пришла. Королева в пьесе молчит. [Королева] сказала это.'], 'ru');
});
