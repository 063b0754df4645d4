/** States and cities of North America after which newspapers are named, and regions of Britain. */
export const placesOfMedia: ReadonlySet<string> = new Set(
  (
    'Alabama;Alaska;Arizona;Arkansas;California;Colorado;Connecticut;Delaware;Florida;Georgia;Hawaii;Idaho;Illinois;Indiana;Iowa;Kansas;Kentucky;' +
    'Louisiana;Maine;Maryland;Massachusetts;Michigan;Minnesota;Mississippi;Missouri;Montana;Nebraska;Nevada;New Hampshire;New Jersey;New Mexico;' +
    'North Carolina;North Dakota;Ohio;Oklahoma;Oregon;Pennsylvania;Rhode Island;South Carolina;South Dakota;Tennessee;Texas;Utah;Vermont;Virginia;' +
    'West Virginia;Wisconsin;Wyoming;Ontario;Alberta;Manitoba;Saskatchewan;Quebec;Nova Scotia;Capitol;' +
    'Albuquerque;Allentown;Amarillo;Anchorage;Annapolis;Arlington;Asheville;Augusta;Austin;Bakersfield;Baltimore;Bangor;Baton Rouge;Berkeley;' +
    'Billings;Birmingham;Bismarck;Boise;Boston;Boulder;Bozeman;Buffalo;Burlington;Calgary;Cedar Rapids;Charleston;Charlotte;Chattanooga;Cincinnati;' +
    'Cleveland;Colorado Springs;Columbus;Corpus Christi;Dallas;Dayton;Des Moines;Duluth;Edmonton;El Paso;Erie;Eugene;Evansville;Fargo;Flint;' +
    'Fort Wayne;Fort Worth;Fresno;Grand Rapids;Green Bay;Greensboro;Hartford;Honolulu;Houston;Huntsville;Indianapolis;Jacksonville;Kalamazoo;' +
    'Kansas City;Knoxville;Lancaster;Lansing;Las Vegas;Lexington;Lincoln;Little Rock;Long Beach;Louisville;Lubbock;Macon;Madison;Memphis;Miami;' +
    'Milwaukee;Minneapolis;Missoula;Mobile;Modesto;Montgomery;Nashville;New Haven;New Orleans;Newark;Norfolk;Oakland;Oklahoma City;' +
    'Omaha;Orlando;Ottawa;Palm Beach;Pasadena;Pensacola;Peoria;Philadelphia;Phoenix;Pittsburgh;Portland;Providence;Raleigh;Reno;' +
    'Richmond;Riverside;Roanoke;Rochester;Sacramento;Salt Lake;Salt Lake City;San Antonio;San Bernardino;San Diego;San Francisco;San Jose;' +
    'Santa Barbara;Santa Cruz;Santa Fe;Sarasota;Savannah;Scranton;Seattle;Shreveport;Sioux City;South Bend;Spokane;Springfield;St. Louis;St. Paul;' +
    'Stockton;Syracuse;Tacoma;Tallahassee;Tampa;Tampa Bay;Toledo;Topeka;Tucson;Tulsa;Virginian;Wichita;Wilmington;Winnipeg;Worcester;' +
    'Yorkshire;Lancashire;Sussex;Kent;Devon;Cornwall;Suffolk;Essex;Surrey;Oxford;Cambridge;Nottingham;Leicester;Bristol;Plymouth;Hull;' +
    'Liverpool;Manchester;Glasgow;Aberdeen;Belfast;Cardiff;Wales;Auckland;Otago;Canberra;Newcastle;Johannesburg;Cape'
  ).split(';'),
);

/** Places that are also given names: `Austin Post` may be a person. */
export const givenNamesOfPlaces: ReadonlySet<string> = new Set(
  'Adelaide Augusta Austin Carolina Charlotte Chad Chester Cleveland Dakota Dallas Devon Eugene Florence Georgia Houston Jackson Jordan Kent Lancaster Lincoln Macon Madison Montana Montgomery Nelson Orlando Paris Phoenix Portland Regina Richmond Savannah Sofia Sydney Victoria Virginia'.split(
    ' ',
  ),
);
