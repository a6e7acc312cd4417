import { send } from '../api.ts';
import { settings } from '../settings.ts';

/** A button that ends the session, where the console wants a token. */
export function LogOut() {
  if (settings.value?.access !== 'token') return null;
  const logOut = async () => {
    await send('DELETE', '/api/session');
    window.location.assign('/login');
  };
  return (
    <button type="button" class="log-out" onClick={logOut}>
      Log out
    </button>
  );
}
