package dev.sqlane.sqlite.internal.pool;

import dev.sqlane.BusyException;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;

/**
 * What {@link WriteQueue} and its broken twin have in common, so that the model checker can run the same program on both.
 *
 * @param <P> a place in the queue
 */
interface Turnstile<P> {
    P enter(Deadline deadline) throws SqlaneException;

    void leave(P place);

    void failWaiting();

    boolean isOwned();

    int waiting();

    static Turnstile<WriteQueue.Place> of(WriteQueue queue) {
        return new Turnstile<>() {
            @Override
            public WriteQueue.Place enter(Deadline deadline) throws SqlaneException {
                return queue.enter(Task.WRITE, deadline, true, owner -> Lender.passed());
            }

            @Override
            public void leave(WriteQueue.Place place) {
                queue.leave(place);
            }

            @Override
            public void failWaiting() {
                queue.failWaiting(place -> together());
            }

            @Override
            public boolean isOwned() {
                return queue.owner() != null;
            }

            @Override
            public int waiting() {
                return queue.waiting();
            }
        };
    }

    static BusyException together() {
        return new BusyException("together", 5, null);
    }
}
