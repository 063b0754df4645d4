import type { Command } from 'commander';
import type { WithNewsroom } from './newsroom.js';
import { say, withProgress } from './terminal.js';

export function mentionCommands(program: Command, withNewsroom: WithNewsroom): void {
  program
    .command('mentions')
    .description('work on who is named in stories')
    .command('relink')
    .description('look through all stories for people again, here and now')
    .action(() =>
      withNewsroom(async ({ linking }) => {
        const { waiting } = await linking.relinkAll();
        const done = await withProgress('stories', waiting, (progress) => linking.drain(progress));
        say(`Looked through ${done} stories.`);
      }),
    );
}
