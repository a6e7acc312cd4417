import { startFault } from '../causes/faults.ts';
import type { Drill } from '../drill.ts';

export const converterHang: Drill = {
  name: 'converter-hang',
  summary: 'every converter hangs until it is killed at its deadline',
  expects: [
    { alert: 'ConversionsFailing', severity: 'page', service: 'image_svc' },
    { alert: 'ConvertersDying', severity: 'ticket', service: 'image_svc' },
  ],
  holds: ['image_svc', 'job_svc'],
  cause: (context) => startFault(context, 'image_svc', { name: 'converters', mode: 'hang' }),
};

export const slowConversions: Drill = {
  name: 'slow-conversions',
  summary: 'every conversion takes 4 s longer, so that more arrive than finish',
  expects: [
    { alert: 'ConversionLatencyBudgetBurn', severity: 'page', service: 'image_svc' },
    { alert: 'ConversionsSlow', severity: 'ticket', service: 'image_svc' },
    { alert: 'ConverterPoolSaturated', severity: 'ticket', service: 'image_svc' },
  ],
  holds: ['image_svc', 'job_svc'],
  cause: (context) => startFault(context, 'image_svc', { name: 'converters', mode: 'slow', delaySeconds: 4 }),
};
