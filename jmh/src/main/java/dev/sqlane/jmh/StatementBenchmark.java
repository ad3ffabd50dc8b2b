package dev.sqlane.jmh;

import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
import org.sqlite.SQLiteDataSource;

/** A point read whose statement is in the cache, beside the driver with a statement that is prepared anew and one that is kept. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StatementBenchmark {
    private static final String BY_ID = "select name from item where id = ?";

    private DatabaseFile file;
    private SqliteDatabase sqlane;
    private Connection driver;
    private PreparedStatement kept;

    /** Opens the file twice. */
    @Setup
    public void open() throws IOException, SQLException {
        file = new DatabaseFile();
        sqlane = Sqlite.open(file.path());
        sqlane.run(connection -> connection.script(
                "create table item (id integer primary key, name text); insert into item values (1, 'a name')"));
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file.path());
        driver = source.getConnection();
        kept = driver.prepareStatement(BY_ID);
    }

    /** Closes both and removes the file. */
    @TearDown
    public void close() throws IOException, SQLException {
        kept.close();
        driver.close();
        sqlane.close();
        file.close();
    }

    @Benchmark
    public Object sqlaneQuery() throws SQLException {
        return sqlane.queryValue(BY_ID, String.class, 1);
    }

    @Benchmark
    public Object driverPrepares() throws SQLException {
        try (PreparedStatement statement = driver.prepareStatement(BY_ID)) {
            return read(statement);
        }
    }

    @Benchmark
    public Object driverKeeps() throws SQLException {
        return read(kept);
    }

    private static Object read(PreparedStatement statement) throws SQLException {
        statement.setInt(1, 1);
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}
