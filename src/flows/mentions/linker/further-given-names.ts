/** Further given names of languages other than English, folded, by language. None is an ordinary word that begins sentences. */
export const furtherGivenNames: readonly string[] = `
  adelheid adrian albrecht alfons alois aloys anette angelika anita annalena annegret annelie anneliese annette anselm antje armin arne arno august axel balthasar benedikt benno bernhard
  berthold bettina bjarne burkhard carl carla christa christel christiane christof claus constanze cornelia dagmar detlef detlev diethelm dietmar dietrich eberhard eckart eckhard edeltraud
  edith edzard egbert ekkehard elfriede elisabeth emil emilia erhard erich erika ernst eugen evelyn fabian felix ferdinand franka franziska frauke frederik friedhelm friedrich gabi georg gerda
  gerhard gerlinde gero gertraud gertrud gesine gisela gitta gottfried gotthard gotz gregor gudrun gunda gunnar hannelore hannes hansjorg harald hartmut hedwig heidemarie heiko heiner heinrich
  hella helmut helmuth henning henriette heribert hermann hermine hildegard hubert hubertus ingeborg ingrid irmgard isolde jens joachim johann johannes jonas joschka judith jurg jutta karl
  karlheinz karoline kasimir katarina katharina kathrin kilian klaus klemens kristina laurin leonhard leonie leopold liesel linus lorenz lukas luise magnus malte marion maximilian mechthild
  meike melanie moritz nadine niklas norman olaf oskar otmar ottmar otto patrizia paul paula philipp pia raimund reinhold reiner richard rosemarie rosi rudolf rupert ruth sahra sascha
  sebastian siegbert sieglinde siegmar sigmar sigmund silvana sonja sophie stephan susann svenja thea theodor thilo thomas tobias torben traudl trude ursel ursula uschi ute verena veronika
  viktor volkmar walburga waltraud wenzel wieland wiebke wilfried wilhelm willi willy winfried wolfgang wolfram abdelkader alban albane alberic aline alix alphonse andree anatole anselme
  apolline armand armelle arthur astrid aubin auguste augustin aurelien aurore axelle baptiste barnabe basile baudouin benedicte benjamin berenger bertrand calixte capucine carole caroline
  cedric celestin charlene charles charline charlotte christelle christian christophe claude claudine clara clarisse clemence clementine cleo clotilde colette coralie corentin cyprien cyril
  cyrille danielle denise diane dimitri dorothee edgar edmond eleonore eliane elsa emeric emmanuelle emma enguerrand eric erwan estelle ethan etiennette eudes eugenie eva evariste eve evelyne
  faustine felicien felicite fernand flavie flavien florent florence francine francois francoise gaetan gaelle gael gaspard gaston gauthier gautier geoffroy georges georgette geraldine germain
  ghislain ghislaine gilberte gisele gregoire gwenael gwendoline gwenaelle helene huguette hyacinthe irenee jacky jacqueline jacquot jacques janine jany jean jeannette jeannine jehan jennifer
  jocelyn jocelyne jonathan josephine josette josiane juliane juliette justine karim katell kylian laetitia laure laurene laurence laurine leandre leo leonce lilian lilou lionel lise lisette
  loick loris louane louis louise lucette lucienne lucile lydie maelle maelys maeva magali mahaut malo marcelle margot marguerite marianne marie marielle marilyne marthe martial martine maryse
  mathis mathurin matthieu maud maxence maxime melissa melodie mickael micheline muriel mylene myriam nadege nais nathan ninon nolwenn oceane odette olympe ombeline oriane pauline perrine
  pervenche philibert philomene pierrette priscille quitterie rachida raoul raymonde regine renaud renee rodolphe rolande romane romuald rosalie roselyne roxane salome samia samuel sandrine
  sarah segolene severin severine sidonie sixtine solene stephane stephanie suzanne sybille tancrede tanguy tatiana thais theo theophile therese thibaud timothee tiphaine titouan tristan
  ursule valentine valerie violaine violette virgile vivien viviane wandrille yanis yannick yohann yolande yvan yvon zacharie zoe abel abelardo abril adela adelaida adolfo aitana aitor alexis
  almudena alvar amadeo amalia amparo anastasio andoni angelica anibal anselmo antonia araceli aranxa arantxa ariadna ariel armando asuncion aurelio azucena baltasar bartolome basilio benito
  bernabe bernardo berta blas borja braulio brenda candelaria carlota carmelo carolina casimiro catalina cayetana cayetano cecilia celia chabela clemente concepcion conchita cornelio
  cuauhtemoc damian david debora demetrio desiderio dionisio edgardo edmundo efrain eloisa eloy elvira emiliano encarnacion encarna epifanio ernestina estefania ester eugenia eugenio eulalia
  eusebio evaristo evo ezequiel fabiola faustino felicia fermin fidel florentino fortunato genaro gerardo german gertrudis gines gregorio griselda guadalupe gumersindo heriberto hermenegildo
  herminia hilario hipolito horacio hortensia humberto idoia igor iker ildefonso imanol inmaculada iolanda isaac isaias isidoro isidro iskra ismael itziar ivonne jacinta jacinto jaime jairo
  javiera jeronimo jesusa jimena joan joel jonatan jordi josep josefa josu juan julia juliana julian justino lautaro lazaro leandro leire leocadia leonor leopoldo leticia lidia lila lisandro
  lisbeth lorena lucas lucila lucrecia luciana macarena maite manolo marcelino marcelo marcial margarita mariela marina mario maribel maricarmen marisa marisol matias matilde mauro maximino
  melchor mercedes merche micaela mireia mirta moises nadia narciso natalia nayib nereida nestor nilda noelia noemi norberto octavio ofelia omar onesimo oriol osvaldo pascual patricio paulina
  paulino plutarco prudencio purificacion quique quim raimundo raquel rebeca regino reinaldo renata ricarda rigoberto roberto rodolfo rogelio romualdo roque rosalia rosalinda rosana rosaura
  roser ruben rufino samanta sandra saul saturnino segismundo serafin severino silvestre silvina sonia susana tamara tania telesforo teodoro teofilo ulises unai urbano vanesa venancio veronica
  vicenta virginia viviana wenceslao xabier xavi yago yaiza yamila yesenia yohana zacarias zoraida zulema abilio adalberto adelia ademir adriano afranio airton alceu alcides alexandre aloisio
  altair amancio amaro amauri americo anabela aquilino aristides arlindo arnaldo artur augusta augusto belchior benedita benedito benilde bernardino bruna camila candida carlito catarina
  celina celso cesario cidalia cleber cleide clovis damiao danilo delfim dilma dinis diogo dirceu edson edmilson edvaldo eliana elis eliseu emanuel ermelinda estevao eunice eurico evandro
  fabiana fausto fernao flavia floriano francisca franklim frederico gaspar geraldo germano getulio gilberto gilmar giovana glauber guilherme guiomar heitor helder helio henrique herculano
  hermes iara idalina inocencio iracema isaltina isaltino isaura itamar ivete ivone jacira jair janaina jandira jaqueline jarbas joaquim jorginho josue jucelino jucara juliano juscelino
  juvenal ladislau laercio laura leonardo leonel leonidas lia licinio ligia livia lourenco ludmila luisa luiza magda manoel marcal marcia marcio marco margarida marilia marilena marli
  maximiano moacir natercia nelio nilson nilton nuno odete odilia olavo olegario olivia onofre orlando osmar otavio otilia palmira pascoal plinio quirino rafaela raimunda renan ricardina
  rogerio romeu ronaldo rosangela rubens sabrina salete salvina sebastiao severo silas silverio simao stela suely telma teodora tereza toninho ulysses valdemar valdir valter vanda vania
  vicencia violante virgilio vitor vladimir waldir wanderley zeferino zelia zilda abbondio achille adalgisa adele adelina agata agnese agostino aimone alda alessio alfio alfonsina alice alida
  altiero alvise amedeo amelia amerigo amilcare amintore angelino annalisa annamaria annunziata antonino aristide arrigo assunta attilio azzurra baldassarre bartolomeo battista beniamino
  bettino biagio bianca bonifacio brigida brunella brunetto calogero camilla camillo carlotta carmela carmine carola catello cesare cettina cinzia cirillo ciriaco ciro claudia clelia
  clementina concetta corrado cosimo costantino costanza crocifissa damiano delia desiree dina dino diodato domenica doriana egidio elda eligio elio elisabetta eliseo emanuela enea enrica
  erica ermanno ermete ermes ermenegildo ernesta ezio fabrizia fausta ferdinando ferruccio filiberto filomena fiorella fiorello fiorenza flaminia flaminio fulvia fulvio gabriella gaspare
  gastone gavino genoveffa geremia geronimo gianfilippo gianfranco giancarlo gianclaudio giampaolo giampiero giandomenico gianmarco gianmaria giannantonio giannina gigliola ginevra gioacchino
  gioele giordano giosue giovannella girolamo gisella giuditta giuliana giuliano giuseppina giusi giusy giustino glauco goffredo graziano graziella greta gualtiero guglielmo iacopo ida ignazio
  ileana immacolata indro ippolito iride isabella ivana ivano jacopo katia lamberto lando lapo lara lavinia lea lelio leoluca letizia licia liliana lina lino livio loredana lorella lorenza
  loretta lucrezia lucilla lucio ludovica ludovico luigia maccio mafalda manfredi manlio mara marcella mariagrazia marialuisa marianna mariano mariapia mariella marino maristella martino
  marzia marzio massimiliano mattia maura milena mino miriam moana modesto monia morena moreno nando natale nazario nereo nerina nichi nicla nicoletta nicolo nilde nino nunzia nunzio oberdan
  oddo olindo oliviero ombretta onofrio orazio oreste orietta orsola ottavia ottaviano ottavio ottone palmiro pamela pantaleo paride pasqualina patrizio paolino piera pierangelo pierantonio
  piercamillo pierfrancesco pierferdinando pierluigi piermario pierpaolo piersanti piersilvio pippo procopio prospero quintino rachele raimondo raffaella raniero rebecca remo rinaldo rino
  romana romeo romilda romina romolo rosalba rosanna rosaria rosella rosetta rosina rosita rossana rossella ruggero ruggiero sabatino samuele santina saverio savino sebastiano serafina
  serafino sigismondo silvano silvestro tarcisio terenzio tilde tino tito titti tiziana tiziano tonino tullia tullio ubaldo ugolino ulisse umberta valentino valerio vanessa vannino vanna
  verdiana virna wilma xenia yara zaccaria zita adinda adriaan aleid annelies annemarie annemieke antoon ariane arie arnold arnoud aukje beatrix bente bernadet bert betje boudewijn bouke
  brecht chris claartje coby corine corrie cornelis coosje corne daphne derk diederik dieuwke dorien douwe duco edwin eefje eelco eelke elco elske emiel eveline evert fenna fokke frans
  frederique froukje fred freek friso gerben gerdi geertje gerlof giel gijsbert godelieve govert grada greet greetje haico harrie harry heleen hennie henny herman hetty hidde huib ilja jacco
  jacob jacobine janneke jannie jantje jarno jasper jeanine jelmer jetta jetske jochem joke jolande jos josine joyce kathleen khadija kim klaartje laurens leen leontien liesbeth lieke lieve
  lilianne lodewijk loes lubbert luuk machteld margriet marc mariette marijn marjan marjolein marjolijn marlies matthijs maurits mechtild melle menno merel michiel mieke miep minke mohamed
  nanda neeltje nelleke nelly nico nicolien nienke nina onno peter philip pim quirijn ramses reinier remco renske riet rianne roelof roeland rosanne rozemarijn sacha selma sicco siebe siebren
  sietse sjaak sjef sjors sofie stef steven suze sybrand sybren teije teunis theodoor thom thijmen tineke tini titia tjarko tjitske toine tom trijntje truus wendela wendy wiebe wietse wilco
  wilhelmina wopke wouke wytske xander yoeri zihni agneta agnes albin amanda anders andreas annie annika arvid barbro bengt berit bertil birger birgitta borje britta brita britt carina
  catharina charlotta christer christina claes conny dagny daniel eddie ebba edvard einar ejnar elin elisabet ellinor elof elsie emelie enar enok erik erland filip folke fredric fredrik frida
  fritjof gabriel goran gosta greger gulli gunborg gunhild gunilla gunnel gustaf gustav hampus hedda hedvig helge helmer henrik herbert hilda hildur hillevi hjalmar hjordis inga ingegard
  ingegerd ingela inger ingmar ingvar ingvald isac isak ivar jeanette jenny jerker jesper jessica joakim jonna jorgen josefin josefine judit karolina kent klas klara knut kristian kristofer
  leif lennart lillemor linn linnea lisa lisbet lotta lova lovisa ludvig majken malin marcus margareta margit marika mats matilda mattias mikaela moa morgan mans nanna niclas nils noomi olle
  olof ossian ove patrik pernilla petter pontus ragnar ragnhild rasmus rebecka rickard rikard rigmor roger ronny roine rut rune signe sigurd sigvard sigbritt sixten solveig staffan stellan
  stina sture styrbjorn sune svante svea sverker sylvia tage thorbjorn tilda tommy torbjorn torgny tove tuva tyra ulf ulrik ulrika vanja vendela viktoria viveka vilgot vilhelm yngve ylva orjan
  osten aage aksel anker arild aslaug asbjorn asger asgeir audun birthe bjorg bodil borge brage brynjar christen dagfinn daghild ditte dorte dorthe egil eilert eirik eivind ejner elise ellen
  erling espen esben eskild flemming frode geir grete grethe gudmund gunvor gyda halvard halvdan halvor hanne haakon hakon havard helle hege hilde ingebrigt jannik jarle jeppe jorn jorunn
  jostein kaare kaj karen karsten ketil kirsten kjartan kjersti kjetil kjeld kresten kristoffer kyrre laila laust lene lone mads magnhild marit mathias mette merete mikkel mogens morten
  nikolai njal oddbjorn oddvar oddny olav ole oyvind ottar palle peder pernille poul preben randi regitze rikke rolv roald sigrun sigve sindre sissel sivert siw skjalg snorre solfrid steinar
  stine stian sverre svend svein synnove sondre soren tarjei terje thor thorleif thorvald tonje torhild torill tormod torstein torunn trine troels trond trygve trym uffe vagn valborg vebjorn
  vegard vibeke vidar vigdis villy adam adrianna alan alfred alicja alina alojzy anastazja andzelika aniela antoni apolonia arkadiusz aurelia bartek bartlomiej blanka blazej bogna bogumil
  bogumila boleslaw bonifacy borys bozena bronislaw bronislawa cezary cyprian danuta daria dawid dominik dominika donata edward edyta eliza ernest eryk eugeniusz ewelina feliks felicja
  fryderyk genowefa gertruda hania henryka hieronim ignacy irena iwona izabela jacenty janina jaromir jarek jedrzej jeremi jola judyta julita juliusz justyn justyna kacper kaja kajetan karina
  kasia kinga klaudia kordian kornel kornelia krystian krystyn ksawery kuba leonard leokadia lubomir lucja lucjan lucyna ludwik ludwika maksymilian malwina marcelina marceli marian mariola
  marlena martyna maryla maryna matylda maurycy mieczyslaw mikolaj milosz mirek mirella miron miroslawa natan nikola nikodem oliwia oliwier otylia patrycja patryk pelagia piotrek radomir
  radzimir remigiusz roksana rozalia ryszarda salomea sergiusz seweryn sewer slawek slawoj slawomira staszek sylwester sylwia szczepan tadek teodor teofil tobiasz tola tomek tymon tymoteusz
  tytus wacek waclaw waclawa waldek walenty walentyna waleria weronika wiktor wiktoria wincenty wiola wioletta witek witoslaw wladek wladyslaw wladyslawa wojtek zbyszek zdzislawa zenon zoja
  zuzanna zyta zaneta alena alzbeta andrej aneta antonin arnost barbora bedrich bohdan bohumil bohumila bohuslav borivoj bretislav cestmir ctirad dalibor dalimil danuse denisa dita dobromila
  drahomira dusan eduard eliska emilie evzen frantisek frantiska hana hedvika hynek iveta ivona jachym jarmila jarmir jaroslav jaroslava jindra jindrich jindriska jirina jitka johana julie
  kamila kristyna kvetoslava kvetoslav ladislav ladislava leona leos libor libuse lubos marketa matej matous maxmilian michaela milada milan miloslav miloslava milos miluse mojmir nadezda
  natalie nikolas ondra oldrich otakar pavla pavlina pravoslav premysl radim radka radmila radovan radoslav radana rostislav ruzena sarka slavomir stanislav stanislava stepanka svatava
  svatopluk svetlana sylva tadeas tibor vendula viktorie vilem vit vitezslav vladan vladimira vladislav vlasta vlastimil vratislav zbynek zdena zdenka zdislava aapo aarne aarno aatos aila aira
  aki alpo altti annastiina anniina ari arja armi arttu arvi arvo asko asta aulis aune eemeli eerik eerikki eevi eija einari elias elli elsi ensio eriikka erja fanni harri heikka heino heini
  heljo hely henna henriikka hilja hilkka hille hilma iida iina iiris iivari iivo ilmari ilpo inka inkeri irja irmeli jaana jaakkima jalmari janette janika jarkko jarmo jasmin jenni jere jesse
  joni joona joonas jouko jouni jurki jyri jyrki kaija kaino kalervo kalevi karoliina katariina kati katri kauko kauno keijo kerkko kerttu kimmo kirsti krista krister kustaa kyllikki kyosti
  leevi lenita lottta liisi lyyli maarit maarika mari marita maritta marjaana marjo marjut marketta martta martti mauno mauri mauritz mervi merja mielikki miika milka milla mirja mirka mirkka
  mirva nasima niilo niina noora olavi oona oskari otso paavali pauliina paivi paivikki paivio perttu petteri pietari piia pirita pirjetta pirkka raakel raili raila rauli reeta reino riina
  roni roope ruut saana saija saimi saini sakke salla salme samuli sanelma santeri santtu sauli senni severi siiri silja simo sinikka sirkka sirkku soile soili soini susan sylvi taavetti taavi
  tarja taru tatu teija tellervo terhi terttu tiia toini toni topi tuire tuomo tuovi tuure tyyne ulpu uuno uolevi valma valpuri valto valtteri veera veijo veikko venla viivi vihtori vilho
  viljami viljo vilma virve abdulkadir abdurrahman abidin afet agah ahu akif alaattin alev alican alperen alpay altan anil arif armagan aslihan asuman atakan atilla attila avni aycan aydan
  aygun aykut aynur aysun ayten azize azra bahadir bahattin banu baran bedia bedirhan bedri begum behice behic belgin belma bengu beren berfin beril berkay berna besir betul bilal bilge binali
  birol birsen buket burcin burhan busra cafer cahit cansel cansu canan cavit celal cemil cemile cemre ceren cetin cevat cevdet ceyda ceyhan ceyhun cihan cihat cuneyt davut denizhan dilara
  dilay dogukan dundar ebubekir ecem ecevit edip efe efkan efsun egemen ekrem elvan emrah emrullah enes engin enis enver erdogan eren ergin ergun erhan erkan erkin erol ersin ertan ertugrul
  esin esma eyup ezgi fahrettin fahri faik faruk fatos fazil fazilet fehmi ferda feride feridun ferit ferruh fethi fethiye fevzi feyza figen fikret fikri firat fuat fugen fusun galip gonca
  gonul gorkem gozde gulben gulcin gulcan gulden gulen gulizar gulnur gulsah gulsen gulseren gulsum gulten gungor gunay gurkan gurol gursel guven guzide hadi hadise hafize haldun halide halim
  halime haluk hamdi hamide hamit hamza handan haris harun hasibe hayati haydar hayrettin hayri hayriye hazal hilmi hulya husamettin husnu hulusi husniye idil idris iffet ilber ilgin ilhami
  ilkay ilkin ilknur iper irem irfan iskender ismet ismihan israfil jale kaan kadriye kagan kamuran kasim kayhan kazim kenan kerim kerime kezban kivanc korkut koray kubra kubilay kursat kutlu
  latife levent lutfi lutfiye mahir mahmure maksut mazhar mediha mehtap melda melis meliha melisa memduh meral merih mert mete metehan mevlut mevlude mihriban miray mithat muammer muazzez
  muharrem muhammed muhammet muhittin muhsin mukadder mualla muge mujdat mujde mujgan mukaddes mumtaz munevver munir murathan murteza musa musavvat muserref muslum muzaffer muzeyyen naci
  naciye nadir nail naim naime namik nazif nazife nazli nazmi nazmiye nebahat nebi necdet necip necla necmettin necmi nedim nedime nejat nermin nesibe nesli neslihan nevin nevzat nezihe nihal
  nigar nilay nilgun nilufer niyazi numan nuray nurcan nurettin nurgul nurhan nuriye nursel nurten nusret oguz oguzhan okay olcay oral oya ozay ozcan ozden ozhan ozkan ozlen pakize pelin
  perihan pervin rabia ragip rahime rahmi raif rana rasim rasit recai refik refika remzi remziye resat resit resul reyhan riza ruhi ruken rukiye rustem ruya saadettin sabahat sabahattin sabiha
  sabriye sacit sadettin sadik sadiye saffet safiye sahika saime sait sakir salih saliha samet samim sanem saniye sarp sebahat sebnem seda sefa sehnaz selahattin selami selda selen selvi semih
  semiha semiramis senay senem seniha senol serap seray serhan serhat sermet serpil sertac sevgul sevil sevilay sevket sevval seyfi seyhan seyit seyma sezai sezen sezer sezgin sidika siddik
  simge sinem siyami songul soner sonay suat sudenaz suheyla sukran sukru sukriye sumeyye suna suphi sureyya suzan taha tahir tahsin taner tanju tansel taylan tayyar tayyip temel teoman tevfik
  tezcan tijen timucin tolga tolgahan toygar tugce tugrul tulin tuncay tunahan tuncer turhan turker ugur ulas ulker ulviye umran utku ummuhan vahdet vahit vedat vehbi veysel veysi yakup yalcin
  yelda yelis yesim yildiray yilmaz yunus yucel zahide zekeriya zekai zeliha zerrin zuhal zuhtu zubeyde zulal zulfu авдотья авраам агата агния адам аделина аида аким аксинья алевтина альберт
  альбина альфред амалия анатоль ангелина андреас анжела анисья анфиса аполлон ариадна арина аристарх арнольд архип асия афанасии богдана борислав бронислав бэла вадик валерьян ваня варлам
  василиса венера вениамин венедикт верочка виолетта виолета виссарион витя влада владлен владислава владлена вольдемар всеволод гаврила гавриил галя гелена гена генрих герасим глафира гоша
  гульнара давид дамир даниель демид демьян диана дина динара дмитриевна добрыня домна евграф евдокия евлампия евпраксия евстафии егорка ефим ефрем жанна зарина зина зиновии ибрагим иваноэ
  игнат игнатии изабелла изольда илона ильдар инга инесса иннокентии иоанн иосиф ипполит ираида ираклии исаак исидор казимир камилла карина катя клавдия клара климент костя кристина ксюша
  кузьма лаврентии леля лена лера лиана лиза лилия лиля лола лукерья луиза любава людвиг люся ляля маия маиа максим макар максимилиан мариам марианна маркел марта мартын маруся маша марьяна
  матрена мелания милана милена мирон мирослав мирослава митрофан митя моисеи мстислав мурат наиля настасья настя натан наум наташа нелли неля нестор никанор никифор никодим нинель нонна
  одетта оксаночка олимпиада онуфрии павлина пахом пантелеи петя платон прасковья прохор равиль радик раиля рамазан рамзан ратмир рафаэль рафик рашид регина рената ренат ринат роберт родион
  роксана ростислав рудольф рустам руслана сабина савва саввелии савелии салават самуил саша светозар святослав севастьян серафим серафима сережа сильвестр снежана соломон соня софия софья
  стас стелла степанида стефан сусанна таисия талгат теодор терентии тихон трофим ульяна устинья фаддеи фаина федосья федот феликс феофан фома фрида харитон христина христофор шамиль эвелина
  эдик эдита элеонора элина элла эльвира эльдар эльза эмиль эмилия эмма эрик эрика эрнест эсмира юля якуб якушка янина ярополк адріана аліна аліса анжеліка антін антоніна арсеніи болеслав
  валерія василина вікторіа віолета віра віталіна гаврило гнат гордіи данило данііл діана едуард елеонора зіновіи зоряна іван іванна ілля інна іраіда ірма камілла климентіи корніи левко леонід
  лідія лукаш любов любомир любомира маряна марко матвіи мілана назар назаріи нінель онисія онуфріи панас пантелеимон пилип роксолана соломія софрон станіслав стефанія тимофіи уляна устим
  федора юрко юстина яків яніна яременко ярема яромир αγαθη αγγελοσ αγησ αδαμοσ αδαμαντιοσ αδωνισ αθανασια ακησ αλεκα αλεξανδρα αλεξια αλικη αμαλια ανδρομαχη ανδριανα αντιγονη αντωνιοσ αντωνια
  αργυρω αργυρησ αριστοτελησ αρτεμησ αρτεμισ ασημακησ ασημινα ασπασια αφροδιτη βαγγελησ βαγια βαλεντινη βαρβαρα βασω βιβη βικυ βικτωρ βικτωρια βλασησ γαβριηλ γαρυφαλλια γεσθημανη γερασιμοσ
  γιαννα γιολαντα γιωτα γκικασ γλυκερια γρηγορησ γρηγοριοσ δαμιανοσ δανιηλ δεσποινα δημοσθενησ διαμαντω διονυσησ διονυσιοσ διονυσια δωροθεα εβελινα ελεανα ελευθεριοσ ελευθερια ελισαβετ ελλη
  εμμανουηλ ερατω ερμιονη ερση ευγενια ευθυμησ ευθυμια ευθυμιοσ ευκλειδησ ευριπιδησ ευσταθιοσ ευτυχια εφη ζαχαριασ ζαχαρουλα ζηνοβια ζησησ ζινα ηρακλησ θαλεια θεμιστοκλησ θεανω θεοδοσησ
  θεοδωρα θεοδωρησ θεοφιλοσ θεοπιστη θωμαη ιακωβοσ ιασονασ ιασων ιουλια ιουλιοσ ιπποκρατησ ισιδωρα ισμηνη ιφιγενεια ιωακειμ ιωσηφ καλλιοπη καλυψω καρολοσ κασσιανη κατινα κικη κλειω κλεοπατρα
  κλεανθησ κορινα κοσμασ κρινιω κρυσταλλω κωνσταντησ κωστησ λαζαροσ λαμπροσ λαμπρινη λεανδροσ λεωνιδασ λια λιανα λουκασ λουκια λυδια μαγδα μαγδαληνη μανουσοσ μανωλησ μαρθα μαριαννα μαριζα
  μαρινα μαρινοσ μαριεττα μαρκελλα μαρκοσ μαρω ματινα ματθαιοσ μελινα μελπομενη μενελαοσ μερκουρησ μερσινη μεταξια μιλτιαδησ μιλτοσ μιμησ μιχαηλ μιχαελα μυρσινη μυρτω ναταλια ναταλι ναυσικα
  νεκταριοσ νεκταρια νεφελη νικηφοροσ νικητασ νικοδημοσ νικολεττα νικολετα νινα νορα ντινα ντινοσ ντορα ξανθη ξενια ξενοφων οδυσσεασ ολγα ορεστησ ουρανια παναγησ παναγοσ παντελησ παρασκευασ
  πασχαλησ πελαγια περικλησ περσεφονη πηνελοπη πολυξενη πολυδωροσ πολυκαρποσ πραξιτελησ ραλλου ρεα ρενα ρενια ρωξανη σαββασ σαραντησ σεβαστη σεραφειμ σιμοσ σμαραγδα σοφοκλησ σπυριδουλα
  σπυριδων σταματησ σταματια σταματινα στεργιοσ στεφανια στεφανοσ στελλα στυλιανοσ συμεων σωκρατησ σωσω σωτηρια τακησ τασια τασοσ τασουλα τατιανα τερψιχορη τζενη τζινα τηλεμαχοσ τιμοθεοσ
  τιμολεων τουλα τριανταφυλλοσ τρυφωνασ υακινθη φαιδρα φαιη φαιδων φανη φανησ φανουριοσ φιλιπποσ φιλιω φιλοθεη φλωρα φοιβοσ φοιβη φραγκισκοσ φραντζεσκα φροσω φωκιων φωτεινη φωτησ φωτιοσ χαρησ
  χαρικλεια χαριτων χρησησ χρυσα χρυσανθη χρυσανθοσ χρυσοστομοσ χρυσουλα אביבה אביגיל אביגדור אבינועם אבישי אביתר אברהם אברום אדוה אהוד אהובה אהרן אהרון אודליה אולגה אורטל אוריה אורלי אורנה
  אושרת איה אידית איילה איילת אייל אינה איציק איריס איתי איתיי איתמר איתן אלברט אלדד אליהו אליעזר אלינה אליסה אלישבע אלישע אלכס אלכסנדר אלמוג אלעד אלקנה אלפרד אמיר אמיתי אמנון אסנת אסתר אפרים
  אפרת אריאל אריה ארנון ארנולד אתי בועז בועזי בנימין בנצי בצלאל ברנרד בתיה בתשבע גבי גבריאל גדי גדעון גידי גיורא גילה גילי גלית גליה גלעד גרשון גתית דוד דודי דודו דורון דורית דינה דליה דלית
  דנה דניאל דניאלה דניאלי הדס הדסה הילה הרצל הרצי ויקטור ורדה ורדית זבולון זהבית זלמן זיוה זכריה חוה חנה חנן חנניה טוביה טלי טניה יאיר יאנה יבגני יגאל יהודית יהונתן יהושע יואב יואל יוחנן יוכבד
  יולי יוליה יונתן יוסי יוסף יוספה יורם יותם יחזקאל יחיאל יעל יעקב יערה יפעת יפית יצחק ירדנה ירון ירוחם ירמיהו ישי ישעיהו כלנית לאה לביאה ליאורה ליאת ליביה לילך לימור לינדה ליעד לירון מאיה
  מאירה מוטי מוטל מוריה מורן מושיק מיטל מיכאל מיכאלה מיכל מיקי מירב מירה מירי מנחם מנשה מנדי מרגלית מרדכי מריה מרים מרינה משה מתניה נאוה נגה נדב נוית נועה נורית נחמיה נחשון נטלי ניר נירה נירית
  ניסים נמרוד נעמה נעמי נפתלי נתן נתנאל סבטלנה סיגל סיגלית סילבן סימה סמדר עדיה עדינה עדית עדנה עודד עוזי עוזיאל עומר עופרה עוזיה עידו עידית עינב עינת עמוס עמיחי עמיר עמנואל עמרי עמרם ענבל
  עפרה פאינה פולינה פזית פליקס פנחס צביה צביקה ציפי ציפורה צילה צפרירה קובי קטיה קלרה ראובן רבקה רות רותי רועי רונה רוני רונית רונן רויטל רחל רחלי רמי רעות רפאל רפי רתם שאול שגית שולי שולמית
  שימי שירי שירלי שלומית שלמה שמואל שמעון שמעיה שמרית שניאור שרונה שרה שרית תומר תמי תמיר תמרה
`
  .trim()
  .split(/\s+/);
