import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadConfig } from '../src/config.ts';

describe('the configuration of the console', () => {
  it('opens the console on this machine alone', () => {
    assert.equal(loadConfig({}).CONSOLE_ACCESS, 'open');
    for (const HOST of ['localhost', '::1', '127.0.0.2']) assert.equal(loadConfig({ HOST }).CONSOLE_ACCESS, 'open');
  });

  for (const HOST of ['0.0.0.0', '::', '10.0.0.7', 'localhost.example.com', '127.0.0.1.example.com']) {
    it(`refuses HOST ${HOST} when nothing says who may use the console, and says what to do`, () => {
      assert.throws(() => loadConfig({ HOST }), /nothing says who may use it\. Set CONSOLE_ACCESS to token with /);
      assert.equal(loadConfig({ HOST, CONSOLE_ACCESS: 'open' }).CONSOLE_ACCESS, 'open');
    });
  }

  it('names the variable that an access lacks', () => {
    assert.throws(() => loadConfig({ CONSOLE_ACCESS: 'token' }), /needs CONSOLE_TOKEN_FILE: set it/);
    assert.throws(() => loadConfig({ CONSOLE_ACCESS: 'proxy' }), /needs CONSOLE_USER_HEADER: set it/);
    assert.throws(() => loadConfig({ CONSOLE_ACCESS: 'closed' }), /CONSOLE_ACCESS must be one of open, token, proxy/);
  });
});
