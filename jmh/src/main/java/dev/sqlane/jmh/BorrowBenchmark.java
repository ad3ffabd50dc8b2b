package dev.sqlane.jmh;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Borrowing a JDBC connection and giving it back, beside HikariCP; each pool has 8 connections. {@code sqlaneRead} is what an
 * application that does not know JDBC borrows: a unit with nothing in it but the BEGIN and ROLLBACK around it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BorrowBenchmark {
    private static final int CONNECTIONS = 8;

    private DatabaseFile file;
    private SqliteDatabase sqlane;
    private HikariDataSource hikari;

    /** Opens both pools on one file. */
    @Setup
    public void open() throws IOException, SQLException {
        file = new DatabaseFile();
        sqlane = Sqlite.builder(file.path()).maxReadConnections(CONNECTIONS).open();
        sqlane.run(connection -> connection.script("create table item (id integer primary key)"));
        SQLiteConfig driver = new SQLiteConfig();
        driver.setReadOnly(true);
        SQLiteDataSource source = new SQLiteDataSource(driver);
        source.setUrl("jdbc:sqlite:" + file.path());
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setReadOnly(true);
        config.setMaximumPoolSize(CONNECTIONS);
        hikari = new HikariDataSource(config);
    }

    /** Closes both and removes the file. */
    @TearDown
    public void close() throws IOException, SQLException {
        hikari.close();
        sqlane.close();
        file.close();
    }

    @Benchmark
    public boolean sqlaneDataSource() throws SQLException {
        try (Connection connection = sqlane.readPool().getConnection()) {
            return connection.isClosed();
        }
    }

    @Benchmark
    public boolean hikari() throws SQLException {
        try (Connection connection = hikari.getConnection()) {
            return connection.isClosed();
        }
    }

    @Benchmark
    public int sqlaneRead() throws SQLException {
        return sqlane.<Integer, SQLException>read(connection -> 1);
    }
}
