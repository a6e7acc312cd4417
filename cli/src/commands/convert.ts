import { readFile, stat } from 'node:fs/promises';
import { traceUrl } from '@triptych/client/jaeger';
import { newKeptTrace } from '@triptych/client/kept-trace';
import { userSvc } from '@triptych/client/user-svc';
import type { Conversion, ConvertOptions } from '@triptych/contracts';
import { duration, print, printError, progressLine } from '@triptych/terminal';
import { defineCommand, UsageError, UserError } from '../command.ts';
import { KeptError } from '../convert/errors.ts';
import { realFiles } from '../convert/files.ts';
import { planOutputs } from '../convert/plan.ts';
import { deferSignals } from '../convert/signals.ts';
import { writeOutput } from '../convert/write.ts';
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
  --force                  replace outputs that exist; by default they are kept. A FILE is never replaced
  --json                   print the outcome of each FILE as JSON: converted, kept or failed
${targetHelp.trimStart().replace(/^/, '  ')}

An output that would replace its own FILE is called NAME.converted.EXT. Two pictures with the same output are refused
before anything is uploaded.

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
    force: { type: 'boolean' },
    json: { type: 'boolean' },
    ...targetOptions,
  },
  positionals: true,
  async run({ output, force = false, json, 'port-offset': offset, context, namespace, release, ...options }, files) {
    if (files.length === 0) throw new UsageError('name at least one FILE');
    if (!options.format || !(options.format in EXTENSIONS)) {
      throw new UsageError(`--format must be one of ${Object.keys(EXTENSIONS).join(', ')}`);
    }
    // The service checks the other options; it knows their ranges.
    const wanted = options as unknown as ConvertOptions;
    using _signals = deferSignals();
    const place = await readOutput(output, files);
    const plan = planOutputs(files, { output: place, extension: EXTENSIONS[wanted.format], force }, realFiles);
    await using system = await openTarget({ 'port-offset': offset, context, namespace, release });

    let failed = 0;
    const done: object[] = [];
    for (const { file, output, error: known } of plan) {
      try {
        if (known || output === undefined) throw known;
        const conversion = await convertFile(system.endpoints.userSvc, file, output, wanted, force, json ?? false);
        done.push({ file, outcome: 'converted', output, ...conversion });
        if (!json) report(conversion, file, output, system);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        failed += 1;
        done.push({ file, outcome: error instanceof KeptError ? 'kept' : 'failed', output, error: error.message });
        printError(`✘ ${file}: ${error.message}`);
      }
    }
    if (json) print(JSON.stringify(done, null, 2));
    return failed === 0 ? 0 : 1;
  },
});

const READ_ERRORS: Partial<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder: name the pictures in it',
  EACCES: 'you may not read it',
};

async function readOutput(path: string | undefined, files: readonly string[]) {
  if (path === undefined) return undefined;
  if (path === '') throw new UsageError('--output is empty: name a file or a folder');
  if (path === '-') {
    throw new UsageError('--output - does not write to stdout: name a file (./- for one that is called "-")');
  }
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  if (files.length > 1 && !isFolder) {
    throw new UsageError(`for several pictures --output must be a folder, and ${path} is none`);
  }
  if (!isFolder && path.endsWith('/')) throw new UsageError(`there is no folder ${path}: make it first`);
  return { path, isFolder };
}

async function convertFile(
  url: string,
  file: string,
  target: string,
  options: ConvertOptions,
  force: boolean,
  quiet: boolean,
) {
  const picture = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(READ_ERRORS[cause.code ?? ''] ?? cause.message, { cause });
  });
  const client = userSvc(url);
  const startedAt = performance.now();
  const line = progressLine();
  const show = ({ status }: Conversion) => {
    if (!quiet) line.show(`  ${file}  ${status}  ${duration(performance.now() - startedAt)}`);
  };
  const conversion = await client.follow(await client.start(picture, options, undefined, newKeptTrace()), show);
  line.clear();
  if (conversion.status === 'failed') {
    throw new UserError(`${conversion.failure?.detail ?? 'failed'} (request ${conversion.request_id})`);
  }
  const reply = await client.result(conversion);
  const bytes = await reply.arrayBuffer().catch((cause: Error) => {
    const id = conversion.request_id;
    throw new UserError(`the result did not arrive whole (${cause.message}): convert it again (request ${id})`, {
      cause,
    });
  });
  writeOutput(target, Buffer.from(bytes), force);
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
