package dev.sqlane.lab.strategy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * Pools of HikariCP over sqlite-jdbc: the {@linkplain DriverSettings settings} given to the driver's own data source, everything
 * else of the pool at its default (among it 30 s to wait for a connection).
 */
record Hikari(DriverSettings driver) {
    /** A pool whose connections read and write. */
    HikariDataSource pool(String name, Path file, int connections, TransactionMode mode) {
        return pool(name, file, connections, driver.writing(mode), false);
    }

    /** A pool whose connections are opened read-only. */
    HikariDataSource readOnlyPool(String name, Path file, int connections) {
        return pool(name, file, connections, driver.reading(), true);
    }

    private static HikariDataSource pool(
            String name, Path file, int connections, SQLiteConfig driver, boolean readOnly) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(DriverSettings.source(file, driver));
        config.setMaximumPoolSize(connections);
        // The driver refuses setReadOnly(false) on a connection that was opened read-only, and the pool calls it.
        config.setReadOnly(readOnly);
        return new HikariDataSource(config);
    }
}
