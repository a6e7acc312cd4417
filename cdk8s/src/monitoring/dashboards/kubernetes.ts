import { podsOverTime, troubles } from './kubernetes/pods.ts';
import { use } from './kubernetes/use.ts';
import { claims, volumes } from './kubernetes/volumes.ts';
import { autoscaling, replicas } from './kubernetes/workloads.ts';
import { page } from './page.ts';
import { logs } from './panels.ts';

const quarter = { width: 6, height: 7 };
const half = { width: 12, height: 8 };
const third = { width: 8, height: 7 };

/** Pods, workloads and volumes of a release. */
export const kubernetes = () =>
  page({
    name: 'kubernetes',
    title: 'Kubernetes',
    description: 'Pods, workloads and volumes of the release, as the cluster reports them. Empty outside of a cluster.',
    rows: [
      {
        title: 'Are the pods healthy?',
        panels: [...troubles({ width: 6, height: 4 }), ...podsOverTime(quarter)],
      },
      { title: 'Do they have enough memory and CPU?', panels: use(half) },
      {
        title: 'Are there enough pods, and enough room on the volumes?',
        panels: [...replicas(third), autoscaling(third), ...volumes(third), claims(third)],
      },
      {
        title: 'What does Kubernetes report?',
        panels: [
          logs({
            width: 24,
            height: 9,
            title: 'Which events happened?',
            description:
              'Events of the namespace: what was scheduled, pulled, started or killed, and why something was not.',
            expr: '{service="kubernetes-events"} | json | line_format "{{.severity}}: {{.message}}"',
          }),
        ],
      },
    ],
  });
