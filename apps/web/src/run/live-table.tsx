/** The last rows of a live table sink. */
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { useEveryFrame } from './live-parts.tsx';
import { tableView } from './live-table-view.ts';

const shown = 50;

export function LiveTable({ node }: { readonly node: PipelineNode }) {
  const { rows } = useEveryFrame();
  const view = tableView(rows.get(node.id) ?? [], shown);
  if (view.rows.length === 0)
    return (
      <p className="pane-empty">
        No records have reached {node.name} yet. Its last {shown} appear here.
      </p>
    );
  return (
    <div className="pane-scroll live-table" tabIndex={0} role="region" aria-label={`Last records of ${node.name}`}>
      <table className="pane-table">
        <thead>
          <tr>
            {view.columns.map((column) => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.rows.map(({ sequence, cells }) => (
            <tr key={sequence} className="mono">
              {cells.map((cell, index) => (
                <td key={view.columns[index]} title={cell}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
