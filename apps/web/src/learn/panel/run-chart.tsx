/** Rates of whole runs on different numbers of workers, as bars with their numbers. */
import type { RunTable } from '../play/play-view.ts';
import { filled } from './slider-fill.ts';

export function RunChart({ table: { workers, rows } }: { readonly table: RunTable }) {
  const most = Math.max(...rows.flatMap(({ perSecond }) => perSecond));
  return (
    <div className="run-charts">
      {rows.map(({ title, perSecond }) => (
        <table key={title} className="run-chart">
          <caption>{title}: transfers a second</caption>
          <tbody>
            {perSecond.map((rate, index) => (
              <tr key={workers[index]}>
                <th scope="row">
                  {workers[index]} {workers[index] === 1 ? 'worker' : 'workers'}
                </th>
                <td>
                  <i className="run-bar" style={filled(rate / most)} />
                </td>
                <td className="mono">{rate.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}
