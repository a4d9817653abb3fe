/** Opens a URL in the person's browser where there is a desktop, and shrugs where there is not: the URL is printed anyway. */
import { spawn } from 'node:child_process';

export type Desktop = {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
};
type Opener = { readonly command: string; readonly args: readonly string[] };

export function openBrowser(url: string, desktop: Desktop): void {
  const opener = openerFor(url, desktop);
  if (opener === null) return;
  try {
    const child = spawn(opener.command, opener.args, { stdio: 'ignore', detached: true });
    child.on('error', () => undefined);
    child.unref();
  } catch {
    // Nothing is lost: the URL stands in the terminal.
  }
}

export function openerFor(url: string, { platform, environment }: Desktop): Opener | null {
  if (platform === 'darwin') return { command: 'open', args: [url] };
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  const hasDesktop = Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
  return hasDesktop && !environment['CI'] ? { command: 'xdg-open', args: [url] } : null;
}
