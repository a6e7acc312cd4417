/** Go collects garbage earlier than by default: on a laptop these programs have next to nothing to do. */
export const heap = (limit: string) => ({ GOGC: '50', GOMEMLIMIT: limit });
