import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { traceUrl } from '@triptych/client/jaeger';
import { userSvc } from '@triptych/client/user-svc';
import type { Conversion, ConvertOptions } from '@triptych/contracts';
import { duration, print, printError, progressLine } from '@triptych/terminal';
import { defineCommand, UsageError, UserError } from '../command.ts';
import { openTarget, type Target, targetHelp, targetOptions } from '../target.ts';

const EXTENSIONS: Record<ConvertOptions['format'], string> = {
  jpeg: '.jpg',
  png: '.png',
  webp: '.webp',
  avif: '.avif',
};

export const convert = defineCommand({
  name: 'convert',
  summary: 'convert pictures through user_svc',
  help: `
Usage: triptych convert FILE… --format jpeg|png|webp|avif [options]

  --width N --height N     size in pixels, 1 to 16383
  --fit inside|outside|cover|contain|fill     how the picture fills this size (inside)
  --quality 1…100   --effort 0…9   --background #rrggbb
  -o, --output PATH        a file, or a folder for several pictures; by default beside each FILE
  --json                   print the conversion of each FILE as JSON
${targetHelp.trimStart().replace(/^/, '  ')}

Prints the request id and trace id of each conversion. Exits with 0 when all pictures are converted, otherwise 1.
`,
  options: {
    format: { type: 'string' },
    width: { type: 'string' },
    height: { type: 'string' },
    fit: { type: 'string' },
    quality: { type: 'string' },
    effort: { type: 'string' },
    background: { type: 'string' },
    output: { type: 'string', short: 'o' },
    json: { type: 'boolean' },
    ...targetOptions,
  },
  positionals: true,
  async run({ output, json, 'port-offset': offset, context, namespace, release, ...options }, files) {
    if (files.length === 0) throw new UsageError('name at least one FILE');
    if (!options.format || !(options.format in EXTENSIONS)) {
      throw new UsageError(`--format must be one of ${Object.keys(EXTENSIONS).join(', ')}`);
    }
    // The service checks the other options; it knows their ranges.
    const wanted = options as unknown as ConvertOptions;
    const targets = await targetsOf(files, output, EXTENSIONS[wanted.format]);
    await using system = await openTarget({ 'port-offset': offset, context, namespace, release });

    let failed = 0;
    const done: object[] = [];
    for (const [i, file] of files.entries()) {
      try {
        const conversion = await convertFile(system.endpoints.userSvc, file, targets[i] ?? '', wanted, json ?? false);
        done.push({ file, output: targets[i], ...conversion });
        if (!json) report(conversion, file, targets[i] ?? '', system);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        failed += 1;
        done.push({ file, error: error.message });
        printError(`✘ ${file}: ${error.message}`);
      }
    }
    if (json) print(JSON.stringify(done, null, 2));
    return failed === 0 ? 0 : 1;
  },
});

async function targetsOf(files: readonly string[], output: string | undefined, extension: string): Promise<string[]> {
  const isFolder = output !== undefined && (await stat(output).catch(() => undefined))?.isDirectory();
  if (files.length > 1 && output !== undefined && !isFolder) {
    throw new UsageError(`for several pictures, --output must name a folder, and ${output} is not a folder`);
  }
  if (output !== undefined && !isFolder) return [output];
  return files.map((file) => {
    const name = `${basename(file, extname(file))}${extension}`;
    if (isFolder && output) return join(output, name);
    const beside = join(file, '..', name);
    // The result must not replace an original of the same format.
    return beside === join(file) ? join(file, '..', `${basename(file, extname(file))}.converted${extension}`) : beside;
  });
}

async function convertFile(url: string, file: string, target: string, options: ConvertOptions, quiet: boolean) {
  const picture = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(cause.code === 'ENOENT' ? 'there is no such file' : cause.message, { cause });
  });
  const client = userSvc(url);
  const startedAt = performance.now();
  const line = progressLine();
  const show = ({ status }: Conversion) => {
    if (!quiet) line.show(`  ${file}  ${status}  ${duration(performance.now() - startedAt)}`);
  };
  const conversion = await client.follow(await client.start(picture, options), show);
  line.clear();
  if (conversion.status === 'failed') {
    throw new UserError(`${conversion.failure?.detail ?? 'failed'} (request ${conversion.request_id})`);
  }
  const reply = await client.result(conversion);
  const partial = `${target}.partial`;
  try {
    await writeFile(partial, Buffer.from(await reply.arrayBuffer()));
    await rename(partial, target);
  } catch (cause) {
    throw new UserError(`cannot write ${target}: ${(cause as Error).message}`, { cause });
  }
  return conversion;
}

function report({ request_id, trace_id = '', result }: Conversion, file: string, target: string, system: Target): void {
  if (!result) return;
  const { input, output, duration_seconds } = result;
  const size = ({ width, height, bytes }: typeof input | typeof output) =>
    `${width} × ${height}, ${(bytes / 1000).toFixed(1)} kB`;
  print(`✔ ${file} (${input.format} ${size(input)}) → ${target} (${output.format} ${size(output)})`);
  print(`    converted in ${(duration_seconds * 1000).toFixed(0)} ms`);
  print(`    request id   ${request_id}`);
  // The URL of a tunnel stops working when this command ends.
  const more = system.temporary
    ? `triptych trace ${request_id}${system.arguments}`
    : traceUrl(system.endpoints.jaeger, trace_id);
  print(`    trace id     ${trace_id}   ${more}`);
}
