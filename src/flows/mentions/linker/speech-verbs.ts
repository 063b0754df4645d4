import { fold } from './fold.js';
import { speech } from './words.js';

const split = (list: string): string[] => list.trim().split(/\s+/).map(fold);

/** Returns verbs in the past tense for men and for women. */
const withFeminine = (list: string, ending: string): string[] =>
  split(list).flatMap((verb) => [verb, `${verb}${ending}`]);

/** Returns verbs with and without the conjunction that is written together with them. */
const withPrefix = (list: string, prefix: string): string[] =>
  split(list).flatMap((verb) => [verb, `${prefix}${verb}`]);

/** English verbs of speech. Their subject stands before them, except right after a quotation. */
export const englishVerbs: ReadonlySet<string> = new Set(
  split(`said says say told tells added adds asked asks wrote writes tweeted tweets declared declares announced announces
    argued argues insisted insists warned warns explained explains replied replies answered responded responds noted notes
    stated states stressed stresses claimed claims acknowledged acknowledges admitted admits recalled recalls promised
    vowed quipped joked shouted called continued concluded testified remarked observed urged urges posted complained agreed
    asserted boasted cautioned commented confessed confirmed contended countered cried emphasised emphasized exclaimed
    interjected jokes lamented maintained murmured mused muttered observes opined predicted quips reiterated retorted
    screamed shouts snapped suggested texted whispered yelled`),
);

/**
 * Verbs that attribute words to a speaker, folded. There are more of them than of the verbs that show that a name is a
 * person's, because a quotation beside the verb excludes most other meanings.
 */
const verbs: ReadonlySet<string> = new Set([
  ...speech,
  ...englishVerbs,
  ...split(`behauptete bekräftigte berichtete ergänzte erwiderte erzählte flüsterte fragte konterte kritisierte mahnte
    murmelte rief scherzte schrieb unterstrich versprach sagten betont erklärt fragt meint schreibt räumte gestand verriet schwärmte schimpfte
    klagte bilanzierte urteilte witzelte antwortet erzählt fordert kritisiert lobt mahnt scherzt versichert warnt`),
  ...split(`avoue avoué confie confié conclut dénonce dénoncé dixit écrit glisse indique indiqué insiste insisté lancé martèle martelé
    poursuit poursuivi précise précisé raconte raconté reconnaît regrette regretté répliqué répond rétorque rétorqué
    souligné déclaré affirmé expliqué ajouté assuré estimé admet annonce annoncé commente commenté détaille
    détaillé ironise jugé prévenu prévient promet rappelle rappelé témoigne témoigné sécrie sexclame sinquiète sinterroge
    sindigne`),
  ...split(`aclaró admitió advierte advirtió afirma agregó añade apuntó asegura comentó concluyó confesó contestó declara
    destacó exclamó explica expresó indicó insistió lamentó manifestó matizó precisó preguntó puntualizó reconoció
    dicho afirmado declarado señalado añadido explicado asegurado respondido indicado comentado advertido insistido subrayado
    recordado recordó reiteró replicó anunció apostilló apunta aseveró bromeó comenta concluye defendió detalló lamenta opina opinó
    recalca recalcó reconoce relata relató sostiene respondió responde señala sostuvo subrayó zanjó
    acrescentou comentou admitiu anunciou lembrou reconheceu contou declarou destacou diz escreveu explicou garantiu respondeu ressaltou`),
  ...split(`afferma aggiunge commentato dichiara osserva replicato ribadito ricordato risponde risposto rispose scritto
    sottolinea sottolineato spiega ammesso ammette annuncia annunciato avverte commenta confessa confessato racconta raccontato
    ribadisce`),
  ...split('aldus antwoordde benadrukte schreef stelde verklaarde vertelde voegde vroeg'),
  ...split(`berättar berättade förklarade framhåller konstaterar menar sa skrev svarade svarar tillade uppger uttalade
    forklarte fortalte fortæller forteller mener opplyste siger sagde skriver svarede svarer svarte tilføjer tilføjede
    udtaler udtalte understreker uttaler uttalte`),
  ...split(
    'kertoo korosti lisäsi sanovat toteaa vastasi vastaa huomautti arvioi huudahti kommentoi kysyi muistutti myönsi myöntää selitti',
  ),
  ...split(`ifadelerini ifadesini yanıtını cevabını karşılığını bildirdi cevapladı diyor kaydetti sordu söylüyor vurguladı yanıtladı yazdı anlattı hatırlattı savundu uyardı
    açıklayan belirten diyen ekleyen kaydeden söyleyen vurgulayan`),
  ...withFeminine(
    `dodał komentował mówił napisał ocenił odparł odpowiedział ogłosił podkreślił podsumował poinformował powiedział
    przekazał przekonywał przyznał skomentował stwierdził tłumaczył wskazał wyjaśnił zadeklarował zapewnił zapowiedział
    zapytał zauważył zaznaczył dodal konstatoval napsal odpověděl podotkl prohlásil řekl sdělil upozornil uvedl vysvětlil oznámil poznamenal přiznal připustil slíbil tvrdil
    varoval zdůraznil`,
    'a',
  ),
  ...split(`uważa twierdzi pyta zapewnia przekonuje dodaje komentuje ocenia opowiada podkreśla przyznaje tłumaczy wspomina wyjaśnia zaznacza
    zauważa dodává míní vysvětluje říká tvrdí`),
  ...withFeminine(
    `возразил воскликнул говорил добавил заявил заметил напомнил написал объяснил ответил отметил повторил подчеркнул
    пообещал пояснил предупредил прокомментировал вспомнил парировал подытожил предположил признал пошутил рассказал сказал сообщил спросил указал уточнил`,
    'а',
  ),
  ...split(`отмечает заявляет объясняет пишет считает утверждает вспоминает добавляет обещает отвечает полагает поясняет признаёт рассказывает уверен
    уверена признался призналась пожаловался пожаловалась согласился согласилась поделился поделилась`),
  ...split(`додав додала заявив заявила зазначив зазначила наголосив наголосила написав написала пояснив пояснила відповів
    відповіла підкреслив підкреслила повідомив повідомила сказав сказала каже визнав визнала вважає запитав запитала розповів розповіла уточнив уточнила`),
  ...split(`ανέφερε απάντησε διευκρίνισε εξήγησε επισήμανε έγραψε λέει ρώτησε σημείωσε υπογράμμισε υποστήριξε αναφέρει ανακοίνωσε δηλώνει εξηγεί παραδέχθηκε παραδέχτηκε
    προειδοποίησε προσθέτει σχολίασε τονίζει υποστηρίζει υποσχέθηκε`),
  ...withPrefix(
    `قال قالت يقول تقول أضاف أضافت صرح صرحت أكد أكدت أعلن أعلنت ذكر ذكرت أوضح أوضحت أشار أشارت شدد شددت رد ردت تابع تابعت
    كتب كتبت اعتبر اعتبرت أجاب أجابت يجيب تجيب سأل سألت تساءل تساءلت علق علقت`,
    'و',
  ),
  ...withPrefix(
    `אמר אמרה אומר אומרת הוסיף הוסיפה הצהיר הצהירה השיב השיבה ענה ענתה טען הדגיש הדגישה ציין ציינה כתב כתבה מסר מסרה
    הסביר הסבירה שאל הבהיר הבהירה הגיב הגיבה`,
    'ו',
  ),
]);

/** Verbs that mean something else in other languages if their letters have diacritics: the Polish `są`. */
const withoutDiacritics: ReadonlySet<string> = new Set(['sa']);

/**
 * Returns whether a word is a verb of speech.
 *
 * @param key the folded word
 * @param surface the word as printed
 */
export const isSpeechVerb = (key: string, surface: string): boolean =>
  verbs.has(key) && (!withoutDiacritics.has(key) || surface.toLowerCase() === key);

/** Verbs that follow a quotation whose speaker is named before it: `Erdoğan, “…” dedi.` */
export const finalVerbs: ReadonlySet<string> = new Set(
  split(
    'dedi diyor söyledi konuştu ekledi belirtti kaydetti ifadelerini ifadesini yanıtını cevabını karşılığını yanıtladı vurguladı sordu yazdı',
  ),
);

/** Words for an answer that are verbs of speech only before a form of `vermek`: `yanıtını verdi`. */
export const nounsOfReplies: ReadonlySet<string> = new Set(split('yanıtını cevabını karşılığını'));

/** Words that are printed together with the word after them: `ifadelerini kullandı`. */
export const firstWordsOfVerbs: ReadonlySet<string> = new Set([...split('ifadelerini ifadesini'), ...nounsOfReplies]);

/** Verbs that follow the speech of a paragraph with a dash after no more than a comma, as in Swedish and French. */
export const verbsAfterComma: ReadonlySet<string> = new Set(
  split(`säger sade sa sier siger sagde svarar svarade svarer svarte svarede menar mener berättar forteller fortæller
    konstaterar tillade uppger förklarade forklarte uttalte udtaler sanoo sanoi kertoo toteaa totesi dit répond explique
    ajoute assure lance raconte`),
);

/** Words that name a speaker right after a quotation in languages other than English: `„…“, so Merkel`. */
export const speakerWords: ReadonlySet<string> = new Set(['so', 'aldus']);

/** Verbs with the person to whom somebody speaks: the name after them is not the speaker's. */
export const verbsWithListener: ReadonlySet<string> = new Set(['told', 'tell', 'tells']);

/** Words before a verb in the passive voice. */
export const passives: ReadonlySet<string> = new Set(
  split(`was were is are be been being got gets wurde wurden wird werden worden été est fut sont fue fueron sido foi stato
    stata viene venne werd werden wordt blev bliver ble blir został została zostali`),
);

/** Words that may stand between a name and its verb. */
export const beforeVerb: ReadonlySet<string> = new Set(
  split(`has had have also then later and but so thus as again once himself herself
    a ha hat hatte avait aurait había heeft har się`),
);

/** Prepositions with which a name belongs to the noun before it: `the spokesman for Merkel`. */
export const prepositions: ReadonlySet<string> = new Set(
  split(`of for to about by from with against near behind beside like
    für von vom zu über mit gegen bei bis de du des d pour à contre avec chez para por con sobre di del della dell da per
    van voor aan met och av til från för om dla od do przy przeciw wobec для от к с о у против около`),
);

/** Pronouns that are the subject of the verb after or before them. */
export const subjects: ReadonlySet<string> = new Set(
  split(
    'he she they i we it who er sie wir ich il elle on ils nous je él ella lui lei hij zij han hon hun on ona он она они',
  ),
);

/** Conjunctions that join two verbs of one subject. */
export const conjunctions: ReadonlySet<string> = new Set(split('and und et y e i и та και och og en ja ve'));

/** Verbs whose subject reacts to what somebody else has said: `“It is over.” Ann agreed.` */
export const reactions: ReadonlySet<string> = new Set(
  split(`agreed replied replies answered responded responds retorted countered complained contended
    antwortete antwortet entgegnete erwiderte konterte kritisierte kritisiert lobte lobt forderte fordert mahnte mahnt warnte warnt
    répliqué replique répond répondu rétorque commente commenté dénonce dénoncé regrette regretté
    respondió responde contestó replicó lamentó lamenta defendió respondeu comentou risposto rispose risponde replicato
    antwoordde svarade svarar svarede svarer svarte vastasi vastaa kommentoi yanıtladı cevapladı odpowiedział odpowiedziała
    odparł odparła skomentował skomentowała komentuje odpověděl odpověděla ответил ответила отвечает возразил возразила
    парировал парировала прокомментировал прокомментировала согласился согласилась відповів відповіла απάντησε σχολίασε
    رد ردت`),
);
