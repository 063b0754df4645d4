import { type Command, InvalidArgumentError } from 'commander';
import { commandLineActor } from '../platform/auth/index.js';
import type { WithNewsroom } from './newsroom.js';
import { printLine } from './terminal.js';

const parseEmail = (text: string): string => {
  if (!/^\S+@\S+$/.test(text)) throw new InvalidArgumentError('It is no e-mail address.');
  return text;
};

export function privacyCommands(program: Command, withNewsroom: WithNewsroom): void {
  const privacy = program.command('privacy').description('hand out or erase what is kept of a reader');

  privacy
    .command('export')
    .description('print all that is kept under an e-mail address, as JSON')
    .argument('<email>', 'whose', parseEmail)
    .action((email: string) =>
      withNewsroom(async ({ comments }) => {
        const { data } = await comments.privacy.ask(commandLineActor, { email, kind: 'export' });
        printLine(JSON.stringify(data, null, 2));
      }),
    );

  privacy
    .command('erase')
    .description('take their author from the comments under an e-mail address')
    .argument('<email>', 'whose', parseEmail)
    .option('--remove-texts', 'the texts of the comments as well')
    .action((email: string, { removeTexts = false }: { removeTexts?: boolean }) =>
      withNewsroom(async ({ comments }) => {
        const texts = removeTexts ? 'remove' : 'keep';
        const result = await comments.privacy.ask(commandLineActor, { email, kind: 'erase', texts });
        printLine(`Erased the author of ${result.comments} comments.`);
      }),
    );
}
