import type { Rule } from './finding.ts';

/** The longest key or value that the SDK takes. */
const MOST_CHARACTERS = 255;

/** `OTEL_RESOURCE_ATTRIBUTES`: pairs that cannot be read are left out. The SDK would drop all pairs without a word. */
export const resourceAttributes: Rule = (value) => {
  const pairs = value.split(',').filter((pair) => pair.trim() !== '');
  const faults = pairs.map(faultOf);
  const fault = faults.find((one) => one !== undefined);
  if (fault === undefined) return undefined;
  const kept = pairs.filter((_, i) => faults[i] === undefined);
  return { instead: kept.join(','), reason: fault, used: kept.length > 0 ? kept.join(',') : 'no attribute' };
};

/** What is wrong with a pair `key=value` in percent-encoding, if something is. */
function faultOf(pair: string): string | undefined {
  const [key = '', value, ...more] = pair.split('=').map((text) => text.trim());
  if (value === undefined || more.length > 0 || key === '')
    return `"${pair}" is not key=value; in a key or value, "=" is written %3D and "," is written %2C`;
  try {
    const longest = Math.max(decodeURIComponent(key).length, decodeURIComponent(value).length);
    return longest > MOST_CHARACTERS ? `"${pair}" is longer than ${MOST_CHARACTERS} characters` : undefined;
  } catch {
    return `"${pair}" is not percent-encoded; "%" is written %25`;
  }
}
