package dev.sqlane.lab.strategy;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * Two pools of Agroal, the pool of Quarkus and WildFly, split as {@link HikariSplitStrategy} splits HikariCP's: one connection that
 * writes, with BEGIN IMMEDIATE, and as many read-only ones as Sqlane's read pool has. 30 s to wait for a connection;
 * everything else at its default, among it no validation of connections that go out. It keeps no prepared statements.
 *
 * <p>A reporter has the write pool alone.
 */
final class AgroalSplitStrategy implements Strategy {
    /** As HikariCP's default; Agroal itself would wait forever. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final DriverSettings driver;
    private final int readConnections;

    AgroalSplitStrategy(DriverSettings driver, int readConnections) {
        this.driver = driver;
        this.readConnections = readConnections;
    }

    @Override
    public String name() {
        return "agroal-split";
    }

    @Override
    public String description() {
        return "Agroal twice: one connection that writes (IMMEDIATE), the others read-only";
    }

    @Override
    public Session open(Path file) throws SQLException {
        AgroalDataSource writers = pool(file, 1, driver.writing(TransactionMode.IMMEDIATE), false);
        AgroalDataSource readers = pool(file, readConnections, driver.reading(), true);
        return new SplitSession(readers, writers, () -> {
            readers.close();
            writers.close();
        });
    }

    @Override
    public Session openReporter(Path file) throws SQLException {
        AgroalDataSource writers = pool(file, 1, driver.writing(TransactionMode.IMMEDIATE), false);
        return new SplitSession(writers, writers, writers::close);
    }

    private static AgroalDataSource pool(Path file, int connections, SQLiteConfig driver, boolean readOnly)
            throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(connections)
                        .acquisitionTimeout(LONGEST_WAIT)
                        .connectionFactoryConfiguration(
                                factory -> withDriver(factory.readOnly(readOnly), file, driver))));
    }

    private static AgroalConnectionFactoryConfigurationSupplier withDriver(
            AgroalConnectionFactoryConfigurationSupplier factory, Path file, SQLiteConfig driver) {
        factory.connectionProviderClass(JDBC.class).jdbcUrl(DriverSettings.url(file));
        driver.toProperties().forEach((name, value) -> factory.jdbcProperty((String) name, (String) value));
        return factory;
    }
}
