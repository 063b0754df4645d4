import type { Token } from './tokens.js';

const words = (list: string): string[] => list.trim().split(/\s+/);

/** Words before a name that make it the name of a place or thing, folded, by language. */
const before: ReadonlySet<string> = new Set(
  words(`
    rue avenue boulevard quai hotel schronisko schroniska schronisku pensjonat pensjonatu instytut instytutu
    ship vessel frigate submarine icebreaker steamship motorship airport navire paquebot fregate sousmarin briseglace portehelicopteres troismats
    buque barco fragata portaaviones submarino portaerei fregata biblioteca bibliotheque bibliothek auditorio colegio liceo escuela scuola ospedale
    estacion estacao aeroporto rua hospicio puente puerto flugzeugtrager fregatte kreuzfahrtschiff frachter bibliotek biblioteka biblioteki библиотека библиотеки lycee college aeroport porteavions stade hopital fondation prix pont gare ecole collection loi
    ley legge lex wet motie ustawa zakon decreto
    destroyer cruiser warship battleship freighter trawler tanker ferry corvette minesweeper lifeboat tugboat steamer schooner
    schiff dampfer fahre zerstorer kreuzer raddampfer croiseur petrolier voilier cargo petrolero crucero destructor carguero velero transbordador
    cacciatorpediniere petroliera traghetto incrociatore veerboot fregat vliegdekschip fartyget farjan hangarfartyget faergen fergen navio
    statek statku okret okretu niszczyciel lotniskowiec prom promu крейсер крейсера авианосец авианосца танкер танкера паром парома судно эсминец подлодка
    flughafen hauptstadtflughafen platz stiftung kaserne schule gymnasium preis asteroid raumschiff
    calle avenida aeropuerto estadio universidad fundacion premio plaza paseo instituto
    via piazza aeroporto stadio universita fondazione viale corso ponte
    ulica ulicy ulice ul lotnisko lotniska lotnisku plac placu aleja alei imienia rondo rondzie uniwersytet uniwersytetu
    fundacja fundacji szkola szkoly pociag pociagu letiste letisti namesti nabrezi univerzita univerzity most mostu mosteir
    улица улицы улице улицу ул площадь площади пл парк парка парке имени им аэропорт аэропорта аэропорту проспект проспекта проспекте
    пр университет университета музеи музея музее ледокол теплоход корабль город города городе станция станции переулок мост моста
    завод завода заводе фабрика фабрики фирма фирмы компания компании банк банка группа отель кафе фірма компанія група
    вулиця вулиці площа площі імені бульвар бульвара бульваре набережная набережнои школа
    οδοσ οδου οδο πλατεια πλατειασ αεροδρομιο αεροδρομιου λεωφοροσ λεωφορου ιδρυμα ιδρυματοσ πανεπιστημιο γηπεδο
    شارع مطار جامعه مستشفي مدرسه ميدان ساحه جسر مؤسسه موسسه شركه ملعب مسجد قاعه مكتبه معهد متحف كليه جائزه حي مدينه برج سد مجموعه بنك ميناء جمعيه رابطه نادي مسرح مخيم طريق
    רחוב שדרות שד כיכר בית אוניברסיטת קרן מוזיאון פרס גשר מכללת שכונת אצטדיון היכל ברחוב בכיכר בשדרות
  `),
);

/** Words before `carrier` that make it a ship. */
const carriers: ReadonlySet<string> = new Set(['aircraft', 'the', 'supercarrier', 'navy', 'class', 'nuclear']);

/** Those of these words that mean towns, after which a full name is that of a person: `мэр города`. */
export const towns: ReadonlySet<string> = new Set(['город', 'города', 'городе']);

/** Further such words that are ordinary words in English. */
const beforeElsewhere: ReadonlySet<string> = new Set(
  words(
    'nave schip bateau im grupo gruppo groupe gruppe firma empresa societa societe azienda ditta place square parc centre maison musee universite institut hospital museo museum universidad ecole campus espace salle parque park',
  ),
);

/** Words between one of those words and the name: `place du Général`, `Flughafen Berlin Brandenburg`. */
const between: ReadonlySet<string> = new Set(words('de du des der berlin brandenburg general president'));

/** The last words of compounds of a German thing: `Hauptstadtflughafen`, `Kreuzfahrtschiff`. */
const compoundEnds = words('flughafen stiftung strasse platz preis schule schiff klinik kaserne');
const minCompound = 8;

const isCompound = (key: string) =>
  key.length >= minCompound && compoundEnds.some((end) => key.length >= end.length + 3 && key.endsWith(end));

/** Matches Arabic and Hebrew prefixes before one of those words: بمطار, الجامعة. */
const prefix = /^(?:[وفبلك]{0,2}(?:ال)?|[ובלהמ]{1,2})/u;

/** Returns whether a word before a name, or the word before that, makes it the name of a place or thing. */
export function isThingBefore(key: string, earlier: string | undefined, isEnglish: boolean): boolean {
  if (!isEnglish && beforeElsewhere.has(key)) return true;
  // "От имени" means on behalf of a person.
  if (key === 'имени' && earlier === 'от') return false;
  if (before.has(key) || isCompound(key)) return true;
  // "The aircraft carrier Abraham Lincoln", but not "the letter carrier Ann Porter"
  if (key === 'carrier' && carriers.has(earlier ?? '')) return true;
  if (key.charCodeAt(0) > 0x580 && key.charCodeAt(0) < 0x700 && before.has(key.replace(prefix, ''))) return true;
  return earlier !== undefined && between.has(key) && (before.has(earlier) || isCompound(earlier));
}

/** Words after a name that make it the name of a place or thing, folded, also if they begin with a small letter. */
const thingsAfter: ReadonlySet<string> = new Set(
  words(`strasse platz stiftung flughafen gymnasium caddesi havalimani havaalani kulubu dernegi lisesi okulu hastanesi muzesi parki mahallesi koyu ilcesi ilcesinde ilcesine ili ilinde iline ilinden holding daglari dagi baraji kupasi universitesi stadi stadyumu koprusu bulvari sokagi vakfi
    meydani lentoasema katu sali saatio telescope teleskop observatory probe spacecraft laboratory institut
    doro dargento dor dargent ulice ulici ulica ulicu namesti namestie nabrezi nadrazi nemocnice nemocnici univerzita univerzite
    univerzity utca utcai`),
);

/** Matches letters that Turkish has, and the languages in which `ili` means "or" have not. */
const turkishLetters = /[ığşİĞŞ]/u;

/** How many characters around a word are searched for these letters. */
const nearby = 100;

/**
 * Returns whether a word after a name makes it the name of a place or thing. Some of these words look like words of
 * another language: the Finnish `sali` (hall) like the Turkish `salı` (Tuesday) and the Spanish `salí` (I left), the
 * Turkish `ili` (province) like the Croatian `ili` (or), and `Holding` like the English verb.
 */
export function isThingAfter(text: string, { key, start, end, isCapitalised }: Token, isEnglish: boolean): boolean {
  if (!thingsAfter.has(key)) return false;
  if (key === 'sali') return text.slice(start, end).toLowerCase() === key;
  if (key === 'ili') return turkishLetters.test(text.slice(Math.max(0, start - nearby), end + nearby));
  return key !== 'holding' || isCapitalised || !isEnglish;
}

/** Returns whether a word is that of a thing, without its ending: `Üniversitesi` in `Üniversitesi'nden`. */
export const isThingStem = (key: string): boolean => thingsAfter.has(key);
