import { type Static, Type } from 'typebox';

/** RFC 9457 problem details, with a machine-readable `code` and the id of the request that failed. */
export const Problem = Type.Object(
  {
    type: Type.String({
      description: 'URI of the kind of problem; about:blank means that `code` alone identifies it',
    }),
    title: Type.String({ description: 'Name of the HTTP status' }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String({ description: 'What went wrong, for programs: snake_case, never changes' }),
    detail: Type.String({ description: 'What went wrong and what to do, for people' }),
    request_id: Type.String(),
    errors: Type.Optional(
      Type.Array(Type.Object({ field: Type.String(), message: Type.String() }), {
        description: 'One entry for each invalid field',
      }),
    ),
  },
  { $id: 'Problem', title: 'Problem' },
);
export type Problem = Static<typeof Problem>;

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';
