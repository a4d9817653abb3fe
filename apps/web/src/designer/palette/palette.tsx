/** The palette: what can be added. Type to filter, Enter or a click adds beside what is selected, a drag where it is dropped. */
import type { PaletteEntry } from '@potoroo/shared/catalogue';
import { type KeyboardEvent, useState } from 'react';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { addFromPalette, paletteMime } from '../adding/add-actions.ts';
import { middleOfView } from '../canvas/view.ts';
import { kindColours } from '../canvas/nodes/node-parts.tsx';
import { useProject } from '../document/project-store.ts';
import { paletteFilterId } from './palette-focus.ts';
import { paletteView, rankedEntries } from './palette-view.ts';

export function Palette() {
  const [filter, setFilter] = useState('');
  const hasProject = useProject(({ id }) => id !== null);
  const sections = paletteView(filter);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setFilter('');
    const best = event.key === 'Enter' ? rankedEntries(filter)[0] : undefined;
    if (best === undefined) return;
    addInView(best);
    setFilter('');
  };
  return (
    <nav className="palette" aria-label="Palette">
      <label className="palette-filter">
        <span className="visually-hidden">Add a node: type to filter, Enter adds the first</span>
        <input
          id={paletteFilterId}
          type="text"
          placeholder="Add a node"
          autoComplete="off"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <kbd className="kbd">/</kbd>
      </label>
      <div className="palette-list">
        {sections.map(({ section, entries }) => (
          <section key={section} aria-label={section}>
            <h3 className="section-title">{section}</h3>
            <ul>
              {entries.map((entry) => (
                <li key={entry.id}>
                  <button
                    type="button"
                    className="palette-entry"
                    title={entry.help}
                    draggable={hasProject}
                    aria-disabled={!hasProject}
                    onDragStart={(event) => {
                      event.dataTransfer.setData(paletteMime, entry.id);
                      event.dataTransfer.effectAllowed = 'copy';
                    }}
                    onClick={() => addInView(entry)}
                  >
                    <i style={{ background: kindColours[entry.kind] }}>
                      <Icon name={iconOf(entry)} size={14} />
                    </i>
                    {entry.title}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {sections.length === 0 && (
          <p className="palette-none">Nothing is called “{filter}”. Clear the filter with Escape.</p>
        )}
      </div>
    </nav>
  );
}

/** Adds beside what is selected, or in the middle of the view. */
function addInView({ id }: PaletteEntry): void {
  const middle = middleOfView();
  if (middle !== null) addFromPalette(id, middle);
}

const icons: Readonly<Record<PaletteEntry['id'], IconName>> = {
  'tcp-source': 'tcp',
  'file-source': 'file',
  generator: 'generator',
  map: 'computation',
  filter: 'filter',
  'flat-map': 'branch',
  key: 'key',
  state: 'state',
  'state-computation': 'state-computation',
  'tcp-sink': 'tcp-out',
  'file-sink': 'file',
  'live-table': 'live',
  note: 'note',
};

const iconOf = (entry: PaletteEntry): IconName => icons[entry.id];
