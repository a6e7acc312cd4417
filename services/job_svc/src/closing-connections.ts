import { Client } from 'pg';

const end: (...args: unknown[]) => unknown = Client.prototype.end;

/**
 * Ignores errors of every database connection from its `end` on: nobody waits for the connection any more. pg-boss 12.38
 * removes all listeners of its LISTEN connection before it ends it. An error that arrives in between, such as the last
 * word of a PostgreSQL that was killed, had no listener then, and ended the process.
 */
Client.prototype.end = function (this: Client, ...args: unknown[]) {
  this.on('error', () => {});
  return end.apply(this, args);
} as Client['end'];
