/** One field for everything: type a few letters of a command, a node's name or a piece of code; Enter does it or goes there. */
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { keysText } from '../commands/keys.ts';
import { perform } from '../commands/perform.ts';
import { select } from '../designer/canvas/flow-store.ts';
import { showPlace } from '../designer/canvas/view.ts';
import { useDocument } from '../designer/document/document-store.ts';
import { reveal } from '../designer/problems/reveal.ts';
import { nameOf } from '../designer/versions/difference-rows.ts';
import { Dialog } from '../ui/dialog.tsx';
import { isMac } from '../ui/platform.ts';
import { allCommands } from './all-commands.ts';
import { find, type Found } from './finding.ts';
import { showBuild } from './screen-store.ts';

type CommandPaletteProps = { readonly onlySearch: boolean; readonly onClose: () => void };

const listId = 'palette-found';
const optionId = (index: number): string => `${listId}-${index}`;

export function CommandPalette({ onlySearch, onClose }: CommandPaletteProps) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const pipeline = useDocument((state) => state.pipeline);
  const found = useMemo(
    () => find({ query, pipeline, commands: onlySearch ? [] : allCommands }),
    [query, pipeline, onlySearch],
  );
  // Closed first: the focus is back where it was, and a command may take it from there.
  const choose = (choice: Found) => {
    flushSync(onClose);
    act(choice);
  };
  const move = (to: number) => {
    const next = (to + found.length) % Math.max(1, found.length);
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = found[active];
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'Enter' && chosen !== undefined) choose(chosen);
    else return;
    event.preventDefault();
  };
  const words = onlySearch ? 'Search nodes and code' : 'Type a command, a node or a piece of code';
  return (
    <Dialog title={onlySearch ? 'Search' : 'Command palette'} size="palette" onClose={onClose}>
      <input
        autoFocus
        className="palette-query"
        type="text"
        role="combobox"
        aria-label={words}
        placeholder={words}
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? optionId(active) : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={listId} ref={list} className="palette-found" role="listbox" aria-label="Found">
        {found.map((each, index) => (
          <li
            key={keyOf(each)}
            id={optionId(index)}
            className="palette-option"
            role="option"
            aria-selected={index === active}
            aria-disabled={(each.type === 'command' && each.command.obstacle() !== null) || undefined}
            onPointerMove={() => setActive(index)}
            onClick={() => choose(each)}
          >
            <Option found={each} />
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="palette-none" role="status">
          {query.trim() === ''
            ? 'Names of nodes, and what is written in their code.'
            : `Nothing has “${query.trim()}” in it.`}
        </p>
      )}
    </Dialog>
  );
}

function Option({ found }: { readonly found: Found }) {
  switch (found.type) {
    case 'command': {
      const { title, group, keys, obstacle } = found.command;
      const [shown] = keys;
      return (
        <>
          <span className="palette-kind">{group}</span>
          <b>{title}</b>
          <span className="palette-detail">{obstacle() ?? ''}</span>
          {shown !== undefined && <kbd className="kbd">{keysText(shown, isMac)}</kbd>}
        </>
      );
    }
    case 'node':
      return (
        <>
          <span className="palette-kind">Node</span>
          <b>{nameOf(found.node)}</b>
          <span className="palette-detail mono">{found.node.id}</span>
        </>
      );
    case 'code':
      return (
        <>
          <span className="palette-kind">Code</span>
          <code className="mono">{found.text}</code>
          <span className="palette-detail">
            {found.node === null ? 'Shared types' : nameOf(found.node)}, line {found.line}
          </span>
        </>
      );
  }
}

function act(found: Found): void {
  switch (found.type) {
    case 'command':
      return perform(found.command);
    case 'node':
      showBuild();
      select({ nodes: [found.node.id] });
      return showPlace(found.node.position);
    case 'code': {
      const { node, field, line, column } = found;
      reveal({ node: node?.id, at: { field, line, column, endLine: line, endColumn: column } });
      if (node !== null) showPlace(node.position);
    }
  }
}

function keyOf(found: Found): string {
  switch (found.type) {
    case 'command':
      return `command ${found.command.id}`;
    case 'node':
      return `node ${found.node.id}`;
    case 'code':
      return `code ${found.node?.id ?? ''} ${found.field} ${found.line}`;
  }
}
