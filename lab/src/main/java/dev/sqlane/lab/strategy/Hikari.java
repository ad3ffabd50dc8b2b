package dev.sqlane.lab.strategy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * Pools of HikariCP over sqlite-jdbc, configured as guides for the pair advise: WAL, {@code synchronous} NORMAL, foreign
 * keys on, a busy timeout of 5 s, a larger page cache, the settings given to the driver's own {@link SQLiteDataSource}, everything else
 * of the pool at its default (among it 30 s to wait for a connection). Generated keys are off, as the driver's
 * documentation advises where nobody asks for them: that alone makes an insert several times faster.
 */
final class Hikari {
    /** The value that most guides give, that microsandbox has, and that Sqlane has as its default. */
    static final int BUSY_TIMEOUT_MILLIS = 5_000;

    /** Guides for servers advise more than SQLite's 2 MiB; this is what Sqlane has, so that no strategy gains by it. */
    static final int CACHE_KIB = 8 * 1024;

    private Hikari() {}

    /** A pool whose connections read and write. */
    static HikariDataSource pool(String name, Path file, int connections, TransactionMode mode) {
        SQLiteConfig driver = driver(mode);
        driver.setJournalMode(JournalMode.WAL);
        return pool(name, file, connections, driver, false);
    }

    /** A pool whose connections are opened read-only. */
    static HikariDataSource readOnlyPool(String name, Path file, int connections) {
        SQLiteConfig driver = driver(TransactionMode.DEFERRED);
        driver.setReadOnly(true);
        return pool(name, file, connections, driver, true);
    }

    private static SQLiteConfig driver(TransactionMode mode) {
        SQLiteConfig driver = new SQLiteConfig();
        driver.setSynchronous(SynchronousMode.NORMAL);
        driver.enforceForeignKeys(true);
        driver.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        driver.setTransactionMode(mode);
        driver.setGetGeneratedKeys(false);
        driver.setCacheSize(-CACHE_KIB);
        return driver;
    }

    private static HikariDataSource pool(
            String name, Path file, int connections, SQLiteConfig driver, boolean readOnly) {
        SQLiteDataSource source = new SQLiteDataSource(driver);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        // The driver refuses setReadOnly(false) on a connection that was opened read-only, and the pool calls it.
        config.setReadOnly(readOnly);
        return new HikariDataSource(config);
    }
}
