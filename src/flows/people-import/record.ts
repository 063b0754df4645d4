import { DeskWholePerson, PersonInput } from '../../content/people/index.js';
import { derivedFieldsOf, isFields, type Refusal, validate, withoutDerived } from '../directory-files/index.js';
import { tidyPerson } from './tidy.js';

/** A person from a file. `from` names the place in the file, such as `line 12` or `entry 12 (Maria Cantwell)`. */
export type PersonRecord = {
  input: PersonInput;
  from: string;
  /** The parts of the record that a person has no field for, such as `birth_date`. */
  omissions: readonly string[];
};

/** A record as read from one format, not yet validated, or the reason for which it is refused. */
export type Draft = { from: string; person: unknown; omissions?: readonly string[] } | Refusal;

const derivedFields = derivedFieldsOf(DeskWholePerson, PersonInput);

/** Validates a draft like a request that creates a person. Returns the person, or the reasons for the refusal. */
export function recordOf(draft: Draft): PersonRecord | Refusal {
  if ('problem' in draft) return draft;
  const { from, person, omissions = [] } = draft;
  if (!isFields(person)) return { from, problem: 'must be an object with the fields of a person' };
  const removals: string[] = [];
  const result = validate(
    PersonInput,
    tidyPerson(withoutDerived(person, derivedFields), (what) => removals.push(what)),
  );
  return 'input' in result
    ? { input: result.input, from, omissions: [...omissions, ...removals] }
    : { from, problem: result.problem };
}
