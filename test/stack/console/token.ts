import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ServiceProcess, startProcess } from '@triptych/telemetry/testing';
import { repository } from '../../support/programs.ts';
import type { Console } from '../console.test.ts';
import { visit } from '../support/browser.ts';

export function token(running: () => Console): void {
  describe('a console with a token', () => {
    const secret = 'a-token-that-nobody-guesses-0123456789';
    let setup: Console;
    let folder: string;
    let service: ServiceProcess;
    let url: string;
    before(async () => {
      setup = running();
      folder = await mkdtemp(join(tmpdir(), 'triptych-token-'));
      const file = join(folder, 'token');
      await writeFile(file, `${secret}\n`);
      const backends = Object.fromEntries(
        ['user_svc', 'jaeger', 'loki', 'prometheus', 'alertmanager'].map((part) => [
          `${part.toUpperCase()}_URL`,
          setup.stack.url(part),
        ]),
      );
      service = startProcess(['services/console/src/main.ts'], {
        cwd: repository,
        env: {
          ...backends,
          PORT: '0',
          CONSOLE_ACCESS: 'token',
          CONSOLE_TOKEN_FILE: file,
          OTEL_SDK_DISABLED: 'true',
          DRAIN_DELAY_SECONDS: '0',
        },
      });
      const { metadata } = await service.line('service started');
      url = `http://127.0.0.1:${metadata.port}`;
    });
    after(async () => {
      await service?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('asks for it, refuses another one, and then opens the page that was asked for', async () => {
      await using visited = await visit(setup.browser, `${url}/convert?width=77`);
      const { page } = visited;
      const field = page.getByLabel(/token/i).first();
      await field.fill('another-token');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('This is not the token of the console.').waitFor();
      await field.fill(secret);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Convert' }).waitFor();
      assert.match(page.url(), /\/convert\?width=77$/);
      const [session] = await page.context().cookies();
      assert.deepEqual([session?.httpOnly, session?.sameSite], [true, 'Strict']);
      assert.equal(await page.evaluate('document.cookie'), '');
      assert.deepEqual(visited.complaints, []);
    });

    it('gives nothing away without it', async () => {
      for (const path of ['/api/requests/some-request-id', '/v1/conversions/019acd00-0000-7000-8000-000000000001']) {
        assert.equal((await fetch(`${url}${path}`)).status, 401, path);
      }
      for (const path of ['/v1/conversions', '/api/spans']) {
        assert.equal((await fetch(`${url}${path}`, { method: 'POST', body: 'x' })).status, 401, path);
      }
    });
  });
}
