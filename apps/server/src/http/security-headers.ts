/**
 * The headers of every answer. Scripts, fonts and data come from this server only; nothing is framed, sniffed or referred.
 * Inline styles are the one allowance: CodeMirror writes style elements at run time. Scripts have none.
 */
export function securityHeaders(host: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(host),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Cache-Control': 'no-store',
  };
}

/**
 * For the workers in which the studio tries snippets and plays lessons. They alone may make code from text, and can reach
 * nothing: a worker has the policy that its own script was served with.
 */
export const trialWorkerPolicy = "default-src 'none'; script-src 'unsafe-eval'";

/** `host` has passed the allow-list. Older browsers do not count a websocket as `'self'`, so it is named. */
function contentSecurityPolicy(host: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-elem 'self' 'unsafe-inline'",
    "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src 'self' ws://${host}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
