import { type Command, InvalidArgumentError } from 'commander';
import { commandLineActor } from '../platform/auth/index.js';
import type { WithNewsroom } from './newsroom.js';
import { printLine } from './terminal.js';

const parseEmail = (text: string): string => {
  if (!/^\S+@\S+$/.test(text)) throw new InvalidArgumentError('It must be an e-mail address.');
  return text;
};

export function privacyCommands(program: Command, withNewsroom: WithNewsroom): void {
  const privacy = program.command('privacy').description('export or erase the data of a reader');

  privacy
    .command('export')
    .description('print all data stored for an e-mail address, as JSON')
    .argument('<email>', 'e-mail address of the reader', parseEmail)
    .action((email: string) =>
      withNewsroom(async ({ comments }) => {
        const { data } = await comments.privacy.ask(commandLineActor, { email, kind: 'export' });
        printLine(JSON.stringify(data, null, 2));
      }),
    );

  privacy
    .command('erase')
    .description('erase the author from all comments made with an e-mail address')
    .argument('<email>', 'e-mail address of the reader', parseEmail)
    .option('--remove-texts', 'erase the texts of the comments too')
    .action((email: string, { removeTexts = false }: { removeTexts?: boolean }) =>
      withNewsroom(async ({ comments }) => {
        const texts = removeTexts ? 'remove' : 'keep';
        const result = await comments.privacy.ask(commandLineActor, { email, kind: 'erase', texts });
        printLine(`Erased the author of ${result.comments} comments.`);
      }),
    );
}
