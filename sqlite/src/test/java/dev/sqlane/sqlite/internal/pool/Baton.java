package dev.sqlane.sqlite.internal.pool;

import dev.sqlane.SqlaneException;
import dev.sqlane.Task;

/**
 * What {@link WriteQueue} and its broken twin have in common where an owner passes the ownership on and stays.
 *
 * @param <P> a place in the queue
 */
interface Baton<P> {
    P enter(Deadline deadline) throws SqlaneException;

    /** Returns false where nobody waits. */
    boolean passOn(P place);

    void passBack(P from, P to);

    void settle(P place);

    /** Returns whether the place owns the connection again. */
    boolean awaitSettled(P place);

    void leave(P place);

    boolean isOwned();

    static Baton<WriteQueue.Place> of(WriteQueue queue) {
        return new Baton<>() {
            @Override
            public WriteQueue.Place enter(Deadline deadline) throws SqlaneException {
                return queue.enter(Task.WRITE, deadline, true, owner -> Lender.passed());
            }

            @Override
            public boolean passOn(WriteQueue.Place place) {
                return queue.passOn(place, heir -> true);
            }

            @Override
            public void passBack(WriteQueue.Place from, WriteQueue.Place to) {
                queue.passBack(from, to, true);
            }

            @Override
            public void settle(WriteQueue.Place place) {
                queue.settle(place);
            }

            @Override
            public boolean awaitSettled(WriteQueue.Place place) {
                return queue.awaitSettled(place);
            }

            @Override
            public void leave(WriteQueue.Place place) {
                queue.leave(place);
            }

            @Override
            public boolean isOwned() {
                return queue.owner() != null || queue.waiting() != 0;
            }
        };
    }
}
