import { useSignal } from '@preact/signals';
import { ApiError, send } from '../../api.ts';
import { Notice } from '../../components/notice.tsx';
import { location } from '../../router.ts';
import { destination } from './destination.ts';
import './login.css';

/** Asks for the token of the console, and then opens the page that needed it. */
export function LoginPage() {
  const error = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);

  const logIn = async (event: SubmitEvent) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget as HTMLFormElement).get('token');
    busy.value = true;
    try {
      await send('POST', '/api/session', { token });
      window.location.assign(destination(location.value.searchParams.get('to'), window.location.origin));
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      error.value = cause.message;
      busy.value = false;
    }
  };

  return (
    <form class="login panel" onSubmit={logIn}>
      <h1>Log in</h1>
      <label for="token">Token of the console</label>
      <input
        id="token"
        name="token"
        type="password"
        autocomplete="current-password"
        required
        aria-describedby="token-help"
      />
      <p id="token-help" class="quiet">
        The notes of the installation say where it is: "helm get notes RELEASE".
      </p>
      {error.value && <Notice kind="error">{error.value}</Notice>}
      <button type="submit" disabled={busy.value}>
        Log in
      </button>
    </form>
  );
}
