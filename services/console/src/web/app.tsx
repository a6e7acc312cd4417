import { Link } from './components/link.tsx';
import { LogOut } from './components/log-out.tsx';
import { Notice } from './components/notice.tsx';
import { ConvertPage } from './pages/convert/convert-page.tsx';
import { ExplorePage } from './pages/explore/explore-page.tsx';
import { LoginPage } from './pages/login/login-page.tsx';
import { NowPage } from './pages/now/now-page.tsx';
import { RequestPage } from './pages/request/request-page.tsx';
import { location } from './router.ts';

const VIEWS = [
  ['/', 'Now'],
  ['/convert', 'Convert'],
  ['/explore', 'Explore'],
] as const;

export function App() {
  const { pathname } = location.value;
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="top">
        <Link href="/" class="brand">
          Triptych
        </Link>
        <nav aria-label="Views">
          {VIEWS.map(([href, name]) => (
            <Link key={href} href={href} aria-current={href === pathname ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <LogOut />
      </header>
      <main id="content">{viewOf(pathname)}</main>
    </>
  );
}

function viewOf(pathname: string) {
  const [, id] = /^\/request\/([^/]+)$/.exec(pathname) ?? [];
  if (id) return <RequestPage id={decodeURIComponent(id)} />;
  switch (pathname) {
    case '/':
      return <NowPage />;
    case '/convert':
      return <ConvertPage />;
    case '/explore':
      return <ExplorePage />;
    case '/login':
      return <LoginPage />;
    default:
      return <Notice kind="error">This page does not exist.</Notice>;
  }
}
