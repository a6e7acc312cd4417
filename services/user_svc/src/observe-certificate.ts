import { METRICS } from '@triptych/catalogue';
import type { GaugeRecorder, Telemetry } from '@triptych/telemetry';
import { certificateExpiry } from './certificate.ts';

/** A certificate that was renewed is seen within this. */
const EVERY_MS = 600_000;

/** Tells when the certificate of the public address ends, for those who have to renew it; nothing without https. */
export function observeCertificate(publicUrl: string | undefined, { metrics, logger }: Telemetry): void {
  if (!publicUrl?.startsWith('https:')) return;
  const url = new URL(publicUrl);
  // Made once there is something to tell: a gauge is 0 from the start, and in 1970 no certificate was valid.
  let expiry: GaugeRecorder<typeof METRICS.certificateExpiry> | undefined;
  const look = async () => {
    try {
      const seconds = await certificateExpiry(url);
      expiry ??= metrics.gauge(METRICS.certificateExpiry);
      expiry.set({}, seconds);
    } catch (error) {
      // The last value stays: that nobody answers there now does not change when it ends.
      logger.warn({ reason: (error as Error).message }, 'certificate unreadable');
    }
  };
  void look();
  setInterval(look, EVERY_MS).unref();
}
