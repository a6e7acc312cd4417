import { type Static, type TObject, Type } from 'typebox';

/** The variables that name the database: a URL, or its parts under the names that PostgreSQL's own programs read. */
export const databaseSettings = {
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  PGHOST: Type.Optional(Type.String()),
  PGPORT: Type.Integer({ default: 5432, minimum: 1, maximum: 65_535 }),
  PGUSER: Type.Optional(Type.String()),
  PGPASSWORD: Type.Optional(Type.String()),
  PGDATABASE: Type.Optional(Type.String()),
  PGSSLMODE: Type.Optional(
    Type.String({ enum: ['disable', 'no-verify', 'verify-full', 'require', 'prefer', 'verify-ca'] }),
  ),
  /** File with the certificates of the authorities that may have signed the server's, instead of those that Node.js trusts. */
  PGSSLROOTCERT: Type.Optional(Type.String()),
};
export type DatabaseSettings = Readonly<Static<TObject<typeof databaseSettings>>>;

/**
 * The URL of the database. `sslmode` is `disable`, `no-verify` or `verify-full` in it: the client treats every other mode as
 * `verify-full`, and warns of it. Throws when the settings name no database, or when DATABASE_URL is no URL.
 */
export function databaseUrl(settings: DatabaseSettings): string {
  return settings.DATABASE_URL === undefined ? fromParts(settings) : checked(settings.DATABASE_URL);
}

function fromParts({ PGHOST, PGPORT, PGUSER = '', PGPASSWORD, PGDATABASE, ...tls }: DatabaseSettings): string {
  if (PGHOST === undefined)
    throw new Error(
      'the environment names no database: set DATABASE_URL, or PGHOST, PGUSER, PGPASSWORD and PGDATABASE',
    );
  const host = PGHOST.includes(':') && !PGHOST.startsWith('[') ? `[${PGHOST}]` : encodeURIComponent(PGHOST);
  const user = [PGUSER, PGPASSWORD].filter((part) => part !== undefined).map(encodeURIComponent);
  const options = { sslmode: tls.PGSSLMODE && strict(tls.PGSSLMODE), sslrootcert: tls.PGSSLROOTCERT };
  const search = Object.entries(options).flatMap(([name, value]) =>
    value ? [`${name}=${encodeURIComponent(value)}`] : [],
  );
  return `postgres://${user.join(':')}@${host}:${PGPORT}/${encodeURIComponent(PGDATABASE ?? PGUSER)}?${search.join('&')}`;
}

/** The message does not repeat the URL, because it contains the password. */
function checked(url: string): string {
  // The client accepts a URL without a host.
  if (!URL.canParse(url.replace('@/', '@host/')))
    throw new Error(
      'DATABASE_URL is not a URL. A character of the password such as @, / or # must be percent-encoded; or set PGHOST, PGUSER, PGPASSWORD and PGDATABASE instead',
    );
  if (/[?&]uselibpqcompat=true(&|$)/.test(url)) return url;
  return url.replace(/([?&]sslmode=)([a-z-]+)/, (_, name: string, mode: string) => name + strict(mode));
}

const strict = (mode: string) => (['prefer', 'require', 'verify-ca'].includes(mode) ? 'verify-full' : mode);
