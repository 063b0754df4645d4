import { isKnownOutlet } from '../../bylines/index.js';

/** Words at the end of a name that show a newspaper, agency or broadcaster. */
const outletSuffixPattern =
  /(?:^|[ -])(?:Times|Post|Herald|Tribune|Journal|Gazette|Guardian|News|Observer|Telegraph|Agency|Radio|TV|Television|Courier|Chronicle|Standard|Express|Echo|Dispatch|Examiner|Inquirer|Bulletin|Globe|Sentinel|Register|Weekly|Magazine|Daily|Zeitung|Newspaper|Broadcasting)$/;

/** Returns whether a name is that of a news outlet, either a known one or by its last word. */
export const isOutlet = (name: string): boolean => isKnownOutlet(name) || outletSuffixPattern.test(name);
