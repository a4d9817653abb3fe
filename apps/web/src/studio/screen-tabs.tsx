/** The tabs of the top bar: links, so that each screen has an address, opens in another window too, and is reached by the Tab key. */
import type { MouseEvent } from 'react';
import { pathTo, showScreen, useScreen } from './screen-store.ts';
import { screens } from './screens.tsx';

export function ScreenTabs() {
  const address = useScreen();
  return (
    <nav className="segments screen-tabs" aria-label="Screens">
      {screens.map(({ id, title }) => (
        <a
          key={id}
          href={pathTo({ ...address, screen: id, rest: '' })}
          aria-current={id === address.screen ? 'page' : undefined}
          onClick={(event) => follow(event, id)}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}

/** With a key held, or another button, the browser opens the address itself: in a tab or a window of its own. */
function follow(event: MouseEvent, screen: string): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  showScreen(screen);
}
