package dev.sqlane.sqlite;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that cancels the statement that it is aimed at, again and again until it is told to stop. It may come too late, when
 * other units run on the connection; that must not hit them.
 */
final class SoakCanceller implements AutoCloseable {
    private final Thread thread = new Thread(this::cancelUntilClosed, "canceller");
    private volatile @Nullable Statement target;
    private volatile boolean closed;

    SoakCanceller() {
        thread.setDaemon(true);
        thread.start();
    }

    void aim(Statement statement) {
        target = statement;
        LockSupport.unpark(thread);
    }

    void stop() {
        target = null;
    }

    private void cancelUntilClosed() {
        while (!closed) {
            Statement statement = target;
            if (statement == null) {
                LockSupport.park(this);
                continue;
            }
            LockSupport.parkNanos(200_000);
            try {
                statement.cancel();
            } catch (SQLException e) {
                // It was closed in the meantime.
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
