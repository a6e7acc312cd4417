import { alerting } from './backends/alerting.ts';
import { answerTime, memory, presence, processor } from './backends/presence.ts';
import { speed } from './backends/speed.ts';
import { cardinality, discarded, sizes } from './backends/storage.ts';
import { page } from './page.ts';
import { choices } from './variables.ts';

const third = { width: 8, height: 7 };
const quarter = { width: 6, height: 7 };

/** The backends: where telemetry is kept, and who notifies people. */
export const backends = () =>
  page({
    name: 'backends',
    title: 'Backends',
    description: 'The backends that keep telemetry and notify people: Jaeger, Loki, Prometheus and Alertmanager.',
    variables: [choices('backend', 'Backend', 'up{job="backends"}', 'service_name')],
    rows: [
      {
        title: 'Are the backends up?',
        panels: [presence(quarter), answerTime(quarter), memory(quarter), processor(quarter)],
      },
      { title: 'Are they fast?', panels: speed(quarter) },
      { title: 'How much data do they keep?', panels: [sizes(third), cardinality(third), discarded(third)] },
      { title: 'Would somebody be notified?', panels: alerting(quarter) },
    ],
  });
