/** Every command that has keys, by group, and what the pointer does: the sheet that `?` shows. */
import { type Command, commandGroups } from '../commands/command.ts';
import { keysText } from '../commands/keys.ts';
import { Dialog } from '../ui/dialog.tsx';
import { isMac } from '../ui/platform.ts';
import { allCommands } from './all-commands.ts';

const pointer = [
  ['Drag from the palette', 'Add a node where it is dropped'],
  ['Drag or click two ports', 'Connect them'],
  ['Drag the ground, or two fingers', 'Pan'],
  ['Wheel', 'Zoom'],
  ['Shift and drag', 'Select what is inside'],
] as const;

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog
      title="Keyboard shortcuts"
      description="Those of the canvas act while it has the focus, or nothing has. Everything else is in the command palette."
      size="large"
      onClose={onClose}
    >
      <div className="dialog-body shortcuts" tabIndex={0} role="group" aria-label="Shortcuts by group">
        {commandGroups.map((group) => (
          <Group
            key={group}
            title={group}
            commands={allCommands.filter((command) => command.group === group && command.keys.length > 0)}
          />
        ))}
        <section>
          <h3>Pointer</h3>
          <dl>
            {pointer.map(([gesture, effect]) => (
              <div key={gesture}>
                <dt>{effect}</dt>
                <dd>{gesture}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

function Group({ title, commands }: { readonly title: string; readonly commands: readonly Command[] }) {
  if (commands.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {commands.map((command) => (
          <div key={command.id}>
            <dt>{command.title}</dt>
            <dd>
              {command.keys.map((keys) => (
                <kbd key={keys} className="kbd">
                  {keysText(keys, isMac)}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
