import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Type from 'typebox';
import { processSettings, readConfig } from '../src/config.ts';

const Schema = Type.Object({
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65_535 }),
  RATIO: Type.Number({ default: 0.5 }),
  STRICT: Type.Boolean({ default: false }),
  LEVEL: Type.Enum(['debug', 'info'], { default: 'info' }),
  URL: Type.String({ pattern: '^https?://' }),
  SIZE: Type.Optional(Type.Integer({ minimum: 1 })),
});
const URL = 'http://localhost';

describe('the configuration', () => {
  it('has defaults for variables that are unset or empty', () => {
    const expected = { PORT: 8080, RATIO: 0.5, STRICT: false, LEVEL: 'info', URL };
    assert.deepEqual({ ...readConfig(Schema, { URL }) }, expected);
    assert.deepEqual({ ...readConfig(Schema, { URL, PORT: '', SIZE: '' }) }, expected);
  });

  it('turns text into numbers and booleans', () => {
    const { PORT, RATIO, STRICT, SIZE } = readConfig(Schema, {
      URL,
      PORT: '9',
      RATIO: '0.25',
      STRICT: 'true',
      SIZE: '3',
    });
    assert.deepEqual([PORT, RATIO, STRICT, SIZE], [9, 0.25, true, 3]);
  });

  it('contains no other variable, and is frozen', () => {
    const config = readConfig(Schema, { URL, HOME: '/home/me' });
    assert.ok(!('HOME' in config));
    assert.ok(Object.isFrozen(config));
  });

  it('reports all invalid variables at once, by name', () => {
    assert.throws(
      () => readConfig(Schema, { PORT: '70000', RATIO: 'half', LEVEL: 'loud', SIZE: '1.5' }),
      ({ message }: Error) => {
        assert.match(message, /^invalid environment variables:/);
        for (const name of ['PORT', 'RATIO', 'LEVEL', 'SIZE', 'URL'])
          assert.match(message, new RegExp(`\\b${name}\\b`));
        return true;
      },
    );
  });

  for (const [value, level] of [
    ['DEBUG', 'debug'],
    ['trace', 'trace'],
    ['Warning', 'warning'],
    ['fatal', 'fatal'],
    [' info ', 'info'],
    ['', 'info'],
  ] as const)
    it(`takes "${value}" for the level of log lines`, () => {
      assert.equal(readConfig(Type.Object(processSettings(8080)), { LOG_LEVEL: value }).LOG_LEVEL, level);
    });

  it('lists the values of a variable that takes one of a few', () => {
    assert.throws(
      () => readConfig(Type.Object(processSettings(8080)), { LOG_LEVEL: 'loud' }),
      /LOG_LEVEL must be one of trace, debug, info, warn, warning, error, fatal$/,
    );
  });
});
