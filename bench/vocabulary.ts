const starts =
  'Ash Bram Carn Dun Ember Fal Glen Hart Inver Kel Lang Marn Nor Oak Pem Quill Raven Stan Thorn Ulver Ver Wex Yar Zel Bly Cor Elm Hollow Stow Wind';
const ends =
  'bridge bury by combe dale field ford ham haven ley mouth port stead ton wick worth minster moor gate holm';

/** 600 invented places. A search for a proper name matches few articles. */
export const places = starts.split(' ').flatMap((start) => ends.split(' ').map((end) => start + end));

export const topics =
  'economy budget taxes inflation housing transport railways aviation shipping energy climate floods drought farming fisheries forests wildlife health hospitals medicine vaccines schools universities science space astronomy technology privacy telecoms banking markets trade tariffs industry unions strikes pensions migration borders justice courts police prisons elections parliament government diplomacy defence football tennis cycling athletics rowing cricket theatre cinema music books painting museums architecture food travel religion obituaries'.split(
    ' ',
  );

export const givenNames =
  'Ada Alan Amara Anders Anna Bashir Beatriz Boris Carla Chen Clara Daniel Diana Elif Emil Erik Esther Farid Fatima Felix Fiona Georg Grace Hana Hugo Ines Ivan Jana Jonas Julia Kai Karim Keiko Lars Leila Linus Lucia Magnus Maria Marta Mei Mikhail Nadia Noah Olga Omar Otto Paula Petra Priya Rafael Rosa Samuel Sofia Stefan Tariq Thea Viktor Wanda Yusuf'.split(
    ' ',
  );
export const familyNames =
  'Abbott Adeyemi Akhtar Almeida Andersen Arnold Baker Barros Bauer Becker Bergman Bianchi Brandt Brennan Castro Chandra Cooper Costa Dahl Davies Demir Dubois Eriksen Farrell Faure Fischer Fontaine Garcia Gupta Haddad Hansen Hartmann Hayashi Hoffmann Hughes Ibrahim Ito Jansen Jensen Kaya Keller Khan Kim Klein Kovac Kowalski Lambert Larsen Laurent Lehmann Lindqvist Lopez Maier Marino Martin Mensah Meyer Moreau Moretti Nakamura Nielsen Novak Nowak Okafor Olsen Ortega Owens Park Patel Pereira Petrov Pham Popescu Quinn Ramos Reyes Ricci Romero Rossi Roux Sato Schmid Schneider Silva Singh Sokolov Suzuki Svensson Tanaka Thomas Torres Varga Vasquez Virtanen Wagner Weber Winkler Wright Yilmaz Zhang Zimmer'.split(
    ' ',
  );
export const offices = [
  'Minister of Finance',
  'Mayor',
  'Chief Economist',
  'Professor of Law',
  'Head Coach',
  'Conductor',
  'Reporter',
  'Correspondent',
  'Member of Parliament',
  'Director',
  'Spokeswoman',
  'Chief Constable',
  'Trade Union Secretary',
  'Novelist',
];

/** The paths of the sections, one per line, with slashes between the steps. */
export const sectionPaths =
  'world world/europe world/europe/brussels world/europe/balkans world/asia world/asia/south-asia world/asia/east-asia world/africa world/americas world/americas/latin-america world/middle-east politics politics/parliament politics/elections politics/regions politics/regions/north politics/regions/south business business/markets business/markets/commodities business/companies business/companies/energy business/work science science/climate science/health science/space culture culture/books culture/books/poetry culture/film culture/music culture/theatre sport sport/football sport/football/league sport/tennis sport/cycling opinion life'.split(
    ' ',
  );
