package dev.sqlane.sqlite.internal.connection;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Follows one write transaction, on the thread of whoever owns its connection. None of the methods throws. */
public interface TransactionObserver {
    /** A further unit begins its part. */
    void partBegun();

    /** COMMIT is about to be sent. */
    void committing();

    /** COMMIT has been answered. Where it failed the transaction may be open still, and commit later. */
    void committed(@Nullable SQLException failure);

    /** The transaction is over: committed, rolled back, or lost. The last call. */
    void ended();
}
