import { describe, it } from 'node:test';
import { promtool } from './support/promtool.ts';
import { counter } from './support/values.ts';

const labels = (service: string, instance: string, route: string, status: number) =>
  `service_name="${service}", service_instance_id="${instance}", http_request_method="GET", http_route="${route}", http_response_status_code="${status}"`;
const requests = (...of: Parameters<typeof labels>) => `http_server_request_duration_seconds_count{${labels(...of)}}`;
const bucket = (le: string, ...of: Parameters<typeof labels>) =>
  `http_server_request_duration_seconds_bucket{${labels(...of)}, le="${le}"}`;
const converted = (le: string, formatIn: string, outcome = 'ok') =>
  `image_svc_conversion_duration_seconds_bucket{service_name="image_svc", format_in="${formatIn}", format_out="webp", outcome="${outcome}", le="${le}"}`;

describe('the short names', () => {
  it('count requests of all instances and with every status, by service and path', async () => {
    await promtool({
      rules: 'shortcuts',
      series: {
        [requests('user_svc', 'a', '/v1/conversions/:id', 200)]: counter([60, 10]),
        [requests('user_svc', 'b', '/v1/conversions/:id', 404)]: counter([6, 10]),
        [requests('job_svc', 'c', '/v1/jobs/:id', 200)]: counter([30, 10]),
      },
      queries: [
        {
          eval_time: '5m',
          expr: 'http_request_count',
          exp_samples: [
            { labels: 'http_request_count{service="user_svc", path="/v1/conversions/:id"}', value: 330 },
            { labels: 'http_request_count{service="job_svc", path="/v1/jobs/:id"}', value: 150 },
          ],
        },
      ],
    });
  });

  it('give the 50th, 95th and 99th percentile of the duration of requests', async () => {
    const of = ['user_svc', 'a', '/v1/conversions', 202] as const;
    const sample = (quantile: string, value: number) => ({
      labels: `http_request_duration{service="user_svc", path="/v1/conversions", quantile="${quantile}"}`,
      value,
    });
    await promtool({
      rules: 'shortcuts',
      series: {
        // Of 64 a minute 32 below 1 s, and none above 3 s: between two bounds they are taken to be spread evenly.
        [bucket('1', ...of)]: counter([32, 20]),
        [bucket('3', ...of)]: counter([64, 20]),
        [bucket('+Inf', ...of)]: counter([64, 20]),
      },
      queries: [
        {
          eval_time: '15m',
          expr: 'round(http_request_duration, 1e-6)',
          exp_samples: [sample('0.5', 1), sample('0.95', 2.8), sample('0.99', 2.96)].map(({ labels, value }) => ({
            labels: labels.replace('http_request_duration', ''),
            value,
          })),
        },
      ],
    });
  });

  it('give the duration of successful conversions by the requested format', async () => {
    const sample = (quantile: string, value: number) => ({
      labels: `{format_out="webp", quantile="${quantile}"}`,
      value,
    });
    await promtool({
      rules: 'shortcuts',
      series: {
        [converted('0.5', 'jpeg')]: counter([32, 20]),
        [converted('1', 'jpeg')]: counter([32, 20]),
        [converted('+Inf', 'jpeg')]: counter([32, 20]),
        [converted('0.5', 'png')]: counter([0, 20]),
        [converted('1', 'png')]: counter([32, 20]),
        [converted('+Inf', 'png')]: counter([32, 20]),
        [converted('0.5', 'png', 'timeout')]: counter([0, 20]),
        [converted('1', 'png', 'timeout')]: counter([0, 20]),
        [converted('+Inf', 'png', 'timeout')]: counter([1000, 20]),
      },
      queries: [
        {
          eval_time: '15m',
          expr: 'round(image_svc_conversion_duration, 1e-6)',
          exp_samples: [sample('0.5', 0.5), sample('0.95', 0.95), sample('0.99', 0.99)],
        },
      ],
    });
  });
});
