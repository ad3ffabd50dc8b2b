package dev.sqlane.lab.strategy;

import dev.sqlane.sqlite.Synchronous;
import java.nio.file.Path;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * How the peers set sqlite-jdbc up, as guides for it advise: WAL, foreign keys on, a busy timeout of 5 s, a larger page
 * cache. Generated keys are off, as the driver's documentation advises where nobody asks for them: that alone makes an
 * insert several times faster.
 *
 * @param synchronous as the Sqlane strategies have it, so that every strategy pays for the same promise
 */
record DriverSettings(Synchronous synchronous) {
    /** The value that most guides give, that microsandbox has, and that Sqlane has as its default. */
    static final int BUSY_TIMEOUT_MILLIS = 5_000;

    /** Guides for servers advise more than SQLite's 2 MiB; this is what Sqlane has, so that no strategy gains by it. */
    static final int CACHE_KIB = 8 * 1024;

    /** Prepared statements that a connection keeps, where a strategy keeps any: as many as Sqlane does. */
    static final int STATEMENTS = 128;

    /** For connections that read and write. */
    SQLiteConfig writing(TransactionMode mode) {
        SQLiteConfig driver = common(mode);
        driver.setJournalMode(JournalMode.WAL);
        return driver;
    }

    /** For connections that are opened read-only. */
    SQLiteConfig reading() {
        SQLiteConfig driver = common(TransactionMode.DEFERRED);
        driver.setReadOnly(true);
        return driver;
    }

    private SQLiteConfig common(TransactionMode mode) {
        SQLiteConfig driver = new SQLiteConfig();
        // By name: the driver's own enumeration lacks EXTRA.
        driver.setPragma(Pragma.SYNCHRONOUS, synchronous.name());
        driver.enforceForeignKeys(true);
        driver.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        driver.setTransactionMode(mode);
        driver.setGetGeneratedKeys(false);
        driver.setCacheSize(-CACHE_KIB);
        return driver;
    }

    static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    /** Opens connections one by one, for a pool to keep or for nobody. */
    static SQLiteDataSource source(Path file, SQLiteConfig driver) {
        SQLiteDataSource source = new SQLiteDataSource(driver);
        source.setUrl(url(file));
        return source;
    }
}
