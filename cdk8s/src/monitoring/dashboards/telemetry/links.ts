import { METRICS } from '@triptych/catalogue';
import { lines } from '../explore.ts';
import { type Size, timeline } from '../panels.ts';
import { query } from '../queries.ts';

const links = `min by (link) (${METRICS.verifyLink.name})`;

export const signalLinks = (size: Size) =>
  timeline({
    ...size,
    title: 'Do the signals of a conversion link?',
    description:
      'What each run of `triptych verify --every` found, by link: a part may be up, and its data not fit to that of ' +
      'others. SignalLinkBroken fires when a link stays broken.',
    queries: [query(`${links} or on () label_replace(vector(-1), "link", "no run", "", "")`, { legend: '{{link}}' })],
    states: {
      '-1': { text: 'not checked', color: 'orange' },
      0: { text: 'broken', color: 'red' },
      1: { text: 'holds', color: 'green' },
    },
    links: [lines('Its log lines', '{service=~".+_svc"} | json | request_id=~"verify-.+"')],
  });
