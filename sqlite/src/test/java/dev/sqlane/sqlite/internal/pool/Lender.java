package dev.sqlane.sqlite.internal.pool;

import dev.sqlane.DeadlineException;
import dev.sqlane.Task;
import java.sql.SQLException;

/** What {@link ConnectionStack} and its broken twin have in common, so that the model checker can run the same program on both. */
interface Lender<T> {
    T borrow(Deadline deadline) throws SQLException;

    void giveBack(T item);

    void discarded();

    int open();

    int idle();

    int waiting();

    static DeadlineException passed() {
        return new DeadlineException("deadline", null, null);
    }

    static <T> Lender<T> of(ConnectionStack<T> stack) {
        return new Lender<>() {
            @Override
            public T borrow(Deadline deadline) throws SQLException {
                return stack.borrow(Task.READ, deadline, Lender::passed);
            }

            @Override
            public void giveBack(T item) {
                stack.giveBack(item);
            }

            @Override
            public void discarded() {
                stack.discarded();
            }

            @Override
            public int open() {
                return stack.open();
            }

            @Override
            public int idle() {
                return stack.idle();
            }

            @Override
            public int waiting() {
                return stack.waiting();
            }
        };
    }
}
