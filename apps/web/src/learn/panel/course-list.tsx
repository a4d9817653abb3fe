/** All lessons, to begin with one. */
import { useLearn } from '../learn-store.ts';
import { laboratory, lessonCount } from '../play/laboratory.ts';

export function CourseList({ onOpen }: { readonly onOpen: (lesson: string) => void }) {
  const { course, fault } = useLearn();
  return (
    <div className="course">
      <h2>Learn</h2>
      <p>
        How state is spread over workers, moved and kept through failures: ten lessons that you do, an application and a
        laboratory after them, on the real runtime, in this window. No server is needed once the page is there. Every
        run comes from a seed, so you can go back to any event of it, and do something else there.
      </p>
      {fault !== null && (
        <p className="lesson-fault" role="alert">
          {fault}
        </p>
      )}
      <ol>
        {course.map(({ id, title, about }, index) => (
          <li key={id}>
            <button type="button" data-lesson={id} onClick={() => onOpen(id)}>
              <span className="mono">{index < lessonCount ? index + 1 : '+'}</span>
              <b>{title}</b>
              <small>{about}</small>
            </button>
          </li>
        ))}
        <li>
          <button type="button" data-lesson={laboratory} onClick={() => onOpen(laboratory)}>
            <span className="mono">+</span>
            <b>The laboratory: find me a failure</b>
            <small>
              Any template or your own project, a guarantee, and faults: which is the smallest schedule that breaks it?
            </small>
          </button>
        </li>
      </ol>
    </div>
  );
}
