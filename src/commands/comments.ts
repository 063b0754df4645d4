import type { Command } from 'commander';
import type { WithNewsroom } from './newsroom.js';
import { say } from './terminal.js';

export function commentCommands(program: Command, withNewsroom: WithNewsroom): void {
  const comments = program.command('comments').description('work on comments');

  comments
    .command('recount')
    .description('count all comments anew, and put right what is wrong')
    .option('--check', 'only tell what is wrong')
    .action(({ check = false }: { check?: boolean }) =>
      withNewsroom(async ({ comments }) => {
        const found = await comments.recount({ repair: !check });
        for (const { what, id, count, said, is } of found.wrong) say(`${what} ${id}: ${count} said ${said}, is ${is}`);
        const more = found.wrongCount - found.wrong.length;
        if (more > 0) say(`and ${more} more`);
        if (found.wrongCount === 0)
          say(`All counts are right: ${found.articles} articles, ${found.comments} comments.`);
        else say(`${found.wrongCount} counts ${check ? 'are wrong' : 'were wrong and are right now'}.`);
        if (check && found.wrongCount > 0) process.exitCode = 1;
      }),
    );
}
