import { podsOverTime, troubles } from './kubernetes/pods.ts';
import { use } from './kubernetes/use.ts';
import { claims, volumes } from './kubernetes/volumes.ts';
import { autoscaling, replicas } from './kubernetes/workloads.ts';
import { page } from './page.ts';
import { logs } from './panels.ts';

const quarter = { width: 6, height: 7 };
const half = { width: 12, height: 8 };
const third = { width: 8, height: 7 };

/** What a cluster tells of pods and volumes: empty outside of one. */
export const kubernetes = () =>
  page({
    name: 'kubernetes',
    title: 'Kubernetes',
    description:
      'What the cluster tells of the pods, workloads and volumes of the release. Empty outside of a cluster.',
    rows: [
      {
        title: 'Are the pods fine?',
        panels: [...troubles({ width: 6, height: 4 }), ...podsOverTime(quarter)],
      },
      { title: 'Have they what they need?', panels: use(half) },
      {
        title: 'Are there enough of them, and room for what they keep?',
        panels: [...replicas(third), autoscaling(third), ...volumes(third), claims(third)],
      },
      {
        title: 'What does Kubernetes say?',
        panels: [
          logs({
            width: 24,
            height: 9,
            title: 'Which events were there?',
            description:
              'Events of the namespace: what was scheduled, pulled, started, killed, and why something was not.',
            expr: '{service="kubernetes-events"} | json | line_format "{{.severity}}: {{.message}}"',
          }),
        ],
      },
    ],
  });
