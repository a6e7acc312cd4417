import type { V1EnvVar } from '@kubernetes/client-node';
import type { Construct } from 'constructs';
import { items } from '../../template/blocks.ts';
import { all, any, chosen, either, is, not, present } from '../../template/condition.ts';
import { asText } from '../../template/text.ts';
import type { Context } from '../base/context.ts';
import { Part, secretVariable } from '../base/part.ts';

const DATA = '/var/lib/postgresql/data';

/**
 * Sets the password of the database to that of the Secret before the server starts. So a new installation on an old volume,
 * with a newly generated Secret, works, and a change of the password needs a restart and no SQL.
 */
const SET_PASSWORD = `set -eu
[ -s "$PGDATA/PG_VERSION" ] || exit 0
rm -f "$PGDATA/postmaster.pid"
quoted=$(printf %s "$POSTGRES_PASSWORD" | sed "s/'/''/g")
# A line of a single-user session ends a statement: without -j one line, one statement.
printf "ALTER ROLE triptych PASSWORD '%s'\\n" "$quoted" | PATH="$PATH:$(dirname "$(find /usr/lib/postgresql -name postgres -type f | head -n 1)")" postgres --single -D "$PGDATA" postgres >/dev/null
`;

/** PostgreSQL: the bundled database of the queue. */
export class Postgres extends Part {
  /** Environment variables with the address of the database and its password. */
  readonly environment: readonly V1EnvVar[];
  /** Checksum of its password, or of the URL of an external database; empty when it is unknown. */
  readonly checksum: string;

  constructor(scope: Construct, context: Context) {
    const { postgres: settings } = context.values;
    const bundled = is(settings.mode, 'bundled');
    super(scope, context, 'postgres', bundled);
    const { secret, checksum } = this.secret(settings.existingSecret, ['password']);
    const password = secretVariable('POSTGRES_PASSWORD', secret, 'password');
    const env = [
      { name: 'PGDATA', value: `${DATA}/pgdata` },
      { name: 'POSTGRES_USER', value: 'triptych' },
      { name: 'POSTGRES_DB', value: 'triptych' },
      password,
    ];
    const data = { name: 'data', mountPath: DATA };
    const isReady = { exec: { command: ['pg_isready', '-h', '127.0.0.1', '-U', 'triptych'] } };

    this.serviceAccount(settings);
    this.service('sql');
    this.statefulSet({
      settings,
      credentials: checksum,
      dataPath: DATA,
      persistence: settings.persistence,
      gracePeriod: 60,
      initContainers: [
        {
          name: 'set-password',
          command: ['sh', '-c', SET_PASSWORD],
          env,
          volumeMounts: [data, { name: 'tmp', mountPath: '/tmp' }],
        },
      ],
      container: {
        // Enough for a queue of a few rows. The defaults take twice the memory.
        args: ['-c', 'shared_buffers=32MB', '-c', 'max_connections=100'],
        ports: this.containerPorts('sql'),
        env,
        startupProbe: { ...isReady, periodSeconds: 1, failureThreshold: 120 },
        livenessProbe: { tcpSocket: { port: 'sql' }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
        readinessProbe: { ...isReady, periodSeconds: 5, timeoutSeconds: 3 },
        // The folder of its socket: the root file system is read-only.
        volumeMounts: [{ name: 'run', mountPath: '/var/run/postgresql' }],
      },
      volumes: [{ name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }],
    });

    this.checksum = either(any(bundled, present(settings.existingSecret)), checksum, '');
    const hasHost = all(not(bundled), present(settings.host));
    const { host, port, user, database, sslMode } = settings;
    const here = { host: this.name, port: this.port('sql'), user: 'triptych', database: 'triptych' };
    this.environment = [
      ...items(bundled, connection({ ...here, sslMode: 'disable', secret })),
      ...items(hasHost, connection({ host, port, user, database, sslMode: chosen(sslMode), secret })),
      ...items(all(not(bundled), not(present(host))), [secretVariable('DATABASE_URL', secret, 'url')]),
    ];
  }
}

interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly sslMode: string;
  /** Name of the Secret with the password. */
  readonly secret: string;
}

/** Environment variables of a connection. Not a URL, in which characters of the password would have a meaning. */
function connection({ host, port, user, database, sslMode, secret }: Address): V1EnvVar[] {
  return [
    { name: 'PGHOST', value: host },
    { name: 'PGPORT', value: asText(port) },
    { name: 'PGUSER', value: user },
    { name: 'PGDATABASE', value: database },
    { name: 'PGSSLMODE', value: sslMode },
    secretVariable('PGPASSWORD', secret, 'password'),
  ];
}
