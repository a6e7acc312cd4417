import type { ObjectStore } from '@triptych/store';
import type { Log } from '@triptych/telemetry';
import { RESULTS, SOURCES } from './keys.ts';

const SWEEPS_PER_RETENTION = 24;

/** Deletes pictures older than `retentionSeconds`: now, and 24 times in every `retentionSeconds`. */
export function expirePictures(store: ObjectStore, retentionSeconds: number, logger: Log): { stop(): void } {
  const sweep = async () => {
    const time = new Date(Date.now() - retentionSeconds * 1000);
    try {
      const deleted = (await store.deleteOlderThan(SOURCES, time)) + (await store.deleteOlderThan(RESULTS, time));
      if (deleted > 0) logger.info({ deleted, older_than: time.toISOString() }, 'pictures expired');
    } catch (err) {
      logger.error({ err }, 'expiry failed');
    }
  };
  void sweep();
  const timer = setInterval(sweep, (retentionSeconds * 1000) / SWEEPS_PER_RETENTION).unref();
  return { stop: () => clearInterval(timer) };
}
