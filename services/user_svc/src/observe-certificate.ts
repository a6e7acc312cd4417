import { METRICS } from '@triptych/catalogue';
import type { GaugeRecorder, Telemetry } from '@triptych/telemetry';
import { certificateExpiry } from './certificate.ts';

/** A renewed certificate is noticed within 10 minutes. */
const EVERY_MS = 600_000;

/** Adds a gauge for the expiry of the certificate of the public URL. Does nothing when that URL is not https. */
export function observeCertificate(publicUrl: string | undefined, { metrics, logger }: Telemetry): void {
  if (!publicUrl?.startsWith('https:')) return;
  const url = new URL(publicUrl);
  // Created with the first value: a new gauge is 0, which would mean an expiry in 1970.
  let expiry: GaugeRecorder<typeof METRICS.certificateExpiry> | undefined;
  const update = async () => {
    try {
      const seconds = await certificateExpiry(url);
      expiry ??= metrics.gauge(METRICS.certificateExpiry);
      expiry.set({}, seconds);
    } catch (error) {
      // The last value stays: a server that does not answer now has the same certificate.
      logger.warn({ reason: (error as Error).message }, 'certificate unreadable');
    }
  };
  void update();
  setInterval(update, EVERY_MS).unref();
}
