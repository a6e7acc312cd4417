/**
 * The address to open after the login, as `/login?to=…` names it. Another site could have made that link, so only an
 * address of this console counts; anything else leads to the first view.
 */
export function destination(to: string | null, origin: string): string {
  if (to === null || !URL.canParse(to, origin)) return '/';
  const url = new URL(to, origin);
  const isOwn = url.origin === origin && url.pathname !== '/login';
  return isOwn ? url.pathname + url.search + url.hash : '/';
}
