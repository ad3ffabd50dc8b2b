package dev.sqlane.sqlite.internal;

import dev.sqlane.MisuseException;
import dev.sqlane.ReadWork;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.internal.connection.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The unit that runs on a thread now, by which a nested call finds out what it is nested in. Used by that thread only.
 *
 * @param maintenance whether it is a maintenance, outside a transaction
 */
record Unit(Role role, Task task, Session session, ReadUnitConnection connection, boolean maintenance) {

    /** Runs a read inside this unit: in its snapshot, or in its transaction with writes refused by the engine. */
    <T extends @Nullable Object, X extends Exception> T join(ReadWork<T, X> work) throws SQLException, X {
        if (maintenance) {
            throw new MisuseException(
                    "A read was asked for inside the maintenance \"" + task.name()
                            + "\", whose connection has no transaction that it could join; use the connection that the maintenance was given.",
                    null);
        }
        if (role == Role.READ) {
            return work.run(connection);
        }
        boolean before = session.readOnlyNow(true);
        try {
            return work.run(connection);
        } finally {
            session.restoreReadOnly(before);
        }
    }

    /** Returns the refusal of a write that would wait for this unit, which waits for it. */
    MisuseException refuseWrite(Task nested) {
        return new MisuseException(
                "Task \"" + nested.name() + "\" asked for the write connection inside task \"" + task.name()
                        + "\" on the same thread. "
                        + (role == Role.WRITE
                                ? "It would wait for itself: use the connection that the unit was given, with savepoint(…) for a part that may fail alone."
                                : "A read can't turn into a write, since its snapshot may be old by then: begin with write(…), or read first and write after."),
                null);
    }
}
