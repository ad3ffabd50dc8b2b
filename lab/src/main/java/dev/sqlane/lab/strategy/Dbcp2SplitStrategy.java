package dev.sqlane.lab.strategy;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.commons.dbcp2.BasicDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * Two pools of Apache Commons DBCP2, split as {@link HikariSplitStrategy} splits HikariCP's: one connection that writes, with
 * BEGIN IMMEDIATE, and as many read-only ones as Sqlane's read pool has. What it has that HikariCP has not is a pool of
 * prepared statements for each connection, and it is on: preparing is half of the cost of a small statement.
 *
 * <p>Where its defaults are meant for servers behind a network it is set up as the others here are: no test of each connection
 * that goes out (a file has no line that could be cut; HikariCP makes none within half a second of the last use), all
 * connections kept when idle, 30 s to wait for one. It still rolls back each connection that comes back with auto-commit off, which
 * is its default and what protects the next borrower.
 *
 * <p>A reporter has the write pool alone.
 */
final class Dbcp2SplitStrategy implements Strategy {
    /** As HikariCP's default; DBCP2 itself would wait forever. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final DriverSettings driver;
    private final int readConnections;

    Dbcp2SplitStrategy(DriverSettings driver, int readConnections) {
        this.driver = driver;
        this.readConnections = readConnections;
    }

    @Override
    public String name() {
        return "dbcp2-split";
    }

    @Override
    public String description() {
        return "Apache DBCP2 twice with pooled statements: one connection that writes (IMMEDIATE), the others read-only";
    }

    @Override
    public Session open(Path file) {
        BasicDataSource writers = pool(file, 1, driver.writing(TransactionMode.IMMEDIATE));
        BasicDataSource readers = pool(file, readConnections, driver.reading());
        return new SplitSession(readers, writers, () -> {
            readers.close();
            writers.close();
        });
    }

    @Override
    public Session openReporter(Path file) {
        BasicDataSource writers = pool(file, 1, driver.writing(TransactionMode.IMMEDIATE));
        return new SplitSession(writers, writers, writers::close);
    }

    private static BasicDataSource pool(Path file, int connections, SQLiteConfig driver) {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(DriverSettings.url(file));
        driver.toProperties().forEach((name, value) -> pool.addConnectionProperty((String) name, (String) value));
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMaxWait(LONGEST_WAIT);
        pool.setTestOnBorrow(false);
        pool.setPoolPreparedStatements(true);
        pool.setMaxOpenPreparedStatements(DriverSettings.STATEMENTS);
        return pool;
    }
}
