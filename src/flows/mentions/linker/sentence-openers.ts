const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/**
 * Words that begin a sentence before a surname and are no given names, in German, Dutch, Scandinavian and Romance
 * languages: prepositions, conjunctions, adverbs, pronouns and verbs. Folded.
 */
export const sentenceOpeners = words(`
  aber alle allein als also am an auch auf aus ausgerechnet ausser bei beide bereits bevor beim bis bisher da dabei dadurch dafur dagegen daher damals damit danach dank dann darauf darum das dass
  dazu dem den denn dennoch der deren des deshalb dessen desto dezember die dies diese dieser dieses diesmal doch dort drei durch eben ein eine einen einer eines einst endlich entweder er erst es
  etwa euro falls fast fur ganz gar gegen gegenuber gemass genau genauso gerade gestern gewiss gleich gut halb hat hatte hatten heute hier hinter ich ihm ihn ihr ihre im immer immerhin in indem indes infolge
  inzwischen ist ja je jeder jedoch jene jetzt kann kaum kein keine klar konnte kunftig lange langst laut lediglich leider links man mancher mehr mein meist mit mitten morgen muss musste nach
  nachdem naturlich neben nein nicht nichts nie niemand noch nun nur ob oben obwohl oder offenbar offiziell oft ohne plotzlich rechts rund sagt sah samt schliesslich schon sehr sei seine seit seitdem selbst
  selten sicher sie sieht so sobald sofort sogar solange soll sollte somit sondern sonst sowie sowohl spater sprach statt stets stimmt trotz trotzdem ubrigens um und unser unter viel viele vielleicht vier
  voll vom von vor vorher vorn wahrend wann war waren warum was weder wegen weil weiss weiter welche wenig wenn wer werden wie wieder will wir wird wo wobei wohl wollte wurde zu zuerst zuletzt zum
  zumal zumindest zur zusammen zuvor zwar zwei zwischen zwolf kommt geht macht halt bleibt gibt ging kam liess lasst steht stand tritt trifft traf weshalb wieso wofur womit woran wovon zudem aufgrund angesichts
  apres avant avec chez comme contre dans depuis des devant donc dont elle en entre est et etait eux face hier hors ici il ils jamais jusque la le les leur lorsque mais malgre meme moins ni non
  nous on ou oui outre par parce parmi pas pendant peut plus pour pourquoi pourtant pres puis puisque quand quant que quel quelle qui quoi rien sans sauf selon ses seul seule si sinon sous suite sur surtout
  tandis tant tel telle toujours tous tout toute toutefois tres trop un une vers via voici voila vous ainsi alors apparemment assez aucun aucune aujourdhui aupres aussi autant autour aux bientot bref ce
  cela celui certes ces cet cette chaque ci combien ensuite enfin hormis ladite vive adieu merci exit cher chere pauvre
  a ademas ahora al algo alguien ambos ante antes apenas aquel aquella aqui asi aun aunque ayer bajo bien cada casi como con cual cuando cuanto de del desde despues donde dos durante el ella ellos entonces
  era eran es esa ese eso esta este esto fue ha habia hace hacia han hasta hay hoy incluso ir jamas junto las lo los luego mas mediante mejor mientras mucho muy nada nadie ningun ni no nosotros nuestra nuestro nunca
  o otra otro para pero poco por porque primero pues quien quiere quizas salvo se segun sera si sin sino sobre solamente solo son su sus tal tambien tampoco tanto tras tres tu una uno unos usted va viene y ya yo
  abbiamo adesso ai alcuni alla alle allora altri anche ancora appena attraverso basta ben bene casomai certo che chi ci cio cioe circa col coi come con contro cosi cui da dai dal dalla dalle davanti degli dei
  del dell della delle dello dentro dietro dopo dove due dunque e ecco egli entrambi eppure era erano essa esse etc ex fino forse fra fu fuori gia giu gli grazie ha hanno il in infatti infine inoltre insieme
  intanto invece io lei li loro lui lungo ma mai meglio meno mentre mi mica molti molto ne neanche negli nei nel nella nelle nemmeno neppure nessuno niente noi nonostante nulla oggi ogni oltre ora oramai ormai
  ovviamente peccato pero persino perche perfino piu poi poiche presso prima proprio pure qua quale quali qualcuno quando quanto quasi quei quel quella quelle quello questa queste questi questo qui quindi
  rispetto sara se secondo sembra sempre senza si sia siamo solo soltanto sono sopra sopratutto sotto stamattina stasera stesso su sua sue sugli sui sul sulla suo suoi tra tranne troppo tutta tutte tutti tutto
  un una uno verso vicino vuole ieri
  acima agora ainda alem algum ali antes ao aos apesar apos aquele as ate atras cada com conforme contudo da das de depois desde do dos ela ele eles em embora enquanto entao entre era essa esse esta este eu
  foi ha hoje isso isto ja la logo mais mas melhor mesmo muito na nada nao nas nem nenhum ninguem no nos nunca onde ontem os ou outra outro para pela pelo perante pois porem porque primeiro quando quanto quase que
  quem se segundo sem sempre sera seu seus sim so sob sobre somente sua tambem tanto tao tem todo todos tudo um uma voce
  aan achter al alleen als alsof altijd beide bij binnen blijkbaar boven buiten daar daarna daarom daarvoor dan dat de deze die dit doch doen door dus echter een eens eerst eerder elk en enkel er evenals geen
  gisteren had hadden heeft hem het hier hij hoe hoewel in indien intussen inmiddels is ja jij juist kan kon later liever maar mag met mijn misschien moest moet morgen na naar naast nadat namens natuurlijk nee net
  niemand niet niets nog nooit nu of ofwel om omdat onder ondanks ook oorspronkelijk op over pas per precies samen sinds slechts soms steeds straks tegen tegenover terwijl tevens tijdens toch toen tot totdat tussen
  uit uiteraard van vandaag vanuit vanwege vast vele via volgens voor vooral voordat vroeger waar waarom waarna wanneer want waren was wat weer wel welke werd wie wij wil wilde wordt zal zeker zelf zelfs zij zo
  zoals zodat zodra zonder zou koninklijke
  aldrig alla allt alltid an att aven av bade bara bakom bland bort bredvid da dar darfor de den denna deras dessa dessutom det detta dock du efter eftersom ej eller en endast enligt ens ett flera for fore forst
  forsta fran ganska genom han hade har hans har helt hon hos hur i ibland idag igar imorgon in infor ingen inget inklusive inom innan inte ja jag kan knappast kommer kring kunde lange lik likt liksom mellan men
  med medan mest mot naturligtvis nar nara ned nej ni nog nu nya nyligen och ocksa ofta om oavsett over pa per plotsligt precis redan runt sa samma samt samtidigt sedan senare sen sin ska sjalv som snart som
  soker tidigare till tills trots tva tyvarr under ungefar upp ur utan utanfor utom vad var varfor varken varje vem vi via vid vill ville visst ytterligare alltsa annars
  af aldri alle allerede ogsa blandt bag da derfor derimod det efter eller endnu ens er et etter fordi for fra gennem gjennom ham havde har hendes her hos hva hvad hvem hver hverken hvis hvor hvordan hvorfor ifolge ifolgje
  igen ikke imens imod ingen inden indtil iseer jeg kun lige med meget mellem mellom mens men mod nar naesten nei nej noen nogle nok na og om omkring over pa saerlig saerligt samme selv siden skal skulle slik som snart stadig
  stadigvaek straks svaert under uden uten ut ved vil ville vi var vaere foran
  acum ani apoi asa atunci ca cand care catre ce cu cum daca dar deci despre desi din dintre dupa fara iar in inainte insa intre la lui mai nici nu pana pe pentru peste potrivit prin sau spre sub totusi un unde
  habla gana pierde responde dice pide sigue sabe anuncia defiende niega cree llega sale vuelve propone promete
  parla vince perde risponde chiede arriva torna resta spiega attacca difende insiste annuncia rilancia fala diz ganha perde parle reste arrive gagne perd vient veut
  blir far gar tar ger star kommer vinner svarar gaat komt neemt doet ziet staat krijgt verliest wint
`);

/** Nouns for what people are, which stand before surnames without an article in these languages. Folded. */
export const barePositions = words(`
  anwalt anwaltin bruder chef enkel freund gast gegner gouverneur held herzog kaiser kanzler kapitan kollege kollegin kollegen konig lektor mutter nachbar onkel opa oma papst pastor pater pfarrer pilot politiker prasident
  prinz regisseur richter rivale schwester sohn star sturmer tante tochter torwart vater vizekanzler zeuge zeugin autor fan biograf dekan diakon dirigent graf baron furst ritter major oberst hauptmann leutnant
  regierung kabinett fraktion lager familie ehepaar bruder geschwister fall projekt team affare prozess hotel firma gruppe haus hof schloss linie marke fahrer partei verlag kanzlei praxis bundnis duell ara nein ja danke
  avocat auteur camarade capitaine cardinal citoyen citoyenne collegue colonel comte duc duchesse docteur empereur famille frere general juge maire maitre ministre monseigneur oncle pape pere premiere premier president presidente prince princesse
  procureur professeur reine roi sainte saint senateur soeur tante depute affaire proces gouvernement loi plan reforme rapport clan team groupe maison chateau hotel place rue
  abogado alcalde alcaldesa alferez capitan cardenal comisario companero compadre conde coronel doctor doctora don dona diputado diputada entrenador fiscal general gobernador hermano hermanos juez jueza maestro ministra ministro monsenor obispo padre papa presidenta presidente princesa principe profesor
  profesora rector reina rey san santa santo secretario senador senadora senor senora senorita sor sres tia tio viva adios caso gobierno ley familia casa bodegas bodega grupo hotel plan
  allenatore ambasciatore arcivescovo avvocato capitano cardinale cavaliere commissario compagno contessa conte deputato direttore dottor dottore dottoressa famiglia fratello generale giudice governo ingegner ingegnere madre maestra maestro ministra monsignore mister
  nonno nonna onorevole padre papa premier presidente principe principessa procuratore professor professore professoressa re regina rettore sindaca sindaco sorella suora vescovo zia zio don donna casa legge decreto caso gruppo duello signor signora signore
  deputada deputado doutor doutora governador governadora governo juiz juiza padre prefeita prefeito presidente primeiro professora senador senadora senhor senhora vereador vereadora treinador tecnico ministro ministra dona
  advocaat agent broer burgemeester coach collega commissaris dokter dominee dochter fractieleider fractievoorzitter generaal gouverneur graaf hoogleraar informateur kabinet kapitein keizer koning koningin kroonprins meester mevrouw meneer minister
  moeder ministerpresident officier oom opa oma partijleider pater politicus premier president prins prinses rechter regisseur rector schrijver schrijfster staatssecretaris schipper tante trainer trainster tolk vader vicepremier voorzitter wethouder zoon zus zuster zanger heer
  bror broder doktor drottning fader farbror finansminister fru forfattare generalsekreterare herr justitieminister kapten kollega konung kung lakare larare landshovding moster partiledare prins prinsessan professor rektor regissor
  statsminister statsministern statsradet syster talman tranare utrikesminister forsvarsminister faster direktor domare aklagare advokat far mor son dotter
  borgmester dronning formand forfatter justisminister kong konge kongen leder lege lektor laerer minister partileder redaktor rektor statsrad stortingsrepresentant trener traener udenrigsminister utenriksminister ordforer advokat dommer
`);
