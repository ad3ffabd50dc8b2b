package dev.sqlane.lab.writes;

import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.strategy.Statements;
import dev.sqlane.lab.strategy.Strategies;
import dev.sqlane.lab.strategy.Strategy;
import dev.sqlane.sqlite.SqliteConfiguration;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A strategy that does something wrong in every 50th transaction. The scenarios must find out. */
record BrokenTwin(Fault fault) implements Strategy {
    private static final long EVERY = 50;

    /** What it does wrong. */
    enum Fault {
        /** Acknowledges what it did not do. */
        FORGETS,
        /** Does it twice. */
        REPEATS,
        /** Does it, and says that it failed. */
        DENIES,
        /** Commits the first statement alone. */
        TEARS
    }

    @Override
    public String name() {
        return "broken-twin";
    }

    @Override
    public String description() {
        return "one write connection that " + fault;
    }

    @Override
    public Session open(Path file) throws SQLException {
        return new BrokenSession(
                new Strategies(SqliteConfiguration.defaults())
                        .named("driver-single")
                        .open(file),
                fault,
                new AtomicLong());
    }

    @Override
    public Session openReporter(Path file) throws SQLException {
        return open(file);
    }

    private record BrokenSession(Session whole, Fault fault, AtomicLong count) implements Session {
        @Override
        public <T> T read(Work<T> work) throws SQLException {
            return whole.read(work);
        }

        @Override
        public <T> T write(String name, Work<T> work) throws SQLException {
            return transaction(name, work);
        }

        @Override
        public <T> T transaction(String name, Work<T> work) throws SQLException {
            if (count.incrementAndGet() % EVERY != 0) {
                return whole.transaction(name, work);
            }
            switch (fault) {
                case FORGETS -> {
                    return null;
                }
                case REPEATS -> whole.transaction(name, work);
                case DENIES -> {
                    whole.transaction(name, work);
                    throw new SQLException("it failed");
                }
                case TEARS -> {
                    return whole.transaction(name, statements -> work.run(new OnlyTheFirst(statements)));
                }
            }
            return whole.transaction(name, work);
        }

        @Override
        public void close() throws SQLException {
            whole.close();
        }
    }

    /** Runs one statement and pretends to run the others. */
    private static final class OnlyTheFirst implements Statements {
        private final Statements whole;
        private boolean first = true;

        OnlyTheFirst(Statements whole) {
            this.whole = whole;
        }

        @Override
        public long update(String sql, Object... parameters) throws SQLException {
            boolean run = first;
            first = false;
            return run ? whole.update(sql, parameters) : 1;
        }

        @Override
        public long insert(String sql, Object... parameters) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> Optional<T> queryOne(String sql, RowReader<T> reader, Object... parameters) {
            throw new UnsupportedOperationException();
        }
    }
}
