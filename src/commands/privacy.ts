import { type Command, InvalidArgumentError } from 'commander';
import { commandLine } from '../platform/auth/index.js';
import type { WithNewsroom } from './newsroom.js';
import { say } from './terminal.js';

const address = (text: string): string => {
  if (!/^\S+@\S+$/.test(text)) throw new InvalidArgumentError('It is no e-mail address.');
  return text;
};

export function privacyCommands(program: Command, withNewsroom: WithNewsroom): void {
  const privacy = program.command('privacy').description('hand out or erase what is kept of a reader');

  privacy
    .command('export')
    .description('print all that is kept under an e-mail address, as JSON')
    .argument('<email>', 'whose', address)
    .action((email: string) =>
      withNewsroom(async ({ comments }) => {
        const { data } = await comments.privacy.ask(commandLine, { email, kind: 'export' });
        say(JSON.stringify(data, null, 2));
      }),
    );

  privacy
    .command('erase')
    .description('take their author from the comments under an e-mail address')
    .argument('<email>', 'whose', address)
    .option('--remove-texts', 'the texts of the comments as well')
    .action((email: string, { removeTexts = false }: { removeTexts?: boolean }) =>
      withNewsroom(async ({ comments }) => {
        const texts = removeTexts ? 'remove' : 'keep';
        const erased = await comments.privacy.ask(commandLine, { email, kind: 'erase', texts });
        say(`Erased the author of ${erased.comments} comments.`);
      }),
    );
}
