/** The languages in which the names of countries are known. */
const languages = 'en de fr es pt it nl sv nb da fi pl cs ru uk el tr ar he fa hu ro'.split(' ');

/** Places from which newspapers report and that are not the names of time zones or countries. */
const cities = (
  'Washington DC;Washington, DC;Washington D.C.;San Francisco;San Diego;Las Vegas;Boston;Philadelphia;Atlanta;Miami;Seattle;Houston;Dallas;Austin;' +
  'Birmingham;Manchester;Liverpool;Edinburgh;Glasgow;Cardiff;Belfast;Leeds;Geneva;Strasbourg;Lyon;Marseille;Munich;Hamburg;Frankfurt;Cologne;' +
  'Köln;München;Wien;Zürich;Genf;Brüssel;Rom;Mailand;Venedig;Prag;Warschau;Moskau;Kiew;Lissabon;Athen;Peking;Kairo;Jerusalem;Tel Aviv;Neu-Delhi;' +
  'Bruxelles;Rome;Londres;Moscou;Varsovie;Vienne;Genève;Athènes;Lisbonne;Le Caire;Pékin;Jérusalem;Beyrouth;Alger;Tunis;New Delhi;' +
  'Bruselas;Londres;París;Roma;Moscú;Pekín;La Habana;Ciudad de México;Bogotá;Lima;Ginebra;Estrasburgo;Barcelona;Sevilla;Valencia;Bilbao;La Haya;' +
  'Lisboa;São Paulo;Rio de Janeiro;Brasília;Porto;Salvador;Belo Horizonte;Porto Alegre;Nova York;Nova Iorque;Genebra;Bruxelas;' +
  'Parigi;Londra;Mosca;Berlino;Madrid;Milano;Napoli;Torino;Firenze;Venezia;Bologna;Ginevra;Atene;Varsavia;Pechino;Gerusalemme;Washington;New York;' +
  'Den Haag;Amsterdam;Rotterdam;Antwerpen;Brussel;Parijs;Londen;Berlijn;Moskou;København;Oslo;Bergen;Stockholm;Göteborg;Malmö;Helsinki;' +
  'Warszawa;Kraków;Praha;Moskwa;Berlin;Bruksela;Москва;Берлин;Берлина;Киев;Київ;Лондон;Париж;Брюссель;Вашингтон;Минск;Αθήνα;Βρυξέλλες;' +
  'Mumbai;Bengaluru;Lahore;Islamabad;Hong Kong;Beijing;Gaza City;West Bank;Khan Younis;Kharkiv;Kherson;Odesa;Lviv;Davos;The Hague;' +
  'Los Angeles;Santa Fe;St Petersburg;St. Petersburg;Rio;Cape Town;Addis Ababa;Abu Dhabi;Kuala Lumpur;Ho Chi Minh City;Phnom Penh;' +
  'Ankara;İzmir;Antalya;Diyarbakır;Adana;Bursa;Brno;Ostrava;Plzeň;Gdańsk;Poznań;Wrocław;Łódź;Katowice;Lublin;Szczecin;Debrecen;Szeged;' +
  'Cluj-Napoca;Timișoara;Iași;Zagreb;Beograd;Ljubljana;Sofija;София;Пловдив;Варна;Казань;Екатеринбург;Новосибирск;Санкт-Петербург;Самара;' +
  'Харків;Харьков;Одеса;Одесса;Львів;Дніпро;Варшава;Прага;Рим;Нью-Йорк;Пекин;Токио;Θεσσαλονίκη;Πάτρα;Ηράκλειο;Λευκωσία;Βερολίνο;Παρίσι;' +
  'Λονδίνο;Ρώμη;Ουάσινγκτον;القاهرة;الإسكندرية;بيروت;دمشق;حلب;بغداد;الرياض;جدة;دبي;أبوظبي;أبو ظبي;عمّان;القدس;القدس المحتلة;غزة;رام الله;' +
  'الجزائر;الرباط;الخرطوم;صنعاء;عدن;طرابلس;الدوحة;الكويت;المنامة;مسقط;لندن;باريس;واشنطن;نيويورك;موسكو;أنقرة;إسطنبول;طهران;برلين;روما;' +
  'مدريد;جنيف;بروكسل;كييف;תל אביב;ירושלים;חיפה;באר שבע;לונדון;פריז;וושינגטון;ניו יורק;ברלין;מוסקבה;تهران'
).split(';');

/** Papers write places with and without accents, also in capitals: `MÜNCHEN`, `MUNCHEN`, `İZMİR`, `IZMIR`. */
const normalise = (name: string): string =>
  name.replace(/\.$/, '').toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ı', 'i');

let cachedPlaces: { names: ReadonlySet<string>; countries: ReadonlySet<string> } | undefined;

/** Returns the names of countries, and with them the cities after which time zones are named, and other cities. */
function places(): { names: ReadonlySet<string>; countries: ReadonlySet<string> } {
  if (cachedPlaces !== undefined) return cachedPlaces;
  const names = new Set(cities.map(normalise));
  const countryNames = new Set<string>();
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const city = zone.split('/').at(-1) ?? '';
    names.add(normalise(city.replaceAll('_', ' ')));
  }
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((first) => letters.map((second) => `${first}${second}`));
  const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const countryCodes = codes.filter((code) => english.of(code) !== undefined);
  for (const language of languages) {
    const regionNames = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    for (const code of countryCodes) {
      const name = regionNames.of(code);
      if (name !== undefined) countryNames.add(normalise(name));
    }
  }
  cachedPlaces = { names: new Set([...names, ...countryNames]), countries: countryNames };
  return cachedPlaces;
}

/** Returns whether a text is the name of a known city or country. */
export const isKnownPlace = (name: string): boolean => places().names.has(normalise(name));

/** Returns whether a text is the name of a country in one of the languages. */
export const isCountry = (name: string): boolean => places().countries.has(normalise(name));

const particles = 'de|del|da|do|dos|la|le|les|of|upon|on|sur|am|an der|der|den|el|al|i';
const word = "\\p{Lu}[\\p{L}\\p{M}'’.-]*";
const placePattern = new RegExp(
  `^(?:(?:the|The|la|La|Le|El|Den|Las|Los) )?${word}(?: (?:(?:${particles}) )?${word}){0,3}$`,
  'u',
);

/** Returns whether a text may be the name of a place: up to four words that begin with capitals. */
export const maybePlace = (name: string): boolean => name.length <= 60 && placePattern.test(name);

/** Words before a place that have no other meaning between names. */
export const clearPreposition = /^(?:in|aus|في|à|em|from|at|zz\. in|zurzeit in|z\.zt\. in|из|σε|στην?|στον?|στο)$/i;

/** Words before a place that may also join two names or belong to one: `Kari i Oslo`, `Anna i Jan`. */
export const unclearPreposition = /^(?:i|en|da|w|в|au|aux|a|de|et|på)$/i;
