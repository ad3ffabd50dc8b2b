package dev.sqlane.lab.strategy;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Two pools, and the work sorted between them: reads to one, whatever writes to the other.
 *
 * @param closing closes both
 */
record SplitSession(DataSource readers, DataSource writers, Closing closing) implements Session {
    /** Closes the pools. */
    @FunctionalInterface
    interface Closing {
        void close() throws SQLException;
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) throws SQLException {
        return Jdbc.autoCommit(readers, work);
    }

    @Override
    public <T extends @Nullable Object> T write(String name, Work<T> work) throws SQLException {
        return Jdbc.autoCommit(writers, work);
    }

    @Override
    public <T extends @Nullable Object> T transaction(String name, Work<T> work) throws SQLException {
        return Jdbc.transaction(writers, work);
    }

    @Override
    public void close() throws SQLException {
        closing.close();
    }
}
