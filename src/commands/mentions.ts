import type { Command } from 'commander';
import type { WithNewsroom } from './newsroom.js';
import { printLine, withProgress } from './terminal.js';

export function mentionCommands(program: Command, withNewsroom: WithNewsroom): void {
  program
    .command('mentions')
    .description('work on who is named in stories')
    .command('relink')
    .description('look through all stories for people again, here and now')
    .action(() =>
      withNewsroom(async ({ linking: linkingService }) => {
        const { waiting: pendingCount } = await linkingService.relinkAll();
        const linkedCount = await withProgress('stories', pendingCount, (progress) => linkingService.drain(progress));
        printLine(`Looked through ${linkedCount} stories.`);
      }),
    );
}
