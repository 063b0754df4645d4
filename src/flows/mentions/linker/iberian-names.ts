import { commonGivenNames } from './common-given-names.js';
import { givenNames, particles } from './words.js';

/** Given names of people who mostly have two surnames, in Spanish and Portuguese, folded. */
const iberianGivenNames: ReadonlySet<string> = new Set(
  `adolfo adriana agustin aitor alberto alejandra alejandro alfonso alfredo alvaro amparo ana andres andreia angela angeles antonio
    armando arturo augusto aurelio beatriz begona belen benito benjamin bernardo blanca camila carla carlos carmen carolina
    catalina cecilia cesar claudia claudio concepcion consuelo cristian cristiana cristina dario diana diego dolores domingo
    eduardo elena elisa emilia emilio enrique ernesto esperanza estela esteban esther eugenia eugenio evo ezequiel fabiola
    federico felipe fernanda fernando fidel florencia francisca francisco gabriel gabriela gerardo gloria gonzalo graciela
    guadalupe guillermo gustavo hector hernan horacio hugo ignacio ines inmaculada irene isabel isidro ivan jacinto jaime javier
    jeronimo jesus jimena joao joaquin jorge jose josefa juan juana julia julian juliana julio lautaro leandro leopoldo leticia
    lorena lorenzo lucas lucia luis luisa luiz luiza macarena manuel manuela marcela marcelo marcos margarita maria mariana
    mariano maricarmen marisol marta mateo matias mauricio maximiliano mercedes micaela miguel milagros monica montserrat natalia
    nestor nicolas noelia nuria octavio olga oscar osvaldo pablo paloma patricia patricio paula paulo pedro pilar rafael rafaela
    ramiro ramon raquel raul regina reinaldo ricardo rigoberta roberto rocio rodolfo rodrigo rogelio rosa rosario ruben rui
    salvador santiago sebastiao sebastian sergio silvia simon soledad susana teodoro teresa thiago tiago tomas trinidad valentina
    vasco vicente victor vinicius virginia xavier ximena yolanda`.split(/\s+/),
);

const minSurname = 4;

/** Returns whether a folded word is a given name of people who mostly have two surnames. */
export const isIberianGivenName = (key: string): boolean => iberianGivenNames.has(key);

/**
 * Returns the first surname of a name whose parts the directory does not tell: `boric` for `Gabriel Boric Font`. It is the
 * second of three words, unless it is a given name, as in `Ana María Matute`.
 *
 * @param keys the folded words of the name
 */
export function firstOfTwoSurnames(keys: readonly string[]): string | undefined {
  const [givenName = '', first = '', second = '', fourth] = keys;
  const isGiven = givenNames.has(first) || commonGivenNames.has(first) || iberianGivenNames.has(first);
  const isSurname = first.length >= minSurname && second.length > 2 && !isGiven && !particles.has(second);
  return fourth === undefined && isSurname && iberianGivenNames.has(givenName) ? first : undefined;
}
