import { page } from './page.ts';
import { instances, mostRequestsTake, presence, startsCounted } from './service/presence.ts';
import { replies } from './service/replies.ts';
import { saturation } from './service/saturation.ts';
import { whichAlertsFire } from './shared/alerts.ts';
import { calledAndCalling } from './shared/calls.ts';
import { errorLines } from './shared/lines.ts';
import { failingShare, requestRate } from './shared/requests.ts';
import { choice, SERVICE_CHOICE } from './variables.ts';

const fifth = [5, 5, 5, 5, 4].map((width) => ({ width, height: 4 }));
const third = { width: 8, height: 7 };

/** One service: its requests, its replies, and how much more load it can take. */
export const service = () =>
  page({
    name: 'service',
    title: 'Service',
    description: 'One service: its requests, its replies, how much more load it can take, and its log lines.',
    variables: [choice(...SERVICE_CHOICE)],
    rows: [
      {
        title: 'Is $service healthy?',
        panels: [
          ...[instances, requestRate, failingShare, mostRequestsTake, startsCounted].map((make, i) =>
            make(fifth[i] ?? third),
          ),
          whichAlertsFire({ width: 12, height: 5 }, 'service=~"$service"'),
          presence({ width: 12, height: 5 }),
        ],
      },
      { title: 'How does it answer?', panels: replies(third) },
      { title: 'Which services call each other?', panels: calledAndCalling(third, 'service') },
      { title: 'How much more load can it take?', panels: saturation(third) },
      { title: 'What does it log?', panels: [errorLines({ width: 24, height: 10 })] },
    ],
  });
