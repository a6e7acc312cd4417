import { lag, processor, utilization } from './nodejs/event-loop.ts';
import { kindsOfMemory, pauseForGarbage, timeForGarbage } from './nodejs/memory.ts';
import { age, descriptors, handles, resources } from './nodejs/resources.ts';
import { page } from './page.ts';
import { memoryOfInstances } from './shared/memory.ts';
import { choice, SERVICE_CHOICE } from './variables.ts';

const half = { width: 12, height: 8 };
const third = { width: 8, height: 8 };

/** The processes of one service: memory, event loop, open handles. */
export const nodejs = () =>
  page({
    name: 'nodejs',
    title: 'Node.js',
    description: 'The processes of one service: memory, event loop, and open handles.',
    variables: [choice(...SERVICE_CHOICE)],
    rows: [
      { title: 'Is there a leak?', panels: [memoryOfInstances(half), kindsOfMemory(half)] },
      { title: 'Does the event loop respond?', panels: [lag(third), utilization(third), processor(third)] },
      {
        title: 'What else does it use?',
        panels: [
          timeForGarbage(third),
          pauseForGarbage(third),
          age(third),
          handles(third),
          resources(third),
          descriptors(third),
        ],
      },
    ],
  });
