import { page } from './page.ts';
import { calledAndCalling } from './service/calls.ts';
import { instances, mostRequestsTake, presence, startsCounted } from './service/presence.ts';
import { replies } from './service/replies.ts';
import { saturation } from './service/saturation.ts';
import { whichAlertsFire } from './shared/alerts.ts';
import { errorLines } from './shared/lines.ts';
import { failingShare, requestRate } from './shared/requests.ts';
import { choice, SERVICE_CHOICE } from './variables.ts';

const fifth = [5, 5, 5, 5, 4].map((width) => ({ width, height: 4 }));
const third = { width: 8, height: 7 };

/** One service: what is asked of it, how it answers, and how much more it could do. */
export const service = () =>
  page({
    name: 'service',
    title: 'Service',
    description: 'One service: what is asked of it, how it answers, how much more it could do, and what it says.',
    variables: [choice(...SERVICE_CHOICE)],
    rows: [
      {
        title: 'Is $service fine?',
        panels: [
          ...[instances, requestRate, failingShare, mostRequestsTake, startsCounted].map((make, i) =>
            make(fifth[i] ?? third),
          ),
          whichAlertsFire({ width: 12, height: 5 }, 'service=~"$service"'),
          presence({ width: 12, height: 5 }),
        ],
      },
      { title: 'How does it answer?', panels: replies(third) },
      { title: 'With whom does it work?', panels: calledAndCalling(third) },
      { title: 'How much more could it do?', panels: saturation(third) },
      { title: 'What does it say?', panels: [errorLines({ width: 24, height: 10 })] },
    ],
  });
