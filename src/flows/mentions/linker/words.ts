const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Words of titles before a name, folded. */
export const titleWords =
  words(`president vicepresident chancellor premier minister secretary undersecretary senator sen sens rep reps representative
  congressman congresswoman governor gov mayor judge justice general gen lieutenant lt colonel col captain capt sergeant sgt admiral adm
  major maj commander cmdr king queen prince princess pope sir lord lady madam daw dame baroness baron duke duchess sultan emir sheikh ayatollah
  bishop archbishop cardinal rabbi imam reverend rev mr mrs ms miss mx dr doctor professor prof speaker leader chairman chairwoman
  chairperson chair director ambassador amb commissioner spokesman spokeswoman spokesperson candidate nominee sheriff chief adviser advisor counsel
  counselor attorney whip envoy administrator treasurer comptroller deputy councilman councilwoman councillor alderman assemblyman
  assemblywoman delegate dictator taoiseach officer inspector detective constable superintendent coach manager referee singer actor actress author
  novelist economist historian prosecutor solicitor bundeskanzler bundeskanzlerin prasident prasidentin minister ministerin herr frau monsieur madame señor
  senor senora mme m pres hon supt det executive ceo nurse trooper umpire`);

/** Titles that do not name an office. */
export const courtesies = words(
  'messrs madam daw mr mrs ms miss mx dr doctor professor prof sir lady dame lord herr frau monsieur madame senor senora mme m hon',
);

/** Titles in the plural, with the title of each person. */
export const pluralTitles: ReadonlyMap<string, string> = new Map(
  Object.entries({
    senators: 'senator',
    sens: 'senator',
    representatives: 'representative',
    reps: 'representative',
    congressmen: 'representative',
    presidents: 'president',
    governors: 'governor',
    govs: 'governor',
    ministers: 'minister',
    justices: 'justice',
    chancellors: 'chancellor',
    secretaries: 'secretary',
    generals: 'general',
    gens: 'general',
    messrs: 'mr',
  }),
);

/** Common titles of people who are seldom in the directory. A person without the title is not meant. */
export const plainTitles = words(
  'officer detective inspector constable sergeant patrolman trooper coach referee umpire nurse captain',
);

/** Courtesy titles of men and of women. */
export const forMen = words('mr sir lord herr monsieur messrs');
export const forWomen = words('mrs ms miss lady dame madam daw frau madame mme senora');

/** Words that modify a title word: `Prime Minister`, `Secretary of State`, `Senate Majority Leader`. */
export const titleModifiers =
  words(`prime vice deputy foreign finance defense defence interior justice majority minority senate house supreme
  acting former exgovernor state attorney national security chief press lieutenant major brigadier rear first second home health education labor labour
  treasury energy trade agriculture transportation housing veterans homeland white opposition party federal crown opposition chief special executive police
  staff general assistant managing`);

/** Titles with another word for the same office, and that word. */
export const titleSynonyms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    sen: 'senator',
    sens: 'senator',
    rep: 'representative',
    reps: 'representative',
    congressman: 'representative',
    congresswoman: 'representative',
    gov: 'governor',
    gen: 'general',
    lt: 'lieutenant',
    col: 'colonel',
    capt: 'captain',
    sgt: 'sergeant',
    adm: 'admiral',
    maj: 'major',
    rev: 'reverend',
    amb: 'ambassador',
    pres: 'president',
    premier: 'prime minister',
    bundeskanzlerin: 'chancellor',
    bundeskanzler: 'chancellor',
  }),
);

/** Words that make the name right before them a place or thing. */
export const things =
  words(`tower towers street avenue boulevard road lane drive square plaza park bridge airport station university college school
  academy institute library museum theater theatre center centre hospital clinic hotel house hall building stadium arena field hill prize award
  medal foundation organization organisation fund company corporation corp inc group bank brothers ltd llc co county city town village island islands
  lake mountain river bay beach valley hills heights canyon cape monument memorial cemetery cathedral church dam highway freeway parkway expressway tunnel
  terminal base fort camp act amendment doctrine report index effect syndrome disease law rule golf resort resorts casino international intercontinental
  national presidential elementary middle high taj steaks vodka university health medical laboratory laboratories motors industries sons garden gardens
  family administration-building gallery forest reserve ranch place court courthouse tournament cup trophy lecture scholarship fellowship chair
  telescope space airlines air shuttle boutique productions pictures records store stores mall holiday day week turnpike tollway elementary services irish
  towns mills associates holdings systems technologies consulting marine brewery breweries method principle theorem`);

/** Words after the names of airports and stations, which are often called by the name alone. */
export const stops = words('airport international intercontinental national station');

/** Findings in small letters that are named after people: `the Penrose tiling`. */
export const eponyms = words('tiling theorem paradox equation conjecture constant syndrome algorithm');

/** Words in lower case that make the surname before them a family or thing. */
export const lowerThings: ReadonlySet<string> = new Set([
  ...words(
    'brothers sisters siblings twins family families clan dynasty household homestead amendment library airport museum stadium pause holiday',
  ),
  ...eponyms,
]);

/** Words that make the name after them a ship, storm, star, law or other thing. */
export const namedThings = words(
  'uss hms rms ss planet hurricane typhoon storm asteroid crater loi operation mount mt fort lake cape port named namens',
);

/** Kinds of places that a name follows after `of`, as in "the town of Price". */
export const settlements = words('town village city county hamlet borough island municipality suburb');

/** States and their abbreviations, as they follow the name of a town. */
export const states = words(
  `alabama ala alaska arizona ariz arkansas ark california calif colorado colo connecticut conn delaware del florida fla georgia ga hawaii idaho
  illinois ill indiana ind iowa kansas kan kentucky ky louisiana la maine maryland md massachusetts mass michigan mich minnesota minn mississippi miss
  missouri mo montana mont nebraska neb nevada nev ohio oklahoma okla oregon ore pennsylvania pa tennessee tenn texas tex utah vermont vt
  virginia va washington wash wisconsin wis wyoming wyo ontario quebec alberta england scotland wales`,
);

export const months = words('january february march april may june july august september october november december');
export const weekdays = words('monday tuesday wednesday thursday friday saturday sunday');

/** Words that stand before months and hardly ever before people. */
export const beforeMonth = words('in since until till last next early late mid this during every each');

/** Words that are not given names, although they are capitalised at the start of a sentence. */
export const functionWords =
  words(`a about above according across after again against all along already also although among an and another any are around as at
  away back because been before behind below beneath beside besides between beyond both but by can could despite did do does down during each either
  else even ever every everyone except few finally first following for from further had has have he her here hers him his how however i if in indeed
  inside instead into is it its just last later least less like long many may maybe me meanwhile mere might more moreover most much must my near
  neither never next no nobody none nor not nothing now of off often on once one only onto or other others our out outside over own perhaps
  please quite rather recently said says second several shall she should since so some somebody someone something sometimes soon still such than
  that the their them then there therefore these they this those though three through throughout thus to today together told tomorrow too toward
  towards two under unless unlike until up upon us very was we well were what when whenever where whether which while who whom whose why will with
  within without would yes yesterday yet you your did asked added although amid nor per via versus vs`);

/** Nationalities, parties and places that may stand before a surname and are not given names. */
export const descriptors =
  words(`american british german french russian chinese japanese korean canadian mexican italian spanish israeli palestinian iranian iraqi syrian
  turkish indian pakistani australian ukrainian polish dutch swedish norwegian danish finnish greek egyptian saudi european african asian irish
  scottish welsh english brazilian argentine venezuelan cuban afghan belgian austrian swiss hungarian czech
  republican republicans democrat democrats democratic conservative labour liberal tory socialist independent green
  senate house congress white pentagon kremlin washington berlin london paris moscow beijing brussels germany france britain russia china
  america europe iowa texas ohio florida california arizona kentucky vermont wisconsin michigan virginia georgia nevada
  catholic christian muslim jewish nobel olympic`);

/** Ordinary words that are also surnames. At the start of a sentence their capital letter does not indicate a name. */
export const everyday =
  words(`may will mark brown young price long rice bush page black white green king cook baker power powers hope rose grace guy law best
  sessions case strange moon day short small rich wise strong sharp love wood woods stone hill field fields ford hunt fox wolf bird park parks banks
  bishop major sherman pence pope knight marshall chance christian early frank grant ross rush ryan chase march april june august summer winter gates
  church snow frost bell ball bond cash cotton crow cross dean fisher flood fine friend glass gold golden good hall hand head holder house judge lamb lake light
  little lord love lucky lynch mann miller mills moody moss noble north olive paul perry pitt poe pound quick rains read reed rivers roads sales
  salmon savage shields silver sky south spring stark steel street swift tester thorne thune trump underwood son kurz waters weeks west wright`);

/** Verbs of speech, folded. */
export const speech =
  words(`said says say told tells added adds asked asks wrote writes tweeted tweets declared declares announced announces argued argues
  insisted insists warned warns explained explains replied replies answered responded responds noted notes stated states stressed stresses
  claimed claims acknowledged acknowledges admitted admits recalled recalls promised vowed quipped joked shouted called continued concluded
  testified remarked observed urged urges posted complained wrote agreed
  sagte sagt erklarte betonte entgegnete meinte antwortete warnte forderte lobte fugte versicherte kundigte
  dit declare affirme repondu explique ajoute assure estime replique lance promis murmure souligne plaide
  dijo dice afirmo declaro senalo anadio explico aseguro detto dichiarato affermato spiegato aggiunto disse afirmou zei zegt sade sager sier
  powiedzial powiedziala oswiadczyl oswiadczyla dodal dodala mowi mowil mowila stwierdzil stwierdzila zapowiedzial rekl rekla uvedl uvedla
  prohlasil prohlasila dodala sanoi sanoo kertoi totesi dedi soyledi belirtti acikladi ekledi konustu
  сказал сказала заявил заявила отметил отметила добавил добавила подчеркнул подчеркнула объяснил объяснила говорит сообщил сообщила заключил
  заключила ответил ответила сказав сказала заявив заявила
  قال قالت وقال وقالت اضاف اضافت واضاف واضافت صرح صرحت وصرح اكد اكدت واكد واكدت اعلن اعلنت ειπε δηλωσε τονισε προσθεσε אמר אמרה הוסיף הוסיפה הצהיר`);

/** Words that may follow a person's name at the start of a sentence. */
export const afterName =
  words(`said says told was is has had will would did does could can may might should who whose also and then later met called wrote asked
  added never now often once still already again himself herself went came took made gave won lost left became began did ran led held wants wanted
  plans planned did not signed spoke grew knew spent sat stood drove put kept let ate drank bought brought built caught chose fell felt found gave
  heard hit laid lay meant paid rang read rose sang sent set shook shot shut slept sold sought swore swam threw thought understood wore wrote won does must could
  lives lived works worked leads runs teaches taught lent fought drew rode fled fed dealt dug stole struck tore woke owns plays writes stays calls says thinks knows looks seems needs gets goes comes takes makes has is was looked nodded smiled laughed visited declined refused agreed argued insisted warned`);

/** Prepositions that stand before places. */
export const beforePlaces = words('in to from near at outside around of leaving left reached');

/** Particles that belong to the family name after them. */
export const particles = words(
  'al el d l de del della dell dalla der den di du da do dos das la le van von zu zum zur ter ten op af av y bin bint ibn abu abd ben bar st san mac mc t фон дер ван ден де ди ла ле дель φον ντερ βαν ντεν ντε ντι فون دير فان دي بن ابن بنت ابو ابي عبد ال בן בר',
);
/** Particles that are joined to a name by a hyphen. */
export const joinedParticles = words('al el ad as ash an ar az at bin');
export const suffixes = words('jr sr ii iii iv');

/** Given names that are common in the news. A surname after one of them belongs to that full name. */
export const givenNames =
  words(`aaron abdul adam adrian ahmed alan albert alex alexander alexandra alexei alfred ali alice alicia allan allen amanda amy ana andre andrea andreas andrew
  andy angela angelina anita ann anna anne annie anthony antonio arnold arthur ashley barack barbara barry ben benjamin bernard bernie beth betty beverly
  bill billy bob bobby boris brad bradley brandon brenda brett brian bruce bryan caitlin carl carla carlos carol caroline carolyn carrie catherine cathy charles charlie
  charlotte cheryl chris christian christina christine christoph christopher chuck cindy claire clara claudia clint colin connie craig crystal cynthia dale dan daniel danielle
  danny dave david dawn deborah debra denise dennis derek diana diane dick dmitry don donald donna doris dorothy doug douglas duncan dwight dylan earl ed
  eddie edgar edith edward edwin eileen elaine eleanor elena elisabeth elizabeth ellen emily emma emmanuel eric erica erik ernest ethan eugene eva evelyn felix fernando
  florence frances francis francisco francois frank franklin fred frederick gabriel gail gary gavin gene geoffrey george gerald gerard gerhard gina gladys gloria gordon grace
  graham greg gregory gunther guy hannah hans harold harriet harry harvey heather hector heidi heinrich helen helmut henry herbert hillary holly howard hugh hugo ian igor
  ivan ivana ivanka jack jackie jacob jacqueline jacques jake james jamie jan jane janet janice jared jason javier jay jean jeff jeffrey jennifer jenny jeremy jerome
  jerry jesse jessica jill jim jimmy joan joanna joe joel johann john johnny jon jonathan jordan jorge jose josef joseph joshua joyce juan judith judy julia julian julie
  june justin karen karl kate katherine kathleen kathryn kathy katie keith kelly ken kenneth kevin kim kimberly kirk klaus kurt kyle larry laura lauren laurence lawrence lea leah
  lee len leo leon leonard leonardo leslie lewis liam lillian linda lisa lloyd lois lori louis louise lucas lucy luis luke lynn madeleine marc marcel marco marcus margaret maria
  marie marilyn mario marion mark marsha martha martin marvin mary matt matthew maureen maurice max megan melania melissa michael michel michelle miguel mike mikhail mitch
  mohamed mohammed molly monica muhammad nadia nancy naomi natalie nathan neil nelson nicholas nick nicolas nicole nigel nikki nina noah norma norman olaf oleg olga oliver olivia
  omar oscar otto owen pablo pamela pat patricia patrick paul paula pauline pedro peggy penny peter phil philip philippe phillip phyllis pierre rachel ralph ramon randy raul ray
  raymond rebecca regina rex ricardo richard rick robert roberta roberto robin rod rodney roger roland ron ronald rosa rose ross roy russell ruth ryan sally sam samantha samuel sandra
  sara sarah sarita scott sean sebastian sergei seth shane shannon sharon shawn sheila sheryl shirley simon sofia sophie stacy stan stanley stefan stella stephanie stephen steve
  steven stuart sue susan suzanne sylvia tamara tammy tara ted teresa terry thelma theodore theresa thomas tiffany tim timothy tina todd tom tommy toni tony tracy travis trevor
  tyler ursula valerie vanessa vernon veronica vicki victor victoria vincent virginia vivian vladimir walter wanda warren wayne wendy werner wesley wilhelm william willie wolfgang
  yvonne zachary carly rand eva jens mette viktor pavel tomas lars sven ingrid astrid bjorn yuri natalia svetlana hiroshi kenji yuki wei mei li ming min ho jin
  melinda edmund cedric clifford clarence cyril desmond dominic elliot gareth gilbert godfrey hubert humphrey jasper julian lionel malcolm neville percy quentin
  reginald rory rufus sidney toby wallace wilfred winston usha barron tucker rupert kanye elon mehmet recep hassan hussein fatima aisha layla noor raj priya arun sanjay`);

/** Given names of women: some of those above and a few more. Names of both sexes are in the next list. */
const ofWomen =
  words(`alice alicia allison amanda amy ana angela angelina anita ann anna anne annie barbara beth betty beverly brenda carla carol caroline carolyn
  carrie catherine cathy charlotte cheryl christina christine cindy claire clara claudia connie crystal cynthia danielle dawn deborah debra denise diana diane donna
  doris dorothy edith eileen elaine eleanor elena elisabeth elizabeth ellen emily emma erica eva evelyn florence frances gabrielle gabby gail gina gladys gloria grace hannah
  harriet heather heidi helen hillary holly ivana ivanka jacqueline jane janet janice jennifer jenny jessica jill joanna joyce judith judy julia julie karen kate
  katherine kathleen kathryn kathy katie kimberly laura lauren leah lillian linda lisa lois lori louise lucy lynn madeleine margaret maria marie marilyn marion marsha
  martha mary maureen megan meghan megyn melania melinda melissa michelle molly monica nadia nancy naomi natalie nicole nikki nina norma olga olivia pamela patricia
  paula peggy penny phyllis rachel rebecca regina roberta rosa rose rosie ruth sally samantha sandra sara sarah sarita sharon sheila sheryl shirley sofia sophie stella stephanie
  sue susan suzanne sylvia tamara tammy tara teresa thelma theresa tiffany tina toni ursula usha valerie vanessa veronica victoria virginia vivian wanda wendy yvonne eva
  mette ingrid astrid natalia svetlana yuki fatima aisha layla priya june april joy may augusta agatha beatrice bridget cecilia daphne dolores edna estelle esther felicity fiona flora georgia geraldine gertrude gwen imogen
  irene iris isabel josephine katharine lorna lydia mabel mildred miriam muriel nora phoebe rosemary sybil vera viola winifred zoe chelsea columba barbara brigitte marine annegret serena venus condoleezza elaine kirsten tulsi kamala alexandria`);
const ofEither = words(
  'alex andrea ashley carlisle casey chris dana jackie jan jean jo jordan kelly kim lee leslie max morgan noor pat ray robin ryan sam sandy shannon stacy taylor terry tracy wei li ming min ho jin mei kirk dale kerry',
);

/** Returns the sex that a given name indicates, or undefined. */
export function sexOf(givenName: string): 'man' | 'woman' | undefined {
  if (ofEither.has(givenName)) return undefined;
  if (ofWomen.has(givenName)) return 'woman';
  return givenNames.has(givenName) ? 'man' : undefined;
}

/** Nouns that mean the company of which a sentence speaks, and those that do so only for well-known companies. */
export const makers =
  words(`automaker carmaker truckmaker planemaker drugmaker chipmaker phonemaker manufacturer retailer airline brewer
  autobauer autohersteller hersteller constructeur fabricante costruttore`);
export const companyNouns = words('company firm maker group brand corporation konzern entreprise empresa');
