import type { RequestJson } from './json.ts';
import type { MetricsJson } from './metrics.ts';

/** What a saved page shows. */
export interface SavedRequest {
  readonly id: string;
  readonly request: RequestJson;
  readonly metrics: MetricsJson | undefined;
}

/** The element that holds the request in a saved page. */
export const SAVED_ELEMENT = 'saved-request';

/** The name of the file of a saved page. */
export function savedName(id: string): string {
  return `request-${id}.html`;
}

/**
 * One HTML file that shows one request without a network: the script and the style of the page, and the request as JSON.
 * Nothing in the request can end its element: every `<` is escaped.
 */
export function savedPage(built: { readonly script: string; readonly style: string }, saved: SavedRequest): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>Request ${escapeHtml(saved.id)} – Triptych</title>
<style>${built.style.replaceAll('</', '<\\/')}</style>
</head>
<body>
<div id="page"></div>
<script type="application/json" id="${SAVED_ELEMENT}">${escapeJson(saved)}</script>
<script type="module">${built.script.replaceAll(/<(?=\/script|!--)/gi, '\\x3C')}</script>
</body>
</html>
`;
}

/** JSON that is safe inside a script element. JSON has these characters only in strings, where their escapes mean the same. */
function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
