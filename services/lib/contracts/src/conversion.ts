import { type Static, Type } from 'typebox';
import { JOB_PROGRESS, JOB_STATUSES } from './job.ts';
import { ConvertOptions, PictureName } from './picture.ts';

/** A conversion as user_svc shows it: its job without the store keys. */
export const Conversion = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    status: Type.Enum(JOB_STATUSES),
    name: Type.Optional(PictureName),
    options: ConvertOptions,
    request_id: Type.String({ description: 'Id of the request that created the conversion; finds its log lines' }),
    trace_id: Type.Optional(Type.String({ description: 'Trace of the request that created the conversion' })),
    ...JOB_PROGRESS,
    links: Type.Object({
      self: Type.String(),
      events: Type.String(),
      result: Type.String(),
    }),
  },
  { $id: 'Conversion', title: 'Conversion' },
);
export type Conversion = Static<typeof Conversion>;
