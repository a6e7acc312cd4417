import { ATTRIBUTES, LOG_EVENTS } from '@triptych/catalogue';
import { type Group, STABILITY } from './group.ts';

/** Log lines: `message` is the fixed text by which people and rules find them. */
export function eventGroups(): Group[] {
  return Object.entries(LOG_EVENTS).map(([message, brief]) => {
    const name = `triptych.${message.replaceAll(' ', '_')}`;
    return {
      id: `event.${name}`,
      type: 'event',
      name,
      brief,
      stability: STABILITY,
      annotations: { log: { message } },
      attributes: [{ ref: ATTRIBUTES.requestId, requirement_level: { recommended: 'on lines of a request' } }],
    };
  });
}
