import { prove } from './support/prove.ts';
import { counter } from './support/values.ts';

const requests = (service: string, method: string, route: string, status: number) =>
  `http_server_request_duration_seconds_count{service_name="${service}", http_request_method="${method}", http_route="${route}", http_response_status_code="${status}"}`;
const uploads = (status: number) => requests('user_svc', 'POST', '/v1/conversions', status);

prove(
  'requests',
  {
    alert: 'UploadsRejected',
    when: 'most of the uploads of 10 minutes, and at least 20, are rejected, for 5 minutes',
    series: {
      [uploads(202)]: counter([0, 15], [3.5, 35]),
      // The twentieth at 20m.
      [uploads(415)]: counter([0, 15], [3, 12], [0, 23]),
      [uploads(413)]: counter([0, 15], [1, 12], [0, 23]),
    },
    silentAt: '24m45s',
    firingAt: '25m',
    resolvedAt: '32m',
    labels: { severity: 'ticket', service: 'user_svc' },
    summary: '53.33% of uploads are rejected',
    description:
      'In the last 10 minutes user_svc rejected 53.33% of the uploads, and at least 20, with a 4xx status: a client ' +
      'sends unreadable pictures, a format or limit has changed, or somebody probes the service.',
  },
  {
    alert: 'UploadsRejected',
    when: 'a few uploads are all rejected',
    series: { [uploads(415)]: counter([0, 15], [1.8, 30]) },
    silentUntil: '45m',
  },
  {
    alert: 'UploadsRejected',
    when: 'exactly half of the uploads are rejected',
    series: { [uploads(202)]: counter([20, 45]), [uploads(400)]: counter([20, 45]) },
    silentUntil: '45m',
  },
  {
    alert: 'UploadsRejected',
    when: 'uploads fail with a server error',
    series: { [uploads(202)]: counter([20, 45]), [uploads(503)]: counter([40, 45]) },
    silentUntil: '45m',
  },
  {
    alert: 'UploadsRejected',
    when: 'other requests are rejected',
    series: {
      [uploads(202)]: counter([20, 45]),
      [requests('user_svc', 'GET', '/v1/conversions/:id', 404)]: counter([100, 45]),
      [requests('job_svc', 'POST', '/v1/jobs', 400)]: counter([100, 45]),
      [requests('user_svc', 'POST', 'unmatched', 404)]: counter([100, 45]),
    },
    silentUntil: '45m',
  },
);
