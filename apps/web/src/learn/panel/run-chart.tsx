/** Rates of whole runs on different numbers of workers, as bars with their numbers. */
import type { RunTable } from '../play/play-view.ts';

export function RunChart({ table: { workers, rows } }: { readonly table: RunTable }) {
  const most = Math.max(...rows.flatMap(({ perSecond }) => perSecond));
  return (
    <div className="run-charts">
      {rows.map(({ title, perSecond }) => (
        <table key={title} className="run-chart">
          <caption>{title}, records a second</caption>
          <tbody>
            {perSecond.map((rate, index) => (
              <tr key={workers[index]}>
                <th scope="row">
                  {workers[index]} {workers[index] === 1 ? 'worker' : 'workers'}
                </th>
                <td>
                  <meter min={0} max={most} value={rate} aria-hidden="true" />
                </td>
                <td className="mono">{rate}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}
