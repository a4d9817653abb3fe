/**
 * The coordinator as a machine: its phases are the rows of the transition table that the code runs, and each says what it does
 * with each event. Changes of phase are those that this history has met.
 */
import { Fragment } from 'react';
import { useLearn } from '../learn-store.ts';

export function ProtocolPicture() {
  const table = useLearn((state) => state.table);
  const scenes = useLearn(({ view }) => view?.theatre.scenes);
  if (table === null || scenes === undefined) return null;
  return (
    <section className="protocol" tabIndex={0} aria-label="The coordinator’s protocol">
      {scenes.map(({ title, coordinator, traceHash }) => {
        const { phase, last, seen } = coordinator;
        const row = Object.entries(table[phase]);
        return (
          <div key={title} className="protocol-machine">
            <h4>
              {scenes.length > 1 && `${title}: `}the coordinator is <b>{coordinator.alive ? phase : 'dead'}</b>
              <small>
                {coordinator.acks} of {coordinator.acksWanted} acks, {coordinator.slotsMoving} slots moving
                {coordinator.waitingFor.length > 0 && `, waits for ${coordinator.waitingFor.slice(0, 4).join(', ')}`}
              </small>
            </h4>
            <ol className="protocol-phases">
              {Object.keys(table).map((name) => (
                <li
                  key={name}
                  className={name === phase ? 'protocol-now' : ''}
                  aria-current={name === phase ? 'step' : undefined}
                >
                  {name}
                </li>
              ))}
            </ol>
            <dl className="protocol-row">
              {row.map(([event, kind]) => (
                <Fragment key={event}>
                  <dt className={last?.event === event && last.to === phase ? 'protocol-last' : ''}>{event}</dt>
                  <dd className={`protocol-${kind}`}>
                    {kind === 'acts' ? 'acts' : kind === 'stays' ? 'nothing' : 'cannot be'}
                  </dd>
                </Fragment>
              ))}
            </dl>
            <p className="protocol-seen">
              {seen.map(({ from, event, to, times }) => (
                <span
                  key={`${from} ${event} ${to}`}
                  className={last?.from === from && last.event === event && last.to === to ? 'protocol-last' : ''}
                >
                  {from} <i>{event}</i> {to}
                  {times > 1 && ` ×${times}`}
                </span>
              ))}
            </p>
            <p className="protocol-trace">
              Trace <span className="mono">{traceHash}</span>, the same wherever this moment is played
            </p>
          </div>
        );
      })}
    </section>
  );
}
