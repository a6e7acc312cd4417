/** What a server under test says of itself. */
export interface Usage {
  /** Requests that its route has answered. */
  readonly served: number;
  /** CPU of the process with all its threads, in microseconds. */
  readonly cpuMicros: number;
  readonly rssBytes: number;
  /** Spans and log records that it counts as dropped; undefined where it does not count them. */
  readonly dropped: number | undefined;
}

export interface Subject {
  listen(options: { readonly host: string; readonly port: number }): Promise<string>;
  close(): unknown;
}

export interface Hooks {
  served(): number;
  dropped?(): Promise<number>;
  /** Sends what still waits. */
  shutdown?(): Promise<unknown>;
}

/**
 * Serves the app to the bench: sends its URL, its usage when the bench asks, and its last usage when it stops. Only
 * built-in modules are imported here, so that every server measures nothing but what it loads itself.
 */
export async function serve(app: Subject, { served, dropped, shutdown }: Hooks): Promise<void> {
  const usage = async (): Promise<Usage> => {
    const { user, system } = process.cpuUsage();
    return {
      served: served(),
      cpuMicros: user + system,
      rssBytes: process.memoryUsage.rss(),
      dropped: await dropped?.(),
    };
  };
  process.on('message', async (message: 'usage' | 'stop') => {
    if (message === 'stop') {
      await app.close();
      await shutdown?.();
    }
    process.send?.(await usage(), () => {
      if (message === 'stop') process.exit(0);
    });
  });
  process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
}
