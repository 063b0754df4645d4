/** The words for writers who are not named, by language. */
const wordsByLanguage = {
  English: `
    staff writer writers reporter reporters agency agencies wire wires service services newsroom news desk team
    our own the a an and of by with from for foreign correspondent correspondents editor editors editorial
    editorials board web online digital sports sport city business political politics culture special senior
    guest author authors admin administrator webmaster root anonymous unknown user contributor contributors
    columnist columnists report reports data national local world international science features feature opinion
    video photo press release post site default moderator system test null undefined none n/a na about us various
    material copy house in-house production content producer publisher journalist freelance freelancer stringer
    newspaper newsdesk partner sponsored paid advertorial advertisement contributed submitted letter letters to
    readers reader others more
  `,
  Turkish: `
    haber haberler merkezi servisi editörü editör muhabirimiz muhabiri dış ajanslar ajans
  `,
  'Arabic, Hebrew': `
    وكالات الوكالات تحرير التحرير هيئة فريق مراسل مراسلنا خاص מערכת סוכנויות כתבי
  `,
  German: `
    redaktion redaktionell red die der das und von unser unsere unserer unserem unseren korrespondent
    korrespondentin korrespondenten agentur agenturen mit eigener bericht mitarbeiter mitarbeitern autor autorin
    autoren gastautor gastbeitrag nachrichten sportredaktion pressemitteilung anonym unbekannt newsteam
    reporterin agenturmaterial agenturmeldungen agenturberichte
  `,
  French: `
    la le les l rédaction redaction de des du et avec agence agences service sports web notre nos correspondant
    correspondante envoyé envoyée spécial spéciale par journaliste journalistes auteur anonyme équipe numérique
    politique économie internationale communiqué collectif
  `,
  'Spanish, Portuguese, Italian': `
    redacción redaccion agencia agencias deportes y con nuestro nuestra nuestros corresponsal corresponsales
    enviado especial el los las del digital anónimo equipo redactores economía política internacional nacional
    mesa por redação redacao agência agências da do com e o os as esportes desporto equipe equipa reportagem
    nossa nosso anônimo redazione agenzia agenzie di della dalla dal nostra nostro inviato inviata corrispondente
    cura sportiva politica cronaca anonimo il i gli
  `,
  Dutch: `
    redactie van door onze een onzer verslaggevers verslaggever verslaggeefster correspondenten redacteur
    redacteuren en met persbureau persbureaus sportredactie buitenlandredactie anoniem ons
  `,
  'Norwegian, Danish, Swedish, Finnish': `
    redaksjonen redaksjon redaktionen av af og och byrå byråer byråene bureau bureauer med vår vårt våre sporten
    skribent gjest toimitus toimituksen urheilutoimitus nettredaksjonen webbredaktionen nyhetsbyrå anonym
  `,
  'Polish, Czech, Russian, Ukrainian, Greek': `
    redakcja redakce agencje i oraz z od redakcyjny zespół opracowanie oprac własna inf pap.pl redakcji sportowa
    редакция редакции редакція редакції от від из наш наша корреспондент корреспонденты кореспондент собственный
    агентства и та і новости новини отдел спорта служба админ аноним σύνταξη συντακτική ομάδα η ο το της του από
    και ανταποκριτής ανταποκρίτρια μας συνεργάτης πρακτορεία
  `,
};

/** Words that name nobody. A text of only such words is not the name of a person. */
export const anonymous: ReadonlySet<string> = new Set(
  Object.values(wordsByLanguage).flatMap((words) => words.trim().split(/\s+/)),
);

/** Words whose presence at the start or end of a text says that it is a department, whatever the other words are. */
export const department =
  /^(?:redacci[óo]n|redaccion|r[ée]daction|redazione|reda[çc][ãa]o|redactie|redaktion|ressort|redakcja|redakce|toimitus|מערכת|هيئة|تحرير|service des|service)(?=\s|$)|(?:^|[\s-])\p{L}*(?:newsroom|redaktion|redaktionen|redaksjonen|redactie|newsdesk)$|\s(?:desk|team|newsroom|editorial board|staff writers?|staff reporters?|web desk)$/iu;

/** Words of the set that are also parts of names: `Le Van Do`. A text of only such words is not a department. */
export const smallWords: ReadonlySet<string> = new Set(
  (
    'our own the a an and of by with from for to us about more red die der das und von mit unser la le les l de des du ' +
    'et avec par y con el los las del por da do com e o os as di della dalla dal il i gli van door een en met av af og ' +
    'och med z od oraz и та і η ο το της του από και na test'
  ).split(' '),
);
