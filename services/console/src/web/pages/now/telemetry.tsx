import type { TelemetryNow } from '../../../schemas/now.ts';
import { bytes, duration, grouped } from '../../format.ts';
import { shown } from './shown.ts';

/** Whether the telemetry behind these figures is whole. */
export function TelemetryHealth({ telemetry }: { readonly telemetry: TelemetryNow }) {
  const { healthy, problems, queues, waiting, lost, report_age_seconds: age } = telemetry;
  return (
    <>
      {healthy ? (
        <p class="good">Nothing is lost, and every queue has room.</p>
      ) : (
        <ul class="problems">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <dl class="facts">
        {queues.map(({ exporter, bytes: size, fill }) => (
          <div key={exporter}>
            <dt>Queue for {exporter.replace(/^.*\//, '')}</dt>
            <dd>
              <meter min={0} max={1} high={0.5} optimum={0} value={fill} aria-label={`Queue for ${exporter}`} />
              {bytes(size)}, {shown.percent(fill)}
            </dd>
          </div>
        ))}
        <div>
          <dt>Waiting in services</dt>
          <dd>{grouped(Math.round(waiting))} items</dd>
        </div>
        <div>
          <dt>Lost in 15 minutes</dt>
          <dd class={lost > 0 ? 'failing' : ''}>{grouped(lost)} items</dd>
        </div>
        <div>
          <dt>Last report of the Collector</dt>
          <dd>{age === null ? 'more than 5 min ago' : `${duration(age)} ago`}</dd>
        </div>
      </dl>
    </>
  );
}
